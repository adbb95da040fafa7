-- Every place of the lattice with its neighbourhoods, where its cells stand, and whether it is published. Of no scope:
-- `queries.places` and `queries.cells` keep to one. Grain: one row a place.
SELECT a.level, a.area_code, a.name, a.city_code, a.group_code, a.homes, a.landlord, a.cells_level, a.cells_code,
       EXISTS (SELECT 1 FROM noise n WHERE n.level = a.level AND n.area_code = a.area_code) AS is_published,
       list(x.neighbourhood_code ORDER BY x.neighbourhood_code) AS neighbourhood_codes
FROM areas a
JOIN extents x USING (level, area_code)
GROUP BY ALL
ORDER BY a.level, a.area_code;
