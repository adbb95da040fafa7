-- How many households asked for, and how many offered, something of each category or theme; answering a post is neither.
-- Grain: one row a unit, period and value (CODE:asked or CODE:offered).
WITH posts AS (
  SELECT unit, household, CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on, direction,
         category AS need, theme AS need_theme
  FROM activity
  WHERE direction IN ('request', 'offer') AND category IS NOT NULL
)
SELECT unit, period_on,
       COLUMNS($column) || CASE direction WHEN 'request' THEN ':asked' ELSE ':offered' END AS value,
       count(DISTINCT household) AS households
FROM posts
GROUP BY ALL;
