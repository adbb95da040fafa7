"""What is planted in the demonstration: sizes, months and the rule that picks the districts, as frozen data.

Tests and later analyses read the truths here; it must not simulate anything nor depend on the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import geopandas as gpd
import numpy as np

from queries.demo.boundaries import centres
from queries.model import Refusal

MONTHS = 36


@dataclass(frozen=True)
class Works:
    """The stages of one project that moves activity: months counted from the first of the 36 (0)."""

    works_from: int
    existing_from: int


@dataclass(frozen=True)
class Truths:
    """Sizes on the published measures: active households, and exchanges clipped at 3 a household and month."""

    #: Enrolled households, last day against the day before the first month.
    growth: float = 0.12
    #: Month factors, January to December, mean 1.
    season: tuple[float, ...] = (1.02, 0.98, 1.05, 1.06, 1.10, 1.08, 0.86, 0.76, 1.14, 1.06, 0.98, 0.91)
    #: A lasting step in a few districts, from this month on.
    step: float = 0.20
    step_from: int = 18
    #: The flood campaign: during its three months, then during the three months after it.
    flood_from: int = 27
    flood_months: int = 3
    flood_lift: float = 0.30
    flood_after_months: int = 3
    flood_after: float = 0.10
    #: The campaigns that change nothing: zero waste, and an older one of the landlord about heat.
    idle_from: int = 24
    idle_months: int = 3
    idle_lift: float = 0.0
    heat_from: int = 9
    heat_months: int = 2
    #: The campaign about a storm: it began with the last of the 36 months and is not over.
    storm_from: int = 35
    storm_months: int = 2
    #: Childcare: households a calendar year that ask, a quarter as many that offer, share of its requests answered.
    childcare_asked: int = 72
    childcare_asked_at_least: int = 48
    childcare_offered_per_asked: float = 0.25
    childcare_answered: float = 0.25
    #: Silent districts: enrolled households, and the most that were ever active.
    silent_enrolled: int = 84
    silent_enrolled_at_least: int = 60
    silent_active_at_most: int = 9
    #: Works on four projects: activity of the project's district against what it was before.
    works_effect: float = -0.20
    existing_effect: float = 0.15
    works: tuple[Works, ...] = (Works(9, 19), Works(11, 22), Works(12, 21), Works(10, 24))
    #: Enrolled households of a value, as a share of those of all values, against the homes of that value in the census.
    #: Of each attribute the values that are not named differ all alike: by gender, not at all.
    represented: tuple[tuple[str, str, float], ...] = (
        ("dwelling_type", "apartment_large_city", 1.35),
        ("age_band", "under_25", 0.7),
        ("age_band", "35_49", 1.3),
        ("age_band", "65_plus", 0.65),
    )
    #: Ordinary requests and offers: answered within 28 days, and of those completed.
    answered: float = 0.65
    completed_of_answered: float = 2 / 3


TRUTHS = Truths()


@dataclass(frozen=True)
class Planted:
    """Neighbourhood codes that carry each truth. Disjoint, but for childcare in a place of few neighbourhoods."""

    silent: tuple[str, ...]
    flood: tuple[str, ...]
    idle: tuple[str, ...]
    works: tuple[str, ...]
    step: tuple[str, ...]
    childcare: tuple[str, ...]
    rest: tuple[str, ...]


def planted(frame: gpd.GeoDataFrame) -> Planted:
    """Pick the districts of each truth from geography alone (58 of them: 2, 10, 10, 4, 4 and 3; fewer when fewer).

    Silent: the farthest out. Flood: the south, along the river. Idle campaign: the north. Step: the east.
    Works and childcare: spread over what remains.
    """
    codes, xy = frame["neighbourhood_code"].tolist(), centres(frame)
    total, free = len(codes), list(range(len(codes)))

    def take(rows: list[int]) -> tuple[str, ...]:
        for row in rows:
            free.remove(row)
        return tuple(codes[row] for row in sorted(rows))

    def nearest_to_edge(count: int, axis: int, sign: int) -> list[int]:
        if not free or not count:
            return []
        edge = max(free, key=lambda row: sign * xy[row, axis])
        return sorted(free, key=lambda row: float(np.hypot(*(xy[row] - xy[edge]))))[:count]

    def spread(rows: list[int], count: int) -> list[int]:
        count = min(count, len(rows))
        return [rows[int((place + 0.5) * len(rows) / count)] for place in range(count)]

    outer = sorted(free, key=lambda row: -float(np.hypot(*(xy[row] - xy.mean(axis=0)))))
    silent = take(outer[: 2 if total >= 8 else total // 4])
    zone = max(1, round(total * 10 / 58)) if total >= 3 else 0
    flood, idle = take(nearest_to_edge(zone, 1, -1)), take(nearest_to_edge(zone, 1, 1))
    works = take(spread(free, min(4, max(1, total // 3))))
    step = take(nearest_to_edge(max(1, total // 14), 0, 1))
    pool = free if len(free) >= 3 else [row for row in range(total) if codes[row] not in silent]
    childcare = tuple(codes[row] for row in spread(pool, 3))
    return Planted(
        silent, flood, idle, works, step, childcare, tuple(codes[r] for r in free if codes[r] not in childcare)
    )


def month_starts(last_day: date, months: int = MONTHS) -> np.ndarray:
    """The months (datetime64[M]; 36) that end with `last_day`, which must be the last day of a month."""
    if (last_day + timedelta(days=1)).day != 1:
        raise Refusal(f"The demonstration ends with a whole month: {last_day.isoformat()} is not the last day of one.")
    return np.datetime64(f"{last_day:%Y-%m}", "M") - np.arange(months - 1, -1, -1)


def month_start(last_day: date, month: int, months: int = MONTHS) -> date:
    """First day of month number `month` (of 36: 0 to 35, later months are in the future of the bundle)."""
    return (month_starts(last_day, months)[0] + month).astype("datetime64[D]").astype(date)


def factors(frame: gpd.GeoDataFrame, last_day: date) -> np.ndarray:
    """Planted multipliers of activity, shape (neighbourhoods, 36): season, step, campaign and works; 1 is no effect."""
    truths, where = TRUTHS, planted(frame)
    row_of = {code: row for row, code in enumerate(frame["neighbourhood_code"])}
    calendar = month_starts(last_day).astype(int) % 12
    effect = np.tile(np.array(truths.season)[calendar], (len(frame), 1))
    for code in where.step:
        effect[row_of[code], truths.step_from :] *= 1 + truths.step
    flood_end = truths.flood_from + truths.flood_months
    for code in where.flood:
        effect[row_of[code], truths.flood_from : flood_end] *= 1 + truths.flood_lift
        effect[row_of[code], flood_end : flood_end + truths.flood_after_months] *= 1 + truths.flood_after
    for code, stages in zip(where.works, truths.works, strict=False):
        effect[row_of[code], stages.works_from : stages.existing_from] *= 1 + truths.works_effect
        effect[row_of[code], stages.existing_from :] *= 1 + truths.existing_effect
    return effect
