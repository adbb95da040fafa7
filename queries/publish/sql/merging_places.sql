-- How many places merge values in the newest year? Grain: one row an attribute and level.
SELECT year, dimension, level, count(DISTINCT area_code) AS places
FROM merges
WHERE year = (SELECT max(year) FROM merges)
GROUP BY ALL
ORDER BY ALL;
