-- Quarantine for the rows of a table that have one given fault. Grain: one line.
INSERT INTO verdict
SELECT $name, line, 'quarantined', $column, $reason FROM typed_{table} WHERE fault = $fault
