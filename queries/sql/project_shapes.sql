-- The shape of every project that is no point, as GeoJSON. Of no scope: `queries.catalogue` keeps to one.
-- Grain: one row a project.
SELECT project_code, shape FROM projects WHERE shape IS NOT NULL;
