-- Age bands of the contract; a member without a birth year is "unknown".
CREATE TEMP MACRO age_band(age) AS
    CASE WHEN age IS NULL THEN 'unknown' WHEN age < 25 THEN 'under_25' WHEN age < 35 THEN '25_34'
         WHEN age < 50 THEN '35_49' WHEN age < 65 THEN '50_64' ELSE '65_plus' END;
