-- Declarations of members who are not there. Grain: one line.
SELECT line, 'member_id' AS column_name, 'points nowhere: no such member' AS reason
FROM kept_help_offers ANTI JOIN known_member USING (member_id)
