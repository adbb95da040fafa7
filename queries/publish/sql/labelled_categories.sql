-- The declared categories with their labels and theme, in the catalogue's order.
SELECT category, label_en, label_fr, theme FROM mart.category ORDER BY rowid;
