-- Published cells of a dimension and kind of period of the places listed, which `queries.cells` chose: those that a scope
-- may see. A place has the cells of the place of the same extent. Grain: one row a place, period and value; a hidden
-- measure is NULL.
SELECT v.level, v.area_code, c.dimension, c.period_kind, c.period_on, c.value,
       c.active_households, c.exchanges, c.enrolled_households, c.members, c.households, c.s,
       v.cells_level, v.cells_code
FROM (SELECT unnest($levels) AS level, unnest($codes) AS area_code, unnest($cells_levels) AS cells_level,
             unnest($cells_codes) AS cells_code) v
JOIN cells c ON c.level = v.cells_level AND c.area_code = v.cells_code
WHERE c.dimension = $dimension AND c.period_kind = $period_kind
  AND c.period_on >= $first_on AND c.period_on < $before_on;
