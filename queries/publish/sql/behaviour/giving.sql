-- How many households gave, received or did both over completed exchanges; none: active without any of these.
-- Grain: one row a unit, period of the post and pattern.
WITH active AS (
  SELECT DISTINCT unit, household, CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on
  FROM activity
),
patterns AS (
  SELECT unit, household, CAST(date_trunc($period_kind, posted_on) AS DATE) AS period_on,
         CASE WHEN bool_and(gives) THEN 'gives' WHEN bool_or(gives) THEN 'both' ELSE 'receives' END AS pattern
  FROM gifts
  GROUP BY ALL
)
SELECT unit, period_on, coalesce(pattern, 'none') AS value, count(*) AS households
FROM active
FULL JOIN patterns USING (unit, household, period_on)
GROUP BY ALL;
