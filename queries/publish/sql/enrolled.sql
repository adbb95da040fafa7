-- How many households had a member at some day of each period, by one attribute, and how many members they had.
-- A member without a joining date counts from the beginning. Grain: one row a neighbourhood, period and value.
WITH people AS (
  SELECT h.neighbourhood_code, n.city_code, hash(h.household_key) AS household, 'total' AS total,
         coalesce(h.dwelling_type, 'unknown') AS dwelling_type, coalesce(m.gender, 'unknown') AS gender,
         coalesce(m.joined_on, DATE '1900-01-01') AS joined_on, coalesce(m.left_on, DATE '9999-01-01') AS left_on
  FROM mart.member m
  JOIN mart.household h USING (household_key)
  JOIN cities n USING (neighbourhood_code)
),
valued AS (
  SELECT neighbourhood_code, city_code, household, joined_on, left_on, COLUMNS($column) AS value
  FROM people
),
placed AS (
  SELECT v.neighbourhood_code, v.household, p.starts_on AS period_on, coalesce(s.published, v.value) AS value
  FROM valued v
  JOIN (SELECT unnest($starts) AS starts_on, unnest($ends) AS ends_on) p
    ON v.joined_on < p.ends_on AND v.left_on >= p.starts_on
  LEFT JOIN small_values s
    ON s.dimension = $dimension AND s.city_code = v.city_code AND s.year = year(p.starts_on) AND s.value = v.value
),
by_household AS (
  SELECT neighbourhood_code, period_on, value, household, count(*) AS members
  FROM placed
  GROUP BY neighbourhood_code, period_on, value, household
)
SELECT neighbourhood_code, period_on, value,
       count(*) AS households,
       CAST(sum(least(members, $clip)) AS BIGINT) AS members
FROM by_household
GROUP BY neighbourhood_code, period_on, value;
