-- The census of every neighbourhood, which is public. Grain: one row a neighbourhood, attribute and value.
SELECT neighbourhood_code, attribute, value, households, persons
FROM census
ORDER BY neighbourhood_code, attribute, value;
