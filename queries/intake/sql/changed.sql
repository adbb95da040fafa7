-- How many good rows lose a value: undeclared categories, and birth years before 1900 or less than ten years before the
-- last complete day. Grain: one row. Variable: covers_until.
SELECT
    (SELECT count(*) FROM kept_exchanges AS e ANTI JOIN declared_category USING (category)
     WHERE e.category IS NOT NULL AND e.category <> 'other') AS others,
    (SELECT count(*) FROM kept_members
     WHERE birth_year NOT BETWEEN 1900 AND year(getvariable('covers_until')) - 10) AS birth_years
