-- The neighbourhoods of each city, for the publisher's models: what a reader may ask is bound to a scope.
-- Grain: one row a neighbourhood.
SELECT city_code, area_code FROM areas WHERE level = 'neighbourhood' AND city_code IS NOT NULL ORDER BY city_code, area_code;
