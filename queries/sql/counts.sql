-- The published counts of one measure, dimension and kind of period in each of the scope's neighbourhoods, with what is
-- known of those that are hidden: from how many households (k) and which noisy number (threshold) on they would show.
-- Grain: one row a neighbourhood, period and value; `count` is NULL where hidden.
SELECT c.area_code, c.value, c.period_on,
       CASE $measure WHEN 'households' THEN c.households WHEN 'active_households' THEN c.active_households
                     WHEN 'exchanges' THEN c.exchanges WHEN 'enrolled_households' THEN c.enrolled_households
                     WHEN 'members' THEN c.members END AS count,
       CASE WHEN $dimension = 'total' THEN n.s_total ELSE coalesce(c.s, n.s_breakdown) END AS s,
       CASE WHEN $dimension = 'total' THEN n.threshold_total ELSE n.threshold_breakdown END AS threshold,
       n.k
FROM areas a
JOIN cells c ON c.level = a.cells_level AND c.area_code = a.cells_code
JOIN noise n ON n.level = a.cells_level AND n.area_code = a.cells_code AND n.year = year(c.period_on)
WHERE a.level = 'neighbourhood' AND a.area_code = ANY($neighbourhoods)
  AND c.dimension = $dimension AND c.period_kind = $period_kind AND c.period_on = $period_on
ORDER BY c.area_code, c.value;
