-- How many households got an answer to a request of each theme, and how many what they asked for, within 28 days.
-- Grain: one row a unit, period of the request and value (THEME:answered or THEME:completed).
WITH replies AS (
  SELECT exchange_key, bool_or(answered_28d) AS answered, bool_or(completed_28d) AS completed
  FROM mart.response
  GROUP BY exchange_key
),
requests AS (
  SELECT p.unit, p.household, CAST(date_trunc($period_kind, e.posted_on) AS DATE) AS period_on,
         coalesce(c.theme, 'other') AS theme, r.answered, r.completed
  FROM mart.exchange e
  JOIN people p USING (member_key)
  JOIN replies r USING (exchange_key)
  LEFT JOIN mart.category c USING (category)
  WHERE e.direction = 'request' AND e.category IS NOT NULL
),
outcomes AS (
  SELECT unit, period_on, theme || ':answered' AS value, household FROM requests WHERE answered
  UNION ALL
  SELECT unit, period_on, theme || ':completed', household FROM requests WHERE completed
)
SELECT unit, period_on, value, count(DISTINCT household) AS households
FROM outcomes
GROUP BY unit, period_on, value;
