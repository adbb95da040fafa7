-- Members whose neighbourhood is not one of the bundle. Grain: one line.
SELECT line, 'neighbourhood_code' AS column_name, 'points nowhere: no such neighbourhood' AS reason
FROM kept_members ANTI JOIN known_neighbourhood USING (neighbourhood_code)
