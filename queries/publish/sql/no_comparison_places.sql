-- What stands for the comparison places where the mart, of an earlier version, does not say.
CREATE TEMP TABLE comparison_places (neighbourhood_code VARCHAR);
