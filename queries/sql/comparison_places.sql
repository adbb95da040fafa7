-- The neighbourhoods that the operator lets everybody see by name beside an estimate. Of no scope, for that reason.
-- Grain: one row a neighbourhood.
SELECT c.neighbourhood_code, a.name
FROM comparison_places c
JOIN areas a ON a.level = 'neighbourhood' AND a.area_code = c.neighbourhood_code
ORDER BY c.neighbourhood_code;
