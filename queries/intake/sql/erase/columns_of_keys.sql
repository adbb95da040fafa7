-- Every column of the new mart that could hold a key. Grain: one column.
SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'new' AND data_type = 'BLOB'
