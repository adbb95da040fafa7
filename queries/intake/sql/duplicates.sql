-- Rows identical to a later row in all columns. Grain: one line. {table}, {key} and {columns} come from the contract.
-- The last copy stays, so that "a, b, a" ends as a: the later row wins.
WITH repeated AS (
    SELECT {key} FROM raw_{table} GROUP BY {key} HAVING count(*) > 1
),
copies AS (
    SELECT line, row_number() OVER (PARTITION BY {columns} ORDER BY line DESC) AS copy
    FROM raw_{table} AS r
    WHERE EXISTS (FROM repeated AS k WHERE {same_key})
)
SELECT line, 'duplicate' AS status, NULL AS column_name, NULL AS reason FROM copies WHERE copy > 1
