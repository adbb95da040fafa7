-- The member-level rows that stay, into the empty tables of the new mart. Grain: one row of the mart.
-- gone_member, gone_exchange, gone_campaign: the keys that go. household_of(source, key): the key that a household keeps.
INSERT INTO new.member BY NAME
SELECT * REPLACE (household_of(source, household_key) AS household_key)
FROM old.member ANTI JOIN gone_member USING (source, member_key);

-- A household keeps its place, dwelling and residence for as long as it has a member.
INSERT INTO new.household BY NAME
SELECT * REPLACE (household_of(source, household_key) AS household_key)
FROM old.household AS o
WHERE EXISTS (
    FROM new.member AS m WHERE m.source = o.source AND m.household_key = household_of(o.source, o.household_key)
);

-- Ids are no longer known, so of the remaining members any may stand for the one who had placed the household.
INSERT INTO new.household_placing BY NAME
WITH remaining AS (SELECT source, household_key, min(member_key) AS any_member FROM new.member GROUP BY ALL)
SELECT r.source, r.household_key,
       CASE WHEN g.member_key IS NULL THEN o.member_key ELSE r.any_member END AS member_key
FROM old.household_placing AS o
JOIN remaining AS r ON r.source = o.source AND r.household_key = household_of(o.source, o.household_key)
LEFT JOIN gone_member AS g ON g.source = o.source AND g.member_key = o.member_key;

INSERT INTO new.exchange BY NAME
FROM old.exchange ANTI JOIN gone_exchange USING (source, exchange_key);

INSERT INTO new.response BY NAME
FROM old.response ANTI JOIN gone_exchange USING (source, exchange_key) ANTI JOIN gone_member USING (source, member_key);

INSERT INTO new.campaign_contact BY NAME
FROM old.campaign_contact
ANTI JOIN gone_campaign USING (source, campaign_code) ANTI JOIN gone_member USING (source, member_key);

INSERT INTO new.campaign_answer BY NAME
FROM old.campaign_answer
ANTI JOIN gone_campaign USING (source, campaign_code) ANTI JOIN gone_member USING (source, member_key);
