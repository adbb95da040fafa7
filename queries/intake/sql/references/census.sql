-- Counts of a neighbourhood that is not there. Grain: one line.
SELECT line, 'neighbourhood_code' AS column_name, 'points nowhere: no such neighbourhood' AS reason
FROM kept_census ANTI JOIN known_neighbourhood USING (neighbourhood_code)
