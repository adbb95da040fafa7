-- Which values of a dimension stand together as `merged` in a year, of every place, in declared order.
-- Grain: one row a place and value.
SELECT a.level, a.area_code, m.value
FROM areas a
JOIN merges m ON m.level = a.cells_level AND m.area_code = a.cells_code
LEFT JOIN declared d ON d.dimension = m.dimension AND d.value = m.value
WHERE m.dimension = $dimension AND m.year = $year
ORDER BY a.level, a.area_code, d.position;
