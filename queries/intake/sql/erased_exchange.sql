-- The posts of erased members, before they are taken out. Grain: one post.
INSERT INTO erased_exchange
SELECT exchange_id FROM raw_exchanges WHERE exchange_id IS NOT NULL AND member_id IN (SELECT member_key FROM erased)
