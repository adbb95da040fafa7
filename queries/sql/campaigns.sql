-- Every campaign, latest first. Of no scope: `queries.catalogue` keeps to one. Grain: one row a campaign.
SELECT campaign_code, title, theme, organisation, starts_on, ends_on, neighbourhood_codes, households_exposed
FROM campaigns
ORDER BY starts_on DESC, campaign_code;
