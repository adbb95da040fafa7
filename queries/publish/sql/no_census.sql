-- What stands for the census where the mart has none.
CREATE TEMP TABLE census (
    neighbourhood_code VARCHAR, attribute VARCHAR, value VARCHAR, households INTEGER, persons INTEGER
);
