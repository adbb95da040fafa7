-- The local day that each text says, as an import would read it; NULL when it says none. Grain: one text, in order.
WITH written AS (SELECT position, day_then_clock(nullif(trim(said), '')) AS t FROM texts),
clocks AS (SELECT *, clock_of(t) AS clock, offset_of(t) AS o FROM written),
instants AS (SELECT *, instant_of(clock, o) AS instant FROM clocks)
SELECT day_of(t, clock, o, instant) AS day FROM instants ORDER BY position
