-- What hides breakdown cells in a year, of every place: its noise (s), from how many households (k) and from which noisy
-- number (threshold) on it would show. Grain: one row a place.
SELECT a.level, a.area_code, n.s_breakdown AS s, n.threshold_breakdown AS threshold, n.k
FROM areas a
JOIN noise n ON n.level = a.cells_level AND n.area_code = a.cells_code AND n.year = $year;
