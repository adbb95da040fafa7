-- Why rows of one table were quarantined, with their first lines. Grain: one column and reason, the most frequent first.
SELECT column_name, reason, count(*) AS number, min(line, $first) AS first_lines
FROM verdict WHERE table_name = $name AND status = 'quarantined'
GROUP BY column_name, reason ORDER BY number DESC, column_name, reason
