-- Stages of projects that are not there. Grain: one line.
SELECT line, 'project_code' AS column_name, 'points nowhere: no such project' AS reason
FROM kept_project_stages ANTI JOIN known_project USING (project_code)
