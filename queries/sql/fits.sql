-- The parameters of one model fitted when publishing, in the cities that the scope has a neighbourhood in.
-- Grain: one row a city, value of the dimension and parameter.
SELECT f.city_code, f.value, f.parameter, f.number
FROM fits f
WHERE f.model = $model AND f.period_on = $period_on
  AND EXISTS (SELECT 1 FROM areas a
              WHERE a.level = 'neighbourhood' AND a.area_code = ANY($neighbourhoods) AND a.city_code = f.city_code)
ORDER BY f.city_code, f.value, f.parameter;
