-- How text becomes dates, instants, numbers and truth. Unreadable text becomes NULL; a day is the local day in the
-- declared time zone. Variables: time_zone (its name), day_first (dates may be written 31/12/2024).

CREATE MACRO day_then_clock(t) AS
    CASE WHEN getvariable('day_first') AND regexp_full_match(t, '\d{2}/\d{2}/\d{4}.*')
         THEN t[7:10] || '-' || t[4:5] || '-' || t[1:2] || t[11:]
         ELSE t END;

-- The instant (in UTC) of a local clock time; NULL in the hour that summer time skips. The first of the two hours that
-- the end of summer time repeats.
CREATE MACRO instant_of_local(clock) AS
    CASE WHEN timezone(getvariable('time_zone'), timezone(getvariable('time_zone'), clock)) <> clock THEN NULL
         WHEN timezone(getvariable('time_zone'), timezone(getvariable('time_zone'), clock) - INTERVAL 1 HOUR) = clock
         THEN timezone('UTC', timezone(getvariable('time_zone'), clock) - INTERVAL 1 HOUR)
         ELSE timezone('UTC', timezone(getvariable('time_zone'), clock)) END;

CREATE MACRO local_day(instant) AS timezone(getvariable('time_zone'), timezone('UTC', instant))::DATE;

CREATE MACRO offset_minutes(o) AS
    CASE WHEN upper(o) = 'Z' THEN 0
         ELSE (CASE o[1] WHEN '-' THEN -1 ELSE 1 END)
              * (60 * o[2:3]::INTEGER + coalesce(try_cast(nullif(right(replace(o, ':', '')[4:], 2), '') AS INTEGER), 0))
    END;

-- A moment is read in four steps, one for each macro below, so that no step is written out again inside the next.
-- 1: day_then_clock. 2: the clock and its offset ('' when it has none), for text that has a clock.
CREATE MACRO clock_of(t) AS
    CASE WHEN regexp_full_match(
        t, '\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)? ?(Z|z|[+-](0\d|1[0-8])(:?[0-5]\d)?)?'
    ) THEN try_cast(regexp_extract(t, '^.{16}(:\d{2}(\.\d{1,9})?)?') AS TIMESTAMP) END;

CREATE MACRO offset_of(t) AS regexp_extract(t[17:], '(Z|z|[+-].*)$');

-- 3: the instant in UTC.
CREATE MACRO instant_of(clock, o) AS
    CASE WHEN clock IS NULL THEN NULL
         WHEN o = '' THEN instant_of_local(clock)
         ELSE clock - to_minutes(offset_minutes(o)) END;

-- 4: the local day.
CREATE MACRO day_of(t, clock, o, instant) AS
    CASE WHEN regexp_full_match(t, '\d{4}-\d{2}-\d{2}') THEN try_cast(t AS DATE)
         WHEN instant IS NULL THEN NULL
         WHEN o = '' THEN clock::DATE
         ELSE local_day(instant) END;

-- 1977, and 1977.0 as tables with gaps are often exported; never below zero.
CREATE MACRO whole_number(t) AS
    CASE WHEN regexp_full_match(t, '\d{1,10}([.,]0+)?') THEN try_cast(regexp_extract(t, '^\d+') AS INTEGER) END;

CREATE MACRO truth(t) AS
    CASE WHEN lower(t) IN ('true', '1', 'oui') THEN true WHEN lower(t) IN ('false', '0', 'non') THEN false END;

-- Waits are measured between instants when both ends have clocks, else between days.
CREATE MACRO comes_before(from_day, from_instant, to_day, to_instant) AS
    CASE WHEN from_instant IS NOT NULL AND to_instant IS NOT NULL THEN from_instant < to_instant
         ELSE from_day < to_day END;

CREATE MACRO within_28_days(from_day, from_instant, to_day, to_instant) AS
    CASE WHEN from_instant IS NOT NULL AND to_instant IS NOT NULL THEN to_instant <= from_instant + INTERVAL 672 HOUR
         ELSE to_day - from_day <= 28 END;

CREATE MACRO reply_band(from_day, from_instant, to_day, to_instant) AS
    CASE WHEN from_instant IS NOT NULL AND to_instant IS NOT NULL THEN
             CASE WHEN to_instant < from_instant + INTERVAL 1 HOUR THEN '1h'
                  WHEN to_instant < from_instant + INTERVAL 6 HOUR THEN '6h'
                  WHEN to_instant < from_instant + INTERVAL 24 HOUR THEN '24h'
                  WHEN to_instant < from_instant + INTERVAL 72 HOUR THEN '3d'
                  WHEN to_instant < from_instant + INTERVAL 168 HOUR THEN '7d'
                  WHEN to_instant <= from_instant + INTERVAL 672 HOUR THEN '28d'
                  ELSE 'none' END
         WHEN to_day - from_day < 1 THEN '24h'
         WHEN to_day - from_day < 3 THEN '3d'
         WHEN to_day - from_day < 7 THEN '7d'
         WHEN to_day - from_day <= 28 THEN '28d'
         ELSE 'none' END;
