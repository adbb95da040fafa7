-- Codes of campaigns and projects that more than one source uses. Grain: one row a code.
SELECT 'campaign' AS what, campaign_code AS code, string_agg(DISTINCT source, ' and ') AS sources
FROM mart.campaign GROUP BY campaign_code HAVING count(DISTINCT source) > 1
UNION ALL
SELECT 'project', project_code, string_agg(DISTINCT source, ' and ')
FROM mart.project GROUP BY project_code HAVING count(DISTINCT source) > 1;
