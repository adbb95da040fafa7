-- Where the households live that completed an exchange: their unit of counting, neighbourhood, kind of dwelling and
-- residence (NULL where unknown or none). Grain: one row a household, those of a group of neighbourhoods together.
WITH grouped AS (
  SELECT neighbourhood_code, min(group_code) AS group_code
  FROM mart.neighbourhood
  GROUP BY neighbourhood_code
)
SELECT DISTINCT p.city_code, g.group_code, p.unit, p.household, p.neighbourhood_code,
       nullif(p.dwelling_type, 'unknown') AS dwelling_type, p.source || '/' || p.residence_code AS residence
FROM people p
JOIN grouped g USING (neighbourhood_code)
WHERE p.household IN (SELECT household FROM gifts)
ORDER BY p.city_code, g.group_code NULLS FIRST, p.unit, p.household;
