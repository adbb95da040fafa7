-- What is past its keeping time: posts of before the cut (the answers to them go with them), campaigns that had ended
-- before it (who was reached, who answered), and members who had left before it and of whom nothing else is left.
-- A declaration of help is a state, as membership is: however old, it stays with its member and goes with its member,
-- and keeps nobody who has left.
-- Grain: one key. Variable: cut, the first day that is kept.
CREATE TEMP TABLE gone_exchange AS
SELECT source, exchange_key, posted_on FROM old.exchange WHERE posted_on < getvariable('cut');

CREATE TEMP TABLE gone_campaign AS
SELECT source, campaign_code FROM old.campaign WHERE ends_on < getvariable('cut');

CREATE TEMP TABLE gone_member AS
WITH acting AS (
    SELECT source, member_key FROM old.exchange WHERE posted_on >= getvariable('cut')
    UNION ALL
    SELECT source, member_key FROM old.response ANTI JOIN gone_exchange USING (source, exchange_key)
    UNION ALL
    SELECT source, member_key FROM old.campaign_contact ANTI JOIN gone_campaign USING (source, campaign_code)
    UNION ALL
    SELECT source, member_key FROM old.campaign_answer ANTI JOIN gone_campaign USING (source, campaign_code)
)
SELECT source, member_key FROM old.member ANTI JOIN acting USING (source, member_key)
WHERE left_on < getvariable('cut');

CREATE MACRO household_of(owner, key) AS key;
