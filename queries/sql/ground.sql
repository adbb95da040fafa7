-- Square kilometres of every neighbourhood, which are public.
SELECT neighbourhood_code, km2
FROM ground;
