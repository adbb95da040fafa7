-- Posts of members or campaigns that are not there, or of a day when there was no such network. Grain: one line.
SELECT line,
       CASE WHEN m.member_id IS NULL THEN 'member_id'
            WHEN e.campaign_code IS NOT NULL AND c.campaign_code IS NULL THEN 'campaign_code'
            ELSE 'posted_at' END AS column_name,
       CASE WHEN m.member_id IS NULL THEN 'points nowhere: no such member'
            WHEN e.campaign_code IS NOT NULL AND c.campaign_code IS NULL THEN 'points nowhere: no such campaign'
            ELSE 'implausible date: before the year 2000' END AS reason
FROM kept_exchanges AS e
LEFT JOIN known_member AS m ON m.member_id = e.member_id
LEFT JOIN known_campaign AS c ON c.campaign_code = e.campaign_code
WHERE m.member_id IS NULL OR (e.campaign_code IS NOT NULL AND c.campaign_code IS NULL)
   OR e.posted_at < DATE '2000-01-01'
