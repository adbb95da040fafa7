-- How many households were active with each value of one dimension, and their posts, each household clipped; with a
-- second column, each pair of values, written FIRST:SECOND; with a list of tail values, those together as `rest`.
-- Grain: one row a unit, period and value. `posters` is the base of `posts`; `all_posts` is before clipping.
WITH acted AS (
  SELECT unit, city_code, household, posted, CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on,
         COLUMNS($column) AS value, COLUMNS($second) AS other
  FROM activity
),
placed AS (
  SELECT a.unit, a.household, a.posted, a.period_on,
         CASE WHEN len($rest) > 0 THEN 'rest' ELSE coalesce(s.published, a.value) END || CASE WHEN $second = '^total$' THEN '' ELSE ':' || a.other END AS value
  FROM acted a
  LEFT JOIN small_values s
    ON s.dimension = $dimension AND s.city_code = a.city_code AND s.year = year(a.period_on) AND s.value = a.value
  WHERE a.value IS NOT NULL AND a.other IS NOT NULL AND (len($rest) = 0 OR list_contains($rest, a.value))
),
by_household AS (
  SELECT unit, period_on, value, household, count(*) FILTER (posted) AS posts
  FROM placed
  GROUP BY unit, period_on, value, household
)
SELECT unit, period_on, value,
       count(*) AS households,
       count(*) FILTER (posts > 0) AS posters,
       CAST(sum(least(posts, $clip)) AS BIGINT) AS posts,
       CAST(sum(posts) AS BIGINT) AS all_posts
FROM by_household
GROUP BY unit, period_on, value;
