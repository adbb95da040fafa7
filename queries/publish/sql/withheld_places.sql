-- How many places does the newest year not publish? Landlords' are not counted here. Grain: one row a level.
SELECT level, count(*) AS places
FROM areas
WHERE landlord IS NULL
  AND (cells_level, cells_code) NOT IN (
    SELECT (level, area_code) FROM noise WHERE year = (SELECT max(year) FROM noise))
GROUP BY level
ORDER BY level;
