-- What ids may point to when the bundle adds and corrects: its own good rows, and those of the same source in the mart.
-- The mart has no clock times, so a wait for an earlier post is measured in days.
CREATE VIEW known_neighbourhood AS
SELECT neighbourhood_code, geometry FROM kept_neighbourhoods
UNION ALL
SELECT neighbourhood_code, geometry FROM old.neighbourhood AS o
ANTI JOIN kept_neighbourhoods USING (neighbourhood_code)
WHERE o.source = getvariable('source');

CREATE VIEW known_residence AS
SELECT residence_code FROM kept_residences
UNION
SELECT residence_code FROM old_residence WHERE source = getvariable('source');

CREATE VIEW known_member AS
SELECT member_id FROM kept_members
UNION
SELECT member_key FROM old.member WHERE source = getvariable('source');

CREATE VIEW known_campaign AS
SELECT campaign_code, neighbourhood_codes FROM kept_campaigns
UNION ALL
SELECT campaign_code, neighbourhood_codes FROM old.campaign AS o
ANTI JOIN kept_campaigns USING (campaign_code)
WHERE o.source = getvariable('source');

CREATE VIEW known_project AS
SELECT project_code FROM kept_projects
UNION
SELECT project_code FROM old.project WHERE source = getvariable('source');

CREATE VIEW known_exchange AS
SELECT exchange_id, posted_at, posted_at_instant FROM kept_exchanges
UNION ALL
SELECT o.exchange_key, o.posted_on, NULL::TIMESTAMP
FROM old.exchange AS o
ANTI JOIN kept_exchanges AS k ON k.exchange_id = o.exchange_key
WHERE o.source = getvariable('source');
