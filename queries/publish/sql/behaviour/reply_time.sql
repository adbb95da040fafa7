-- How many households waited how long for the first reply to one of their requests; none: no reply within 28 days.
-- Grain: one row a unit, period of the request and band; a household counts in every band that a request of it has.
WITH bands AS (
  SELECT *
  FROM (VALUES (1, '1h', 'day'), (2, '6h', 'day'), (3, '24h', 'day'), (4, '3d', 'later'), (5, '7d', 'later'),
               (6, '28d', 'later'), (7, 'none', 'none')) AS band (position, reply_time, reply_speed)
),
first_replies AS (
  SELECT r.exchange_key, min(b.position) AS position
  FROM mart.response r
  JOIN bands b ON b.reply_time = r.reply_band
  GROUP BY r.exchange_key
),
requests AS (
  SELECT p.unit, p.household, CAST(date_trunc($period_kind, e.posted_on) AS DATE) AS period_on,
         b.reply_time, b.reply_speed
  FROM mart.exchange e
  JOIN people p USING (member_key)
  LEFT JOIN first_replies f USING (exchange_key)
  JOIN bands b ON b.position = coalesce(f.position, 7)
  WHERE e.direction = 'request'
)
SELECT unit, period_on, COLUMNS($column) AS value, count(DISTINCT household) AS households
FROM requests
GROUP BY ALL;
