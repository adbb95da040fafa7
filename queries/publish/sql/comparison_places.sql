-- The neighbourhoods that the operator marks as comparison places, as the source imported last has it.
-- Grain: one row a neighbourhood.
CREATE TEMP TABLE comparison_places AS
SELECT neighbourhood_code FROM (
    SELECT n.neighbourhood_code, n.comparison_place
    FROM mart.neighbourhood n
    JOIN (SELECT source, max(imported_at) AS imported_at FROM mart.bundle GROUP BY source) b USING (source)
    QUALIFY row_number() OVER (PARTITION BY n.neighbourhood_code ORDER BY b.imported_at DESC, n.source) = 1)
WHERE comparison_place;
