-- Which values of a dimension stand together as `merged` in one place and year, in declared order.
SELECT m.value
FROM areas a
JOIN merges m ON m.level = a.cells_level AND m.area_code = a.cells_code
LEFT JOIN declared d ON d.dimension = m.dimension AND d.value = m.value
WHERE a.level = $level AND a.area_code = $area_code AND m.dimension = $dimension AND m.year = $year
ORDER BY d.position;
