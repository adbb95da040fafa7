-- The homes of every neighbourhood by attribute and value, which are public. Grain: one row an attribute and value, with
-- a list of neighbourhoods and one of their homes.
SELECT attribute, value, list(neighbourhood_code) AS neighbourhoods, list(households) AS households
FROM census
GROUP BY attribute, value;
