-- The posts of the member who goes, for the answers to them in raw files. Grain: one post.
SELECT exchange_key FROM gone_exchange
