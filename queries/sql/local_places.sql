-- The local places of the scope's neighbourhoods. Grain: one row a place.
SELECT place_code, name, kind, neighbourhood_code, lon, lat
FROM local_places
WHERE neighbourhood_code = ANY($neighbourhoods)
ORDER BY neighbourhood_code, kind, name, place_code;
