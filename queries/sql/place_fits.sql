-- What was fitted when publishing to the months of single places, of which the reader's scope names those it may see.
-- Grain: one row a place (LEVEL:CODE) and parameter.
SELECT f.value, f.parameter, f.number
FROM fits f
WHERE f.model = $model AND f.period_on = $period_on AND f.value = ANY($places)
ORDER BY f.value, f.parameter;
