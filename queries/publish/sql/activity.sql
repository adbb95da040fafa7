-- What every breakdown is counted from: who acted, when, with what.
-- Grain: one row a post, and one row a response (with the type and category of the post it answers, and no direction:
-- answering a request is not asking). A household belongs to one unit, so counts of units add up.
CREATE TEMP TABLE activity AS
WITH posts AS (
  SELECT e.exchange_key, e.posted_on, e.member_key, e.exchange_type, t.type_group, e.category,
         CASE WHEN e.category IS NOT NULL THEN coalesce(c.theme, 'other') END AS theme,
         e.direction
  FROM mart.exchange e
  JOIN type_groups t USING (exchange_type)
  LEFT JOIN mart.category c USING (category)
),
acts AS (
  SELECT member_key, posted_on AS acted_on, TRUE AS posted, exchange_type, type_group, category, theme, direction
  FROM posts
  UNION ALL
  SELECT r.member_key, r.responded_on, FALSE, p.exchange_type, p.type_group, p.category, p.theme, NULL
  FROM mart.response r
  JOIN posts p USING (exchange_key)
)
SELECT unit, city_code, household, acted_on, posted, 'total' AS total,
       exchange_type, type_group, category, theme, direction, dwelling_type, gender,
       age_band(year(acted_on) - birth_year) AS age_band
FROM acts
JOIN people USING (member_key);
