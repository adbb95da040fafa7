-- How long after a campaign's first day the households of its own neighbourhoods first offered (a yes, or an offer with
-- its code), up to 28 days after its last day. Grain: one row a campaign, unit and band.
WITH offers AS (
  SELECT source, campaign_code, member_key, answered_on AS offered_on FROM mart.campaign_answer WHERE answer
  UNION ALL
  SELECT source, campaign_code, member_key, posted_on FROM mart.exchange WHERE direction = 'offer'
),
first_offers AS (
  SELECT c.campaign_code, c.starts_on, p.unit, p.household, min(o.offered_on - c.starts_on) AS days
  FROM offers o
  JOIN mart.campaign c ON c.source = o.source AND c.campaign_code = o.campaign_code
  JOIN people p ON p.member_key = o.member_key
  WHERE o.offered_on BETWEEN c.starts_on AND c.ends_on + 28
    AND list_contains(c.neighbourhood_codes, p.neighbourhood_code)
  GROUP BY ALL
)
SELECT unit, starts_on AS period_on,
       campaign_code || CASE WHEN days < 1 THEN ':1d' WHEN days < 3 THEN ':3d' WHEN days < 7 THEN ':7d'
                             WHEN days <= 28 THEN ':28d' ELSE ':later' END AS value,
       count(*) AS households
FROM first_offers
GROUP BY ALL;
