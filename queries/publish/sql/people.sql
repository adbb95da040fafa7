-- Every member with the household and the area it is counted in. Grain: one row a member.
-- `unit` is the smallest area of counting: the neighbourhood, or its part that lives in one landlord's residences
-- (NEIGHBOURHOOD/LANDLORD). A household has one unit, so counts of units add up to those of every place.
CREATE TEMP TABLE people AS
SELECT m.source, m.member_key, hash(h.household_key) AS household,
       h.neighbourhood_code || coalesce('/' || r.landlord, '') AS unit,
       h.neighbourhood_code, n.city_code,
       CASE WHEN r.landlord IS NOT NULL THEN h.residence_code END AS residence_code,
       coalesce(h.dwelling_type, 'unknown') AS dwelling_type, coalesce(m.gender, 'unknown') AS gender, m.birth_year,
       coalesce(m.joined_on, DATE '1900-01-01') AS joined_on, coalesce(m.left_on, DATE '9999-01-01') AS left_on
FROM mart.member m
JOIN mart.household h USING (household_key)
JOIN cities n USING (neighbourhood_code)
LEFT JOIN residences r ON r.source = h.source AND r.residence_code = h.residence_code;
