-- A member of an unknown residence stays, and lives in none that is known.
UPDATE typed_members SET residence_code = NULL
WHERE residence_code IS NOT NULL AND residence_code NOT IN (FROM known_residence)
