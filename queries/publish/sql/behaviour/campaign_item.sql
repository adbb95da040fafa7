-- How many households of a campaign's own neighbourhoods said yes to each item, how many only no, and how many got a
-- reply to the campaign's posts of it or gave one, from its first day to 28 days after its last and no later than $until.
-- Grain: one row a campaign, unit, item and answer; an undeclared item counts as `other`.
WITH zones AS (
  SELECT source, campaign_code, starts_on, least(ends_on + 28, $until) AS counted_until, neighbourhood_codes
  FROM mart.campaign
),
replies AS (
  SELECT c.source, c.campaign_code, e.category AS item, e.member_key AS author, r.member_key AS responder
  FROM mart.exchange e
  JOIN zones c USING (source, campaign_code)
  JOIN mart.response r USING (exchange_key)
  WHERE e.posted_on >= c.starts_on AND r.responded_on <= c.counted_until AND e.category IS NOT NULL
),
taken AS (
  SELECT c.source, c.campaign_code, a.item, a.member_key, CASE WHEN a.answer THEN 'yes' ELSE 'no' END AS said
  FROM mart.campaign_answer a
  JOIN zones c USING (source, campaign_code)
  WHERE a.answered_on BETWEEN c.starts_on AND c.counted_until
  UNION ALL SELECT source, campaign_code, item, author, 'matched' FROM replies
  UNION ALL SELECT source, campaign_code, item, responder, 'matched' FROM replies
),
households AS (
  SELECT c.campaign_code, c.starts_on, coalesce(k.category, 'other') AS item, p.unit, p.household,
         bool_or(t.said = 'yes') AS yes, bool_or(t.said = 'no') AS no, bool_or(t.said = 'matched') AS matched
  FROM taken t
  JOIN zones c USING (source, campaign_code)
  JOIN people p USING (member_key)
  LEFT JOIN mart.category k ON k.category = t.item
  WHERE list_contains(c.neighbourhood_codes, p.neighbourhood_code)
  GROUP BY ALL
)
SELECT unit, starts_on AS period_on, campaign_code || ':' || item || ':' || said AS value, count(*) AS households
FROM (
  SELECT *, 'yes' AS said FROM households WHERE yes
  UNION ALL SELECT *, 'no' FROM households WHERE no AND NOT yes
  UNION ALL SELECT *, 'matched' FROM households WHERE matched
)
GROUP BY ALL;
