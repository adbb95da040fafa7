-- Whether anything in the mart is past its keeping time, and the day of the oldest such post. Grain: one row.
SELECT EXISTS (FROM gone_exchange)
    OR EXISTS (FROM gone_member)
    OR EXISTS (FROM old.campaign_contact SEMI JOIN gone_campaign USING (source, campaign_code))
    OR EXISTS (FROM old.campaign_answer SEMI JOIN gone_campaign USING (source, campaign_code)) AS any_gone,
       (SELECT min(posted_on) FROM gone_exchange) AS oldest
