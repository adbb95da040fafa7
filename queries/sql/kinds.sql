-- The kind (object, service, other) that the catalogue gives each declared category.
SELECT category, kind FROM kinds ORDER BY category;
