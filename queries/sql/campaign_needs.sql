-- What every campaign asks for. Of no scope: `queries.catalogue` keeps to one. Grain: one row a campaign, item and
-- neighbourhood, which is empty for the whole zone.
SELECT campaign_code, item, neighbourhood_code, needed
FROM campaign_needs
ORDER BY campaign_code, item, neighbourhood_code;
