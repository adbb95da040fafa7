-- How many households were active with each value of one dimension, and their posts, each household clipped.
-- Grain: one row a neighbourhood, period and value. `posters` is the base of `posts`; `all_posts` is before clipping.
WITH acted AS (
  SELECT neighbourhood_code, city_code, household, posted,
         CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on,
         COLUMNS($column) AS value
  FROM activity
),
placed AS (
  SELECT a.neighbourhood_code, a.household, a.posted, a.period_on, coalesce(s.published, a.value) AS value
  FROM acted a
  LEFT JOIN small_values s
    ON s.dimension = $dimension AND s.city_code = a.city_code AND s.year = year(a.period_on) AND s.value = a.value
  WHERE a.value IS NOT NULL
),
by_household AS (
  SELECT neighbourhood_code, period_on, value, household, count(*) FILTER (posted) AS posts
  FROM placed
  GROUP BY neighbourhood_code, period_on, value, household
)
SELECT neighbourhood_code, period_on, value,
       count(*) AS households,
       count(*) FILTER (posts > 0) AS posters,
       CAST(sum(least(posts, $clip)) AS BIGINT) AS posts,
       CAST(sum(posts) AS BIGINT) AS all_posts
FROM by_household
GROUP BY neighbourhood_code, period_on, value;
