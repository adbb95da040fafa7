-- What stands for the residences where the mart has none.
CREATE TEMP TABLE residences (
    source VARCHAR, residence_code VARCHAR, name VARCHAR, landlord VARCHAR, dwellings INTEGER,
    neighbourhood_code VARCHAR, geometry BLOB
);
