-- What models fitted to the months of single places when publishing: all that is known of one place (LEVEL:CODE), or what
-- one model found anywhere. Whoever asks keeps to the places of a scope. Grain: one row a model, place and parameter.
SELECT f.model, f.value, f.parameter, f.number
FROM fits f
WHERE f.period_on = $period_on AND (f.value = $place OR f.model = $model)
ORDER BY f.model, f.value, f.parameter;
