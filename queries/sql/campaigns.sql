-- The campaigns that touch the scope's neighbourhoods, latest first. Grain: one row a campaign.
SELECT campaign_code, title, theme, organisation, starts_on, ends_on, neighbourhood_codes, households_exposed
FROM campaigns
WHERE list_has_any(neighbourhood_codes, $neighbourhoods)
ORDER BY starts_on DESC, campaign_code;
