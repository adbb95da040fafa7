-- Values of a person's attribute that are merged for a whole city before counting. Grain: dimension, city, year, value.
CREATE OR REPLACE TEMP TABLE small_values AS
SELECT CAST(dimension AS VARCHAR) AS dimension, CAST(city_code AS VARCHAR) AS city_code,
       CAST(year AS BIGINT) AS year, CAST(value AS VARCHAR) AS value, 'merged' AS published
FROM merged_rows;
