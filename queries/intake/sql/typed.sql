-- The rows that are not duplicates, with their types and the number of the first fault of their type (NULL: none).
-- {values} and {faults} are made from the contract; the faults are numbered in the order of its columns.
CREATE TABLE typed_{table} AS
WITH parsed AS (
    SELECT r.*{moments}
    FROM raw_{table} AS r
    ANTI JOIN (FROM verdict WHERE table_name = '{table}') AS v ON v.line = r.line
)
SELECT line, {values}, (CASE {faults} END)::UTINYINT AS fault
FROM parsed
