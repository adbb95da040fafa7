-- Takes the rows of erased members out before anything else is judged. Grain: one line.
DELETE FROM raw_{table} WHERE member_id IN (SELECT member_key FROM erased) RETURNING line
