-- The neighbourhoods within a kilometre of each other. Of no scope: `queries.campaign_effect` only counts them.
SELECT area_code, near_code
FROM near;
