-- Every project and its stages, public or not. Of no scope: `queries.catalogue` keeps to one.
-- Grain: one row a stage, projects in code order.
SELECT p.project_code, p.name, p.owner, p.kind, p.dwellings, p.neighbourhood_codes, p.lon, p.lat,
       s.stage, s.starts_on, s.public
FROM projects p
JOIN project_stages s USING (project_code)
ORDER BY p.project_code, s.starts_on;
