-- Good rows followed by another good row of the same thing. Grain: one line. Names come from the contract.
WITH repeated AS (
    SELECT {key} FROM kept_{table} GROUP BY {key} HAVING count(*) > 1
),
versions AS (
    SELECT line, row_number() OVER (PARTITION BY {key} ORDER BY line DESC) AS version
    FROM kept_{table} AS r
    WHERE EXISTS (FROM repeated AS k WHERE {same_key})
)
SELECT line, 'superseded' AS status, NULL AS column_name, NULL AS reason FROM versions WHERE version > 1
