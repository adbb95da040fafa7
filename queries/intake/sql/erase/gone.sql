-- What goes with one member: the member, their posts (the answers to these go with them) and no campaign as a whole.
-- Grain: one key. Variables: source, gone_key (the member's), fresh_key (for a household that bears the member's key).
CREATE TEMP TABLE gone_member AS
SELECT source, member_key FROM old.member
WHERE source = getvariable('source') AND member_key = getvariable('gone_key');

CREATE TEMP TABLE gone_exchange AS
SELECT source, exchange_key FROM old.exchange SEMI JOIN gone_member USING (source, member_key);

CREATE TEMP TABLE gone_campaign AS SELECT source, campaign_code FROM old.campaign WHERE false;

CREATE MACRO household_of(owner, key) AS
    CASE WHEN owner = getvariable('source') AND key = getvariable('gone_key') THEN getvariable('fresh_key') ELSE key END;
