-- Needs of campaigns that are not there, or of neighbourhoods outside the campaign's own. Grain: one line.
SELECT line,
       CASE WHEN c.campaign_code IS NULL THEN 'campaign_code' ELSE 'neighbourhood_code' END AS column_name,
       CASE WHEN c.campaign_code IS NULL THEN 'points nowhere: no such campaign'
            ELSE 'none of the neighbourhoods of its campaign' END AS reason
FROM kept_campaign_needs AS r
LEFT JOIN known_campaign AS c ON c.campaign_code = r.campaign_code
WHERE c.campaign_code IS NULL
   OR (r.neighbourhood_code IS NOT NULL AND NOT list_contains(c.neighbourhood_codes, r.neighbourhood_code))
