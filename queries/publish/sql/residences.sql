-- The residences of the mart and their landlords; a mart of an earlier version has none. Grain: one row a residence.
CREATE TEMP TABLE residences AS
SELECT source, residence_code, name, landlord, dwellings, neighbourhood_code, geometry FROM mart.residence;
