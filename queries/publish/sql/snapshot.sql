-- The tables of a snapshot's cells.duckdb: only protected cells and public facts.
CREATE TABLE snapshot.areas AS
SELECT level, area_code, name, city_code, group_code, homes, population, landlord, cells_level, cells_code FROM areas_frame;
CREATE TABLE snapshot.extents AS
SELECT level, area_code, neighbourhood_code FROM extents_frame;
CREATE TABLE snapshot.noise AS
SELECT year, level, area_code, s_total, s_breakdown,  -- and from how many households, and which noisy number, on it shows
       k, threshold_total, threshold_breakdown
FROM noise_frame;
CREATE TABLE snapshot.merges AS  -- which values stand together as `merged`
SELECT CAST(year AS INTEGER) AS year, level, area_code, dimension, value FROM merges_frame;
CREATE TABLE snapshot.declared AS
SELECT dimension, value, position, label_en, label_fr, parent FROM declared_frame;
CREATE TABLE snapshot.kinds AS  -- which categories are objects, which are services
SELECT CAST(category AS VARCHAR) AS category, CAST(kind AS VARCHAR) AS kind FROM kinds_frame ORDER BY category;
CREATE TABLE snapshot.campaigns AS
SELECT campaign_code, title, theme, organisation, CAST(starts_on AS DATE) AS starts_on,
       CAST(ends_on AS DATE) AS ends_on, neighbourhood_codes, households_exposed
FROM campaigns_frame;
CREATE TABLE snapshot.campaign_needs AS  -- how many of an item a campaign asks for; no neighbourhood: in its whole zone
SELECT CAST(campaign_code AS VARCHAR) AS campaign_code, CAST(item AS VARCHAR) AS item,
       CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code, CAST(needed AS INTEGER) AS needed
FROM campaign_needs_frame ORDER BY campaign_code, item, neighbourhood_code;
CREATE TABLE snapshot.near AS  -- neighbourhoods within a kilometre of each other
SELECT CAST(area_code AS VARCHAR) AS area_code, CAST(near_code AS VARCHAR) AS near_code
FROM near_frame ORDER BY area_code, near_code;
CREATE TABLE snapshot.ground AS
SELECT CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code, CAST(km2 AS DOUBLE) AS km2 FROM ground_frame;
CREATE TABLE snapshot.comparison_places AS  -- neighbourhoods whose names every reader may see beside an estimate
SELECT CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code
FROM comparison_places_frame ORDER BY neighbourhood_code;
CREATE TABLE snapshot.projects AS
SELECT project_code, name, owner, kind, dwellings, neighbourhood_codes, lon, lat,
       CAST(shape AS VARCHAR) AS shape  -- GeoJSON of an area or a line; NULL for a point
FROM projects_frame;
CREATE TABLE snapshot.project_stages AS
SELECT project_code, stage, CAST(starts_on AS DATE) AS starts_on, public FROM stages_frame;
CREATE TABLE snapshot.local_places AS  -- degrees, EPSG:4326
SELECT CAST(place_code AS VARCHAR) AS place_code, CAST(name AS VARCHAR) AS name, CAST(kind AS VARCHAR) AS kind,
       CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code, CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat
FROM local_places_frame ORDER BY neighbourhood_code;
CREATE TABLE snapshot.census AS  -- public counts of homes and people, as the bundle states them
SELECT CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code, CAST(attribute AS VARCHAR) AS attribute,
       CAST(value AS VARCHAR) AS value, CAST(households AS INTEGER) AS households, CAST(persons AS INTEGER) AS persons
FROM census_frame ORDER BY neighbourhood_code, attribute, value;
CREATE TABLE snapshot.residence_points AS  -- where a landlord's residences of one neighbourhood are shown
SELECT CAST(landlord AS VARCHAR) AS landlord, CAST(neighbourhood_code AS VARCHAR) AS neighbourhood_code,
       CAST(lon AS DOUBLE) AS lon, CAST(lat AS DOUBLE) AS lat
FROM residence_points_frame;
CREATE TABLE snapshot.cells AS
SELECT level, area_code, period_kind, CAST(period_on AS DATE) AS period_on, dimension, value,
       CAST(CASE WHEN NOT isnan(active_households) THEN active_households END AS INTEGER) AS active_households,
       CAST(CASE WHEN NOT isnan(exchanges) THEN exchanges END AS INTEGER) AS exchanges,
       CAST(CASE WHEN NOT isnan(enrolled_households) THEN enrolled_households END AS INTEGER) AS enrolled_households,
       CAST(CASE WHEN NOT isnan(members) THEN members END AS INTEGER) AS members,
       CAST(CASE WHEN NOT isnan(households) THEN households END AS INTEGER) AS households,
       CASE WHEN NOT isnan(s) THEN s END AS s
FROM cells_frame
ORDER BY dimension, period_kind, level, area_code, period_on, value;
