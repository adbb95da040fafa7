-- The census of the scope's neighbourhoods. Grain: one row a neighbourhood, attribute and value.
SELECT neighbourhood_code, attribute, value, households, persons
FROM census
WHERE neighbourhood_code = ANY($neighbourhoods)
ORDER BY neighbourhood_code, attribute, value;
