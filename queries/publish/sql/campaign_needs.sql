-- What campaigns ask for, as the mart has it; an undeclared item counts as `other`. Grain: one row a campaign, item and
-- neighbourhood, which is empty for the whole zone.
CREATE TEMP TABLE campaign_needs AS
SELECT n.campaign_code, coalesce(k.category, 'other') AS item, n.neighbourhood_code, sum(n.needed)::INTEGER AS needed
FROM mart.campaign_need n
JOIN mart.campaign c ON c.source = n.source AND c.campaign_code = n.campaign_code
LEFT JOIN mart.category k ON k.category = n.item
GROUP BY ALL;
