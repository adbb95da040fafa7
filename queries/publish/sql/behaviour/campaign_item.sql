-- How many households of a campaign's own neighbourhoods said yes to each item, and how many only no, from its first day
-- to 28 days after its last. Grain: one row a campaign, unit, item and answer; an undeclared item counts as `other`.
WITH answers AS (
  SELECT c.campaign_code, c.starts_on, coalesce(k.category, 'other') AS item, p.unit, p.household,
         bool_or(a.answer) AS yes
  FROM mart.campaign_answer a
  JOIN mart.campaign c ON c.source = a.source AND c.campaign_code = a.campaign_code
  JOIN people p ON p.member_key = a.member_key
  LEFT JOIN mart.category k ON k.category = a.item
  WHERE a.answered_on BETWEEN c.starts_on AND c.ends_on + 28
    AND list_contains(c.neighbourhood_codes, p.neighbourhood_code)
  GROUP BY ALL
)
SELECT unit, starts_on AS period_on,
       campaign_code || ':' || item || CASE WHEN yes THEN ':yes' ELSE ':no' END AS value, count(*) AS households
FROM answers
GROUP BY ALL;
