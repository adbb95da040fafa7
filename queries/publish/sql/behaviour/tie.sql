-- How many households completed an exchange with a household of their own or of another kind of dwelling, and, of those
-- who live in a residence, with one of the same residence or with one from elsewhere.
-- Grain: one row a unit, period of the post and kind of tie; dwellings are compared where both are known.
WITH ties AS (
  SELECT unit, household, posted_on,
         CASE WHEN dwelling_type = other_dwelling_type THEN 'same_dwelling' ELSE 'other_dwelling' END AS value
  FROM gifts
  WHERE dwelling_type <> 'unknown' AND other_dwelling_type <> 'unknown'
  UNION ALL
  SELECT unit, household, posted_on,
         CASE WHEN source = other_source AND residence_code = other_residence_code THEN 'same_residence'
              ELSE 'other_residence' END
  FROM gifts
  WHERE residence_code IS NOT NULL
)
SELECT unit, CAST(date_trunc($period_kind, posted_on) AS DATE) AS period_on, value,
       count(DISTINCT household) AS households
FROM ties
GROUP BY ALL;
