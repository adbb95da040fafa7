-- The neighbourhoods of a list of places written LEVEL:CODE; of a portfolio, those where its residences stand.
-- Grain: one row a neighbourhood.
SELECT DISTINCT neighbourhood_code
FROM extents
WHERE level || ':' || area_code = ANY($places) AND level IN ('neighbourhood', 'city', 'portfolio')
ORDER BY neighbourhood_code;
