-- The residence groups of the scope's landlords that stand in its neighbourhoods, each with its point.
-- Grain: one row a residence group.
SELECT a.area_code, a.name, p.neighbourhood_code, a.homes AS dwellings, p.lon, p.lat
FROM areas a
JOIN extents x USING (level, area_code)
JOIN residence_points p ON p.landlord = a.landlord AND p.neighbourhood_code = x.neighbourhood_code
WHERE a.level = 'residence_group'
  AND a.landlord = ANY($portfolios)
  AND p.neighbourhood_code = ANY($neighbourhoods)
ORDER BY a.area_code;
