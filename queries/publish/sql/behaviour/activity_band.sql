-- How many households posted or responded once, two or three times, and so on.
-- Grain: one row a unit, period and band.
WITH by_household AS (
  SELECT unit, household, CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on, count(*) AS acts
  FROM activity
  GROUP BY ALL
),
banded AS (
  SELECT unit, period_on,
         CASE WHEN acts = 1 THEN '1' WHEN acts <= 3 THEN '2_3' WHEN acts <= 7 THEN '4_7' WHEN acts <= 15 THEN '8_15'
              ELSE '16_plus' END AS activity_band,
         CASE WHEN acts = 1 THEN '1' WHEN acts <= 3 THEN '2_3' ELSE '4_plus' END AS activity_level
  FROM by_household
)
SELECT unit, period_on, COLUMNS($column) AS value, count(*) AS households
FROM banded
GROUP BY ALL;
