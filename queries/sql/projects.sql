-- The projects in the scope's neighbourhoods and their stages; a stage that is not public only for the project's owner.
-- Grain: one row a visible stage, projects in code order.
SELECT p.project_code, p.name, p.owner, p.kind, p.dwellings, p.neighbourhood_codes, p.lon, p.lat,
       s.stage, s.starts_on, s.public
FROM projects p
JOIN project_stages s USING (project_code)
WHERE list_has_any(p.neighbourhood_codes, $neighbourhoods)
  AND (s.public OR p.owner = $organisation)
ORDER BY p.project_code, s.starts_on;
