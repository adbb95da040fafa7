-- Of the households that joined in each quarter (with their first member), how many were active in the calendar month
-- 1, 3, 6 and 12 months after the month of joining. Households with a member who joined on an unknown day are left out.
-- Grain: one row a unit, quarter of joining and value; `joined` counts them all.
WITH joined AS (
  SELECT unit, household, date_trunc('month', min(joined_on)) AS joined_in
  FROM people
  GROUP BY unit, household
  HAVING min(joined_on) > DATE '1900-01-01'
),
months AS (
  SELECT DISTINCT household, date_trunc('month', acted_on) AS active_in FROM activity
),
steps AS (
  SELECT unit, joined_in, 'joined' AS value FROM joined
  UNION ALL
  SELECT j.unit, j.joined_in, CAST(m.step AS VARCHAR)
  FROM joined j
  CROSS JOIN (SELECT unnest([1, 3, 6, 12]) AS step) m
  JOIN months a ON a.household = j.household AND a.active_in = j.joined_in + to_months(CAST(m.step AS INTEGER))
)
SELECT unit, CAST(date_trunc('quarter', joined_in) AS DATE) AS period_on, value, count(*) AS households
FROM steps
GROUP BY ALL;
