-- What hides a breakdown cell of a place in a year: the noise of its place (s), from how many households (k) and from
-- which noisy number (threshold) on it would show. Grain: one row.
SELECT n.s_breakdown AS s, n.threshold_breakdown AS threshold, n.k
FROM areas a
JOIN noise n ON n.level = a.cells_level AND n.area_code = a.cells_code AND n.year = $year
WHERE a.level = $level AND a.area_code = $area_code;
