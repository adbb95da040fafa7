-- The places that the scope may see, each with those of its neighbourhoods that the scope holds. Grain: one row a place.
SELECT a.level, a.area_code, a.name, a.city_code, a.group_code, a.homes, a.population,
       coalesce(list(x.neighbourhood_code ORDER BY x.neighbourhood_code)
                  FILTER (x.neighbourhood_code = ANY($neighbourhoods)), []) AS neighbourhood_codes,
       bool_and(x.neighbourhood_code = ANY($neighbourhoods)) AS is_whole
FROM areas a
JOIN extents x USING (level, area_code)
GROUP BY a.level, a.area_code, a.name, a.city_code, a.group_code, a.homes, a.population, a.landlord
HAVING (a.level IN ('residence_group', 'portfolio') AND a.landlord = ANY($portfolios))
    OR (len(neighbourhood_codes) > 0 AND (is_whole OR a.level = 'city') AND a.level IN ('neighbourhood', 'group', 'city'))
ORDER BY a.level, a.area_code;
