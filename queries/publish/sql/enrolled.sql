-- How many households had a member at some day of each period, by one attribute, and how many members they had.
-- A member without a joining date counts from the beginning. Grain: one row a unit, period and value.
WITH present AS (
  SELECT p.unit, p.city_code, p.household, q.starts_on, 'total' AS total, p.dwelling_type, p.gender,
         age_band(year(q.starts_on) - p.birth_year) AS age_band
  FROM people p
  JOIN (SELECT unnest($starts) AS starts_on, unnest($ends) AS ends_on) q
    ON p.joined_on < q.ends_on AND p.left_on >= q.starts_on
),
valued AS (
  SELECT unit, city_code, household, starts_on AS period_on, COLUMNS($column) AS value FROM present
),
placed AS (
  SELECT v.unit, v.household, v.period_on, coalesce(s.published, v.value) AS value
  FROM valued v
  LEFT JOIN small_values s
    ON s.dimension = $dimension AND s.city_code = v.city_code AND s.year = year(v.period_on) AND s.value = v.value
),
by_household AS (
  SELECT unit, period_on, value, household, count(*) AS members
  FROM placed
  GROUP BY unit, period_on, value, household
)
SELECT unit, period_on, value,
       count(*) AS households,
       CAST(sum(least(members, $clip)) AS BIGINT) AS members
FROM by_household
GROUP BY unit, period_on, value;
