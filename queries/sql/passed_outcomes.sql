-- What came of a stage in each place that passed it, NULL where below threshold. Of no scope: `queries.passed` hands out
-- no place by name. Grain: one row a stage, neighbourhood, outcome and age.
SELECT stage, area_code, outcome, age, known_on, value, variance
FROM passed_outcomes
ORDER BY stage, outcome, age, area_code;
