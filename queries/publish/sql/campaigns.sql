-- Every campaign with its zone, in order of start.
SELECT campaign_code, title, theme, organisation, starts_on, ends_on, neighbourhood_codes, households_exposed
FROM mart.campaign
ORDER BY starts_on, campaign_code;
