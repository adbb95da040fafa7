-- What is left of the numbers: of each level, dimension, kind of period and measure, the declared cells, those that are
-- shown, and how much of what the cities show the places inside them show too. From the snapshot's cells alone.
-- Grain: one row a level, dimension, kind of period and measure; activity is NULL for cities.
WITH measured AS (
  SELECT * FROM cells UNPIVOT INCLUDE NULLS (
    number FOR measure IN (active_households, exchanges, enrolled_households, members, households))
  WHERE period_kind <> 'campaign'
),
of_cities AS (
  SELECT area_code AS city_code, dimension, period_kind, measure, value, period_on, number
  FROM measured WHERE level = 'city' AND number > 0
),
whole AS (
  SELECT dimension, period_kind, measure, sum(number) AS number FROM of_cities GROUP BY ALL
),
told AS (
  SELECT m.level, m.dimension, m.period_kind, m.measure, count(*) AS declared, count(m.number) AS shown,
         sum(m.number) FILTER (c.number IS NOT NULL) AS inside
  FROM measured m
  JOIN areas a USING (level, area_code)
  LEFT JOIN of_cities c USING (city_code, dimension, period_kind, measure, value, period_on)
  GROUP BY ALL
)
SELECT t.level, t.dimension, t.period_kind, t.measure, t.shown / t.declared AS cells,
       CASE WHEN t.level IN ('neighbourhood', 'group') THEN least(1, t.inside / w.number) END AS activity
FROM told t LEFT JOIN whole w USING (dimension, period_kind, measure)
ORDER BY ALL
