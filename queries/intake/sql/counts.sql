-- How many rows of one table have each verdict. Grain: one status.
SELECT status, count(*) FROM verdict WHERE table_name = $name GROUP BY status
