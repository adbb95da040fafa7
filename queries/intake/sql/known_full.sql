-- What ids may point to when the bundle replaces everything: the good rows of the bundle itself.
CREATE VIEW known_neighbourhood AS SELECT neighbourhood_code, geometry FROM kept_neighbourhoods;
CREATE VIEW known_residence AS SELECT residence_code FROM kept_residences;
CREATE VIEW known_member AS SELECT member_id FROM kept_members;
CREATE VIEW known_campaign AS SELECT campaign_code, neighbourhood_codes FROM kept_campaigns;
CREATE VIEW known_project AS SELECT project_code FROM kept_projects;
CREATE VIEW known_exchange AS SELECT exchange_id, posted_at, posted_at_instant FROM kept_exchanges;
