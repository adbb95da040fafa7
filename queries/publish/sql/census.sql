-- The census of the mart; a mart of an earlier version has none. Where two sources count the same neighbourhood by the
-- same attribute, the source imported last is taken whole, as for the neighbourhood itself.
-- Grain: one row a neighbourhood, attribute and value.
CREATE TEMP TABLE census AS
SELECT c.neighbourhood_code, c.attribute, c.value, c.households, c.persons
FROM mart.census c
JOIN (SELECT source, max(imported_at) AS imported_at FROM mart.bundle GROUP BY source) b USING (source)
QUALIFY dense_rank() OVER (PARTITION BY c.neighbourhood_code, c.attribute ORDER BY b.imported_at DESC, c.source) = 1;
