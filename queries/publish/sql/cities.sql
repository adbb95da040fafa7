-- The city of each neighbourhood, once, where two sources may name the same neighbourhood.
CREATE TEMP TABLE cities AS
SELECT neighbourhood_code, any_value(city_code) AS city_code
FROM mart.neighbourhood
GROUP BY neighbourhood_code;
