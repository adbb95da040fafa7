-- The themes of the declared categories, in the order in which the catalogue first names them.
SELECT theme FROM mart.category GROUP BY theme ORDER BY min(rowid);
