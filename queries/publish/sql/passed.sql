-- The places that passed a public stage of a project: what was known of each before, as features to compare by (NULL:
-- not known). Grain: one row a stage and neighbourhood.
CREATE TABLE passed AS
SELECT CAST(stage AS VARCHAR) AS stage, CAST(area_code AS VARCHAR) AS area_code, CAST(starts_on AS DATE) AS starts_on,
       CAST(place_homes AS INTEGER) AS place_homes,
       COLUMNS(* EXCLUDE (stage, area_code, starts_on, place_homes))::DOUBLE
FROM places_frame
ORDER BY stage, area_code;
-- What came of it, from published cells: NULL where below threshold. Grain: one row a stage, neighbourhood, outcome, age.
CREATE TABLE passed_outcomes AS
SELECT CAST(stage AS VARCHAR) AS stage, CAST(area_code AS VARCHAR) AS area_code, CAST(starts_on AS DATE) AS starts_on,
       CAST(outcome AS VARCHAR) AS outcome, CAST(age AS INTEGER) AS age, CAST(known_on AS DATE) AS known_on,
       CASE WHEN NOT isnan(value::DOUBLE) THEN value::DOUBLE END AS value,
       CASE WHEN NOT isnan(variance::DOUBLE) THEN variance::DOUBLE END AS variance
FROM outcomes_frame
ORDER BY stage, outcome, age, area_code;
