-- Answers to campaigns or by members that are not there. Grain: one line.
SELECT * FROM (
    SELECT line,
           CASE WHEN c.campaign_code IS NULL THEN 'campaign_code'
                WHEN m.member_id IS NULL THEN 'member_id' END AS column_name,
           CASE column_name WHEN 'campaign_code' THEN 'points nowhere: no such campaign'
                            WHEN 'member_id' THEN 'points nowhere: no such member' END AS reason
    FROM kept_campaign_answers AS r
    LEFT JOIN known_campaign AS c ON c.campaign_code = r.campaign_code
    LEFT JOIN known_member AS m ON m.member_id = r.member_id
)
WHERE column_name IS NOT NULL
