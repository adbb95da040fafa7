-- What are the published and withheld places of a snapshot called? Grain: one row a place of every level.
SELECT level || ':' || area_code AS label, name
FROM areas
ORDER BY label;
