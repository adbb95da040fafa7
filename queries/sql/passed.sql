-- The places that passed a public stage, with the features by which they are compared. Of no scope:
-- `queries.passed` hands out no place by name. Grain: one row a stage and neighbourhood.
SELECT stage, area_code, starts_on, place_homes, homes, flats, large_city, rural, density, enrolled_near, services
FROM passed
ORDER BY stage, area_code;
