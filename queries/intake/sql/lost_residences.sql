-- How many accepted members live in a residence that is not there. Grain: one row.
SELECT count(*) FROM kept_members ANTI JOIN known_residence USING (residence_code) WHERE residence_code IS NOT NULL
