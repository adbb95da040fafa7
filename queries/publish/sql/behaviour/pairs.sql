-- The pairs of households that completed an exchange, from who gave first to who received.
-- Grain: one row a period and pair, in an order that is the same every time.
WITH given AS (
  SELECT CAST(date_trunc($period_kind, posted_on) AS DATE) AS period_on, household AS giver,
         other_household AS receiver, min(posted_on) AS first_on
  FROM gifts
  WHERE gives
  GROUP BY ALL
)
SELECT period_on, giver, receiver
FROM given
QUALIFY row_number() OVER (
  PARTITION BY period_on, least(giver, receiver), greatest(giver, receiver) ORDER BY first_on, giver) = 1
ORDER BY period_on, giver, receiver;
