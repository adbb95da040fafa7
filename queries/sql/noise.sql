-- The scale of the noise of every place and year, by total and breakdown. Grain: one row a place and year.
SELECT level, area_code, year, s_total, s_breakdown FROM noise;
