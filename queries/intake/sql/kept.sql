-- The rows of a table that no verdict has set aside so far.
CREATE VIEW kept_{table} AS
SELECT * EXCLUDE (fault)
FROM typed_{table} AS t
ANTI JOIN (FROM verdict WHERE table_name = '{table}') AS v ON v.line = t.line
