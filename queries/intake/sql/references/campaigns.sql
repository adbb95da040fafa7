-- Campaigns that end before they start, or that name a neighbourhood that is not there. Grain: one line.
SELECT line, 'ends_on' AS column_name, 'earlier than starts_on' AS reason
FROM kept_campaigns WHERE ends_on < starts_on
UNION ALL
SELECT DISTINCT line, 'neighbourhood_codes', 'points nowhere: no such neighbourhood'
FROM (SELECT line, unnest(neighbourhood_codes) AS neighbourhood_code FROM kept_campaigns WHERE ends_on >= starts_on)
ANTI JOIN known_neighbourhood USING (neighbourhood_code)
