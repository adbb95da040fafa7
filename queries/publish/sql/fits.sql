-- What was fitted over each city and year when publishing. Grain: one row a model, value and parameter.
CREATE TABLE fits AS
SELECT CAST(model AS VARCHAR) AS model, CAST(city_code AS VARCHAR) AS city_code, CAST(period_on AS DATE) AS period_on,
       CAST(value AS VARCHAR) AS value, CAST(parameter AS VARCHAR) AS parameter, CAST(number AS DOUBLE) AS number
FROM fits_frame
ORDER BY model, city_code, period_on, value, parameter;
