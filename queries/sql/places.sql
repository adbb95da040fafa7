-- The places that the scope may see, each with the neighbourhoods it is made of. Grain: one row a place.
SELECT a.level, a.area_code, a.name, a.city_code, a.group_code, a.homes, a.population,
       list(x.neighbourhood_code ORDER BY x.neighbourhood_code) AS neighbourhood_codes,
       count(*) FILTER (x.neighbourhood_code = ANY($neighbourhoods)) AS inside
FROM areas a
JOIN extents x USING (level, area_code)
GROUP BY a.level, a.area_code, a.name, a.city_code, a.group_code, a.homes, a.population
HAVING inside > 0 AND a.level != 'everything'
ORDER BY a.level, a.area_code;
