-- Of the households of a campaign's own neighbourhoods that answered it or posted with its code, from its first day to
-- 28 days after its last: how many joined since it began, acted for the first time though they had joined before, came
-- back (nothing for 91 days before it, something earlier), or were active in those 91 days.
-- Grain: one row a campaign, unit and standing.
WITH answered AS (
  SELECT source, campaign_code, member_key, answered_on AS day FROM mart.campaign_answer
  UNION ALL
  SELECT source, campaign_code, member_key, posted_on FROM mart.exchange WHERE campaign_code IS NOT NULL
),
households AS (
  SELECT DISTINCT c.campaign_code, c.starts_on, p.unit, p.household
  FROM answered a
  JOIN mart.campaign c ON c.source = a.source AND c.campaign_code = a.campaign_code
  JOIN people p ON p.member_key = a.member_key
  WHERE a.day BETWEEN c.starts_on AND c.ends_on + 28 AND list_contains(c.neighbourhood_codes, p.neighbourhood_code)
),
joined AS (SELECT household, min(joined_on) AS joined_on FROM people GROUP BY household),
before AS (
  SELECT h.campaign_code, h.household, max(a.acted_on) AS last_on
  FROM households h
  JOIN activity a ON a.household = h.household AND a.acted_on < h.starts_on
  GROUP BY ALL
)
SELECT h.unit, h.starts_on AS period_on,
       h.campaign_code || CASE WHEN j.joined_on >= h.starts_on THEN ':new'
                               WHEN b.last_on >= h.starts_on - 91 THEN ':active'
                               WHEN b.last_on IS NOT NULL THEN ':returned' ELSE ':first' END AS value,
       count(*) AS households
FROM households h
JOIN joined j USING (household)
LEFT JOIN before b USING (campaign_code, household)
GROUP BY ALL;
