-- Which tables the old mart has. Grain: one table.
SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'
