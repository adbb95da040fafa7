-- Takes the rows of erased members out before anything else is judged, and the answers to their posts, whoever gave
-- them: {posts} is the column that names a post. Grain: one line.
DELETE FROM raw_{table}
WHERE member_id IN (SELECT member_key FROM erased) OR {posts} IN (SELECT exchange_id FROM erased_exchange)
RETURNING line
