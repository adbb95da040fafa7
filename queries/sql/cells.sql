-- The published cells of one dimension and kind of period, for every place that the scope may see: its neighbourhoods,
-- the groups that it holds whole (a group minus its own part would be its neighbours), the residence groups of its
-- landlords, the cities that it holds whole or has a part of while three published neighbourhoods or more lie outside
-- it: a city minus its own part must not be one neighbour, or two. Of a campaign, the city has what its zone has, and
-- it is the zone's neighbourhoods that are counted. Aliases share the cells of the place of the same extent.
-- Grain: one row a place, period and value; a hidden measure is NULL.
WITH outside AS (
  SELECT DISTINCT x.area_code AS city_code, x.neighbourhood_code
  FROM extents x
  JOIN noise n ON n.level = 'neighbourhood' AND n.area_code = x.neighbourhood_code
  WHERE x.level = 'city' AND NOT x.neighbourhood_code = ANY($neighbourhoods)
),
zones AS (
  SELECT campaign_code, unnest(neighbourhood_codes) AS neighbourhood_code FROM campaigns
),
visible AS (
  SELECT a.level, a.area_code, a.cells_level, a.cells_code
  FROM areas a
  WHERE (a.level = 'neighbourhood' AND a.area_code = ANY($neighbourhoods))
     OR (a.level = 'city' AND EXISTS (
           SELECT 1 FROM extents x
           WHERE x.level = a.level AND x.area_code = a.area_code AND x.neighbourhood_code = ANY($neighbourhoods))
         AND (SELECT count(*) FROM outside o WHERE o.city_code = a.area_code) NOT IN (1, 2))
     OR (a.level IN ('residence_group', 'portfolio') AND a.landlord = ANY($portfolios))
     OR (a.level = 'group' AND NOT EXISTS (
           SELECT 1 FROM extents x
           WHERE x.level = a.level AND x.area_code = a.area_code AND NOT x.neighbourhood_code = ANY($neighbourhoods)))
)
SELECT v.level, v.area_code, c.period_kind, c.period_on, c.dimension, c.value,
       c.active_households, c.exchanges, c.enrolled_households, c.members, c.households,
       n.s_total, coalesce(c.s, n.s_breakdown) AS s_breakdown
FROM visible v
JOIN cells c ON c.level = v.cells_level AND c.area_code = v.cells_code
JOIN noise n ON n.level = v.cells_level AND n.area_code = v.cells_code AND n.year = year(c.period_on)
WHERE c.dimension = $dimension
  AND c.period_kind = $period_kind
  AND c.period_on >= $first_on
  AND c.period_on < $before_on
  AND NOT (v.level = 'city' AND $period_kind = 'campaign' AND (
        SELECT count(*) FROM zones z JOIN outside o USING (neighbourhood_code)
        WHERE z.campaign_code = split_part(c.value, ':', 1) AND o.city_code = v.area_code) IN (1, 2));
