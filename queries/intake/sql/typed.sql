-- The rows that are not duplicates, with their types and the number of the first fault of their type (NULL: none).
-- The lists in braces are made from the contract; the faults are numbered in the order of its columns.
CREATE TABLE typed_{table} AS
WITH written AS (
    SELECT r.*{texts}
    FROM raw_{table} AS r
    ANTI JOIN (FROM verdict WHERE table_name = '{table}') AS v ON v.line = r.line
),
clocks AS (SELECT *{clocks} FROM written),
instants AS (SELECT *{instants} FROM clocks),
parsed AS (SELECT *{parsed} FROM instants)
SELECT line, {values}, (CASE {faults} END)::UTINYINT AS fault
FROM parsed
