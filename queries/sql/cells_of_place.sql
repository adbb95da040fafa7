-- All published cells of one place, which `queries.cells` lets nobody have who may not see it. Grain: one row a
-- dimension, period and value; a hidden measure is NULL.
SELECT level, area_code, dimension, period_kind, period_on, value,
       active_households, exchanges, enrolled_households, members, households, s,
       level AS cells_level, area_code AS cells_code
FROM cells
WHERE level = $level AND area_code = $area_code;
