-- Every quarantined row. Grain: one line of one table.
SELECT table_name, line, column_name, reason FROM verdict WHERE status = 'quarantined' ORDER BY table_name, line
