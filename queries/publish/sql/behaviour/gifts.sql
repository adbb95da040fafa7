-- Who gave to whom: on an offer the author gives and the responder receives, on a request the other way round.
-- Grain: two rows a response that was completed within 28 days of its post, one for each of the two households; a
-- household that answers itself gives nothing, and neither does who answers information.
CREATE TEMP TABLE IF NOT EXISTS gifts AS
WITH completed AS (
  SELECT e.posted_on, e.direction, e.member_key AS author, r.member_key AS responder
  FROM mart.response r
  JOIN mart.exchange e USING (exchange_key)
  WHERE r.completed_28d AND e.direction IN ('offer', 'request')
),
sides AS (
  SELECT posted_on, author AS member_key, responder AS other_key, direction = 'offer' AS gives FROM completed
  UNION ALL
  SELECT posted_on, responder, author, direction = 'request' FROM completed
)
SELECT s.posted_on, s.gives, p.unit, p.household, p.dwelling_type, p.source, p.residence_code,
       o.household AS other_household, o.dwelling_type AS other_dwelling_type, o.source AS other_source,
       o.residence_code AS other_residence_code
FROM sides s
JOIN people p USING (member_key)
JOIN people o ON o.member_key = s.other_key
WHERE p.household <> o.household;
