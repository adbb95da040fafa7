-- Every neighbourhood once, as the source imported last has it where two name the same code, in code order.
SELECT n.neighbourhood_code, n.name, n.city_code, n.city_name, n.homes, n.population, n.group_code, n.group_name,
       n.geometry
FROM mart.neighbourhood n
JOIN (SELECT source, max(imported_at) AS imported_at FROM mart.bundle GROUP BY source) b USING (source)
QUALIFY row_number() OVER (PARTITION BY n.neighbourhood_code ORDER BY b.imported_at DESC, n.source) = 1
ORDER BY n.neighbourhood_code;
