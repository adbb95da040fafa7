-- How many households were active for the first time, again after the period before, or again after a gap; and how many
-- were active in the period before and no more. Grain: one row a unit, period and standing. Nobody lapses in a period
-- after the last that has any activity.
WITH active AS (
  SELECT DISTINCT unit, household, CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on
  FROM activity
),
in_order AS (
  SELECT unit, household, period_on,
         CAST(period_on + CAST('1 ' || $period_kind AS INTERVAL) AS DATE) AS next_on,
         CAST(period_on - CAST('1 ' || $period_kind AS INTERVAL) AS DATE) AS previous_on,
         lag(period_on) OVER (PARTITION BY household ORDER BY period_on) AS active_before,
         lead(period_on) OVER (PARTITION BY household ORDER BY period_on) AS active_after,
         max(period_on) OVER () AS last_on
  FROM active
),
standings AS (
  SELECT unit, period_on,
         CASE WHEN active_before IS NULL THEN 'new' WHEN active_before = previous_on THEN 'continuing'
              ELSE 'returning' END AS value
  FROM in_order
  UNION ALL
  SELECT unit, next_on, 'lapsed'
  FROM in_order
  WHERE active_after IS DISTINCT FROM next_on AND next_on <= last_on
)
SELECT unit, period_on, value, count(*) AS households
FROM standings
GROUP BY unit, period_on, value;
