-- How many households of the campaign's own neighbourhoods took each step, from its first day to 28 days after its last
-- and no later than $until. Grain: one row a campaign, unit and step.
WITH zones AS (
  SELECT source, campaign_code, starts_on, least(ends_on + 28, $until) AS counted_until, neighbourhood_codes
  FROM mart.campaign
),
posts AS (
  SELECT e.campaign_code, e.exchange_key, e.member_key, e.posted_on, e.direction
  FROM mart.exchange e
  JOIN zones c USING (source, campaign_code)
  WHERE e.posted_on BETWEEN c.starts_on AND c.counted_until
),
replies AS (
  SELECT p.campaign_code, p.member_key AS author, r.member_key AS responder, r.completed_on
  FROM posts p
  JOIN mart.response r USING (exchange_key)
  JOIN zones c USING (campaign_code)
  WHERE r.responded_on <= c.counted_until
),
answers AS (
  SELECT a.campaign_code, a.member_key, a.answer
  FROM mart.campaign_answer a
  JOIN zones c USING (source, campaign_code)
  WHERE a.answered_on BETWEEN c.starts_on AND c.counted_until
),
contacts AS (
  SELECT k.campaign_code, k.member_key, k.opened_on <= c.counted_until AS opened
  FROM mart.campaign_contact k
  JOIN zones c USING (source, campaign_code)
  WHERE k.contacted_on <= c.counted_until
),
taken AS (
  SELECT campaign_code, member_key, 'contacted' AS step FROM contacts
  UNION ALL SELECT campaign_code, member_key, 'opened' FROM contacts WHERE opened
  UNION ALL SELECT campaign_code, member_key, 'answered' FROM answers
  UNION ALL SELECT campaign_code, member_key, 'answered' FROM posts
  UNION ALL SELECT campaign_code, member_key, 'offered' FROM answers WHERE answer
  UNION ALL SELECT campaign_code, member_key, 'offered' FROM posts WHERE direction = 'offer'
  UNION ALL SELECT campaign_code, author, 'matched' FROM replies
  UNION ALL SELECT campaign_code, responder, 'matched' FROM replies
  UNION ALL SELECT r.campaign_code, r.author, 'completed'
    FROM replies r JOIN zones c USING (campaign_code) WHERE r.completed_on <= c.counted_until
  UNION ALL SELECT r.campaign_code, r.responder, 'completed'
    FROM replies r JOIN zones c USING (campaign_code) WHERE r.completed_on <= c.counted_until
)
SELECT p.unit, c.starts_on AS period_on, t.campaign_code || ':' || t.step AS value,
       count(DISTINCT p.household) AS households
FROM taken t
JOIN people p USING (member_key)
JOIN zones c USING (campaign_code)
WHERE list_contains(c.neighbourhood_codes, p.neighbourhood_code)
GROUP BY ALL;
