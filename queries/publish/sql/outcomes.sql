-- How many households asked, got an answer or what they asked for within 28 days; and offered, were taken up, gave.
-- Grain: one row a unit and period of the post; every column counts distinct households.
WITH replies AS (
  SELECT exchange_key, bool_or(answered_28d) AS answered, bool_or(completed_28d) AS completed
  FROM mart.response
  GROUP BY exchange_key
),
posts AS (
  SELECT p.unit, p.household,
         CAST(date_trunc($period_kind, e.posted_on) AS DATE) AS period_on,
         e.direction, coalesce(r.answered, FALSE) AS answered, coalesce(r.completed, FALSE) AS completed
  FROM mart.exchange e
  JOIN people p USING (member_key)
  LEFT JOIN replies r USING (exchange_key)
  WHERE e.direction IN ('offer', 'request')
)
SELECT unit, period_on,
       count(DISTINCT household) FILTER (direction = 'request') AS asked,
       count(DISTINCT household) FILTER (direction = 'request' AND answered) AS answered,
       count(DISTINCT household) FILTER (direction = 'request' AND completed) AS completed,
       count(DISTINCT household) FILTER (direction = 'offer') AS offered,
       count(DISTINCT household) FILTER (direction = 'offer' AND answered) AS taken_up,
       count(DISTINCT household) FILTER (direction = 'offer' AND completed) AS given
FROM posts
GROUP BY unit, period_on;
