-- The declared categories of every bundle, in the catalogue's order.
SELECT category FROM mart.category ORDER BY rowid;
