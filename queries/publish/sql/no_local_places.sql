-- What stands for the local places where the mart has none.
CREATE TEMP TABLE local_places (
    place_code VARCHAR, name VARCHAR, kind VARCHAR, neighbourhood_code VARCHAR, geometry BLOB
);
