-- The published totals of every neighbourhood in every period of a kind, hidden ones NULL, with the scale of their noise.
-- Of no scope: `queries.columns` hands out those of one. Grain: one row a neighbourhood and period; `place` numbers the
-- neighbourhoods from 0 in the order of their codes.
SELECT a.place, c.period_on, c.active_households, c.exchanges, c.members, n.s_total
FROM (SELECT cells_level, cells_code, row_number() OVER (ORDER BY area_code) - 1 AS place
      FROM areas WHERE level = 'neighbourhood') a
JOIN cells c ON c.level = a.cells_level AND c.area_code = a.cells_code
JOIN noise n ON n.level = c.level AND n.area_code = c.area_code AND n.year = year(c.period_on)
WHERE c.dimension = 'total' AND c.period_kind = $period_kind;
