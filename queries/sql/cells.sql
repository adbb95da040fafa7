-- The published cells of one dimension and kind of period, for every place that the scope may see: its neighbourhoods,
-- the groups that it holds whole (a group minus its own part would be its neighbours), the cities it has a part of, the
-- residence groups of its landlords. Aliases share the cells of the place of the same extent.
-- Grain: one row a place, period and value; a hidden measure is NULL.
WITH visible AS (
  SELECT a.level, a.area_code, a.cells_level, a.cells_code
  FROM areas a
  WHERE (a.level = 'neighbourhood' AND a.area_code = ANY($neighbourhoods))
     OR (a.level = 'city' AND EXISTS (
           SELECT 1 FROM extents x
           WHERE x.level = a.level AND x.area_code = a.area_code AND x.neighbourhood_code = ANY($neighbourhoods)))
     OR (a.level IN ('residence_group', 'portfolio') AND a.landlord = ANY($portfolios))
     OR (a.level = 'group' AND NOT EXISTS (
           SELECT 1 FROM extents x
           WHERE x.level = a.level AND x.area_code = a.area_code AND NOT x.neighbourhood_code = ANY($neighbourhoods)))
)
SELECT v.level, v.area_code, c.period_kind, c.period_on, c.dimension, c.value,
       c.active_households, c.exchanges, c.enrolled_households, c.members, c.households,
       n.s_total, coalesce(c.s, n.s_breakdown) AS s_breakdown
FROM visible v
JOIN cells c ON c.level = v.cells_level AND c.area_code = v.cells_code
JOIN noise n ON n.level = v.cells_level AND n.area_code = v.cells_code AND n.year = year(c.period_on)
WHERE c.dimension = $dimension
  AND c.period_kind = $period_kind
  AND c.period_on >= $first_on
  AND c.period_on < $before_on;
