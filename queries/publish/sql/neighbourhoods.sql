-- Every neighbourhood once, the one imported last where two sources name the same code, in code order.
SELECT neighbourhood_code, any_value(name) AS name, any_value(city_code) AS city_code,
       any_value(city_name) AS city_name, any_value(homes) AS homes, any_value(population) AS population,
       any_value(group_code) AS group_code, any_value(group_name) AS group_name, any_value(geometry) AS geometry
FROM mart.neighbourhood
GROUP BY neighbourhood_code
ORDER BY neighbourhood_code;
