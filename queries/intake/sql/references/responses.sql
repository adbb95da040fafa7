-- Answers to posts or by members that are not there, before their post, or completed before they were given.
-- Grain: one line, with the first of these reasons.
SELECT * FROM (
    SELECT line,
           CASE WHEN e.exchange_id IS NULL THEN 'exchange_id'
                WHEN m.member_id IS NULL THEN 'member_id'
                WHEN comes_before(r.responded_at, r.responded_at_instant, e.posted_at, e.posted_at_instant)
                THEN 'responded_at'
                WHEN comes_before(r.completed_at, r.completed_at_instant, r.responded_at, r.responded_at_instant)
                THEN 'completed_at' END AS column_name,
           CASE column_name WHEN 'exchange_id' THEN 'points nowhere: no such exchange'
                            WHEN 'member_id' THEN 'points nowhere: no such member'
                            WHEN 'responded_at' THEN 'earlier than its post'
                            WHEN 'completed_at' THEN 'earlier than its response' END AS reason
    FROM kept_responses AS r
    LEFT JOIN known_exchange AS e ON e.exchange_id = r.exchange_id
    LEFT JOIN known_member AS m ON m.member_id = r.member_id
)
WHERE column_name IS NOT NULL
