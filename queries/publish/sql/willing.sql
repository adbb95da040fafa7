-- How many households had a member enrolled at some day of each period who had declared each kind of help by its end;
-- any: one kind or more. Grain: one row a unit, period and value.
WITH willing AS (
  SELECT p.unit, p.household, q.starts_on AS period_on, h.help_kind
  FROM mart.help_offer h
  JOIN people p USING (member_key)
  JOIN (SELECT unnest($starts) AS starts_on, unnest($ends) AS ends_on) q
    ON p.joined_on < q.ends_on AND p.left_on >= q.starts_on AND h.declared_on < q.ends_on
),
valued AS (
  SELECT unit, household, period_on, help_kind AS value FROM willing
  UNION ALL
  SELECT unit, household, period_on, 'any' FROM willing
)
SELECT unit, period_on, value, count(DISTINCT household) AS households
FROM valued
GROUP BY unit, period_on, value;
