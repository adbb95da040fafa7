-- The tables of the old mart that the new one has too and that are still empty: they hold no rows of members.
-- Grain: one table. `keys` names their columns of keys, which there must be none of.
SELECT o.table_name, list(o.column_name) FILTER (o.column_name LIKE '%\_key' ESCAPE '\') AS keys
FROM duckdb_columns() AS o
WHERE o.database_name = 'old' AND o.table_name NOT IN $filled
  AND o.table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'new')
GROUP BY o.table_name
ORDER BY o.table_name
