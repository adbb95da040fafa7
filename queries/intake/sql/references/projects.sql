-- Projects that name a neighbourhood that is not there. Grain: one line.
SELECT DISTINCT line, 'neighbourhood_codes' AS column_name, 'points nowhere: no such neighbourhood' AS reason
FROM (SELECT line, unnest(neighbourhood_codes) AS neighbourhood_code FROM kept_projects)
ANTI JOIN known_neighbourhood USING (neighbourhood_code)
