-- The shapes of the projects in the scope's neighbourhoods with a stage that it may see, as GeoJSON; none of a point.
-- Grain: one row a project that has a shape.
SELECT p.project_code, p.shape
FROM projects p
WHERE p.shape IS NOT NULL
  AND list_has_any(p.neighbourhood_codes, $neighbourhoods)
  AND EXISTS (
      SELECT 1 FROM project_stages s
      WHERE s.project_code = p.project_code AND (s.public OR p.owner = $organisation)
  );
