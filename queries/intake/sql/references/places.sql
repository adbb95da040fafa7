-- Local places that lie in no neighbourhood, or name one that is not there. Grain: one line.
SELECT line, 'neighbourhood_code' AS column_name,
       CASE WHEN neighbourhood_code IS NULL THEN 'lies in no neighbourhood'
            ELSE 'points nowhere: no such neighbourhood' END AS reason
FROM kept_places ANTI JOIN known_neighbourhood USING (neighbourhood_code)
