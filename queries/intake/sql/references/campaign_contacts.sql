-- Contacts with campaigns or members that are not there, or opened before they were sent. Grain: one line.
SELECT * FROM (
    SELECT line,
           CASE WHEN c.campaign_code IS NULL THEN 'campaign_code'
                WHEN m.member_id IS NULL THEN 'member_id'
                WHEN comes_before(r.opened_at, r.opened_at_instant, r.contacted_at, r.contacted_at_instant)
                THEN 'opened_at' END AS column_name,
           CASE column_name WHEN 'campaign_code' THEN 'points nowhere: no such campaign'
                            WHEN 'member_id' THEN 'points nowhere: no such member'
                            WHEN 'opened_at' THEN 'earlier than its contact' END AS reason
    FROM kept_campaign_contacts AS r
    LEFT JOIN known_campaign AS c ON c.campaign_code = r.campaign_code
    LEFT JOIN known_member AS m ON m.member_id = r.member_id
)
WHERE column_name IS NOT NULL
