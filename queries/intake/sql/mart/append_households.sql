-- When a bundle appends, a household stays where it is unless the rows of the bundle include the member who placed it:
-- then the lowest of those rows places it. Runs before the rows of the old mart are carried over.
CREATE TEMP TABLE unmoved AS
SELECT o.household_key
FROM old.household_placing AS o
JOIN placed USING (household_key)
WHERE o.source = getvariable('source') AND o.member_key NOT IN (SELECT member_id FROM kept_members);

DELETE FROM new.household WHERE household_key IN (FROM unmoved) AND source = getvariable('source');
DELETE FROM new.household_placing WHERE household_key IN (FROM unmoved) AND source = getvariable('source');
