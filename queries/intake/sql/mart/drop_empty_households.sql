-- A household whose members have all moved to other households is no household any more.
DELETE FROM new.household AS h
WHERE NOT EXISTS (FROM new.member AS m WHERE m.source = h.source AND m.household_key = h.household_key);
DELETE FROM new.household_placing AS h
WHERE NOT EXISTS (FROM new.member AS m WHERE m.source = h.source AND m.household_key = h.household_key);
