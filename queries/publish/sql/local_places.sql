-- The local places of the mart; a mart of an earlier version has none. Grain: one row a place.
CREATE TEMP TABLE local_places AS
SELECT place_code, name, kind, neighbourhood_code, geometry FROM mart.place ORDER BY neighbourhood_code, place_code, source;
