-- Of the households that were enrolled for the whole year before a period, and still on its first day: how many had no
-- completed exchange in that year, and how many of these completed one that was posted in the period.
-- Grain: one row a unit, period and value; who has no joining day is enrolled from the beginning.
WITH stays AS (
  SELECT unit, household, min(joined_on) AS joined_on, max(left_on) AS left_on
  FROM people
  GROUP BY unit, household
),
periods AS (
  SELECT DISTINCT CAST(date_trunc($period_kind, acted_on) AS DATE) AS period_on FROM activity
),
without AS (
  SELECT s.unit, s.household, p.period_on
  FROM stays s
  JOIN periods p ON s.joined_on <= p.period_on - INTERVAL 1 YEAR AND s.left_on >= p.period_on
  ANTI JOIN gifts g
    ON g.household = s.household AND g.posted_on >= p.period_on - INTERVAL 1 YEAR AND g.posted_on < p.period_on
),
gave_or_received AS (
  SELECT DISTINCT household, CAST(date_trunc($period_kind, posted_on) AS DATE) AS period_on FROM gifts
),
valued AS (
  SELECT unit, period_on, 'without' AS value FROM without
  UNION ALL
  SELECT unit, period_on, 'linked' FROM without SEMI JOIN gave_or_received USING (household, period_on)
)
SELECT unit, period_on, value, count(*) AS households
FROM valued
GROUP BY unit, period_on, value;
