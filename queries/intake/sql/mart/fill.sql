-- The good rows of the bundle become mart rows. Variables: source, covers_until.
INSERT INTO new.neighbourhood BY NAME
SELECT getvariable('source') AS source, * EXCLUDE (line, households), households AS homes
FROM kept_neighbourhoods ORDER BY neighbourhood_code;

INSERT INTO new.residence BY NAME SELECT getvariable('source') AS source, * EXCLUDE (line) FROM kept_residences;

INSERT INTO new.place BY NAME SELECT getvariable('source') AS source, * EXCLUDE (line) FROM kept_places;

-- arg_min over the text of the id: the lowest member places the household.
CREATE TEMP TABLE placed AS
SELECT coalesce(household_id, member_id) AS household_key,
       arg_min({'member_key': member_id, 'neighbourhood_code': neighbourhood_code,
                'dwelling_type': dwelling_type, 'residence_code': residence_code}, member_text) AS lowest
FROM kept_members GROUP BY household_key;

INSERT INTO new.household
SELECT getvariable('source'), household_key, lowest.neighbourhood_code, lowest.dwelling_type, lowest.residence_code
FROM placed;

INSERT INTO new.household_placing SELECT getvariable('source'), household_key, lowest.member_key FROM placed;

INSERT INTO new.member BY NAME
SELECT getvariable('source') AS source, member_id AS member_key, coalesce(household_id, member_id) AS household_key,
       gender,
       CASE WHEN birth_year BETWEEN 1900 AND year(getvariable('covers_until')) - 10 THEN birth_year END AS birth_year,
       joined_on, left_on, verified
FROM kept_members;

INSERT INTO new.campaign BY NAME SELECT getvariable('source') AS source, * EXCLUDE (line) FROM kept_campaigns;

INSERT INTO new.exchange BY NAME
SELECT getvariable('source') AS source, exchange_id AS exchange_key, posted_at AS posted_on, member_id AS member_key,
       exchange_type, direction,
       CASE WHEN e.category IS NOT NULL THEN coalesce(d.category, 'other') END AS category, campaign_code
FROM kept_exchanges AS e
LEFT JOIN declared_category AS d ON d.category = e.category;

-- completed_28d counts from the post, like answered_28d: an outcome belongs to the period of the post.
INSERT INTO new.response BY NAME
SELECT getvariable('source') AS source, response_id AS response_key, exchange_id AS exchange_key,
       r.member_id AS member_key, responded_at AS responded_on,
       reply_band(posted_at, posted_at_instant, responded_at, responded_at_instant) AS reply_band,
       completed_at AS completed_on,
       within_28_days(posted_at, posted_at_instant, responded_at, responded_at_instant) AS answered_28d,
       coalesce(within_28_days(posted_at, posted_at_instant, completed_at, completed_at_instant), false)
           AS completed_28d
FROM kept_responses AS r
JOIN known_exchange USING (exchange_id);

INSERT INTO new.campaign_contact
SELECT getvariable('source'), campaign_code, member_id, contacted_at, opened_at FROM kept_campaign_contacts;

INSERT INTO new.campaign_answer
SELECT getvariable('source'), campaign_code, member_id, item, answer = 'yes', answered_at FROM kept_campaign_answers;

INSERT INTO new.campaign_need BY NAME
SELECT getvariable('source') AS source, campaign_code, item, needed,
       coalesce(neighbourhood_code, '') AS neighbourhood_code
FROM kept_campaign_needs;

INSERT INTO new.help_offer
SELECT getvariable('source'), member_id, help_kind, declared_on FROM kept_help_offers;

INSERT INTO new.project BY NAME SELECT getvariable('source') AS source, * EXCLUDE (line) FROM kept_projects;

-- A stage that does not say otherwise is public.
INSERT INTO new.project_stage
SELECT getvariable('source'), project_code, stage, starts_on, coalesce(public, true) FROM kept_project_stages;

INSERT INTO new.census BY NAME SELECT getvariable('source') AS source, * EXCLUDE (line) FROM kept_census;
