"""How much a place depends on a few: households by how often they were active, and how many of a month's come weekly.

Published cells alone; how concentrated bands are is `statistics`' question.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from queries.cell_counts import active_households, of_place
from queries.columns import column
from queries.model import Period, Scope
from queries.places import Place
from queries.shares import ToldShare, told_share_of
from queries.snapshot import Snapshot
from queries.statistics.concentration import ACTS, Concentration, concentration
from queries.statistics.derived import ratio
from queries.statistics.published_counts import Published
from queries.statistics.typical import mean_of_members, mean_over_periods

#: Five bands, told of cities, and three, told below.
DIMENSIONS_OF_BANDS = ("activity_band", "activity_level")


@dataclass(frozen=True)
class Bands:
    """Households by how often they posted or answered in a period: counts of the bands of `dimension` in order, an
    Estimate (households, with the variance of its noise) or what is known of one that is hidden."""

    place: Place
    dimension: str
    counts: Mapping[str, Published]

    @property
    def at_most(self) -> int:
        """So many posts and replies of a household are counted in ranges, else the last band may hold anything: twice
        as many as it begins with. 0, no limit, where that band begins so early that most are in it."""
        first = ACTS[self.dimension][0][-1]
        return 2 * int(first) if self.dimension == "activity_band" else 0


@lru_cache(maxsize=256)
def bands(scope: Scope, snapshot: Snapshot, place: Place, period: Period) -> Bands | None:
    """The finest bands that are told of a place in a period; None where nothing is told or known yet."""
    for dimension in DIMENSIONS_OF_BANDS:
        if counts := of_place(scope, snapshot, place, "households", dimension, period):
            return Bands(place, dimension, counts)
    return None


@lru_cache(maxsize=128)
def stickiness(scope: Scope, snapshot: Snapshot, place: Place, period: Period) -> ToldShare | None:
    """The mean of the households active in a week over the mean of those active in a month: habit, or once in a while.

    The two have some of their permanent noise in common, which is not taken off: the interval is a little too wide.
    Of a city with published weeks: those wholly inside the month, quarter or year. None where one of these weeks or
    months is hidden or not known yet.
    """
    if "week" not in snapshot.manifest["told"]["total"].get(place.level, {}).get("active_households", ()):
        return None
    weeks, months = _weeks(period), period.within("month")
    of_week, of_month = (
        mean_over_periods([active_households(scope, snapshot, place, each) for each in inside])
        for inside in (weeks, months)
    )
    return None if of_month is None else told_share_of(ratio(of_week, of_month), of_month.value)


def concentrated(found: Bands) -> Concentration | None:
    """How much of all activity the bands allow to rest on a few, as ranges."""
    limit = found.at_most or math.inf
    return concentration(list(found.counts.values()), *ACTS[found.dimension], at_most=limit)


@dataclass(frozen=True)
class Reach:
    """How many members one member can reach, in a year."""

    value: float
    period: Period


@lru_cache(maxsize=128)
def neighbours_in_reach(scope: Scope, snapshot: Snapshot, year: Period) -> Reach | None:
    """The mean over the scope's members of how many their own neighbourhood has, three a household at most.

    None where no neighbourhood shows how many it has.
    """
    members, _ = column(scope, snapshot, "members", year)
    mean = mean_of_members(members)
    return None if mean is None else Reach(mean, year)


def _weeks(period: Period) -> list[Period]:
    week = Period(period.start, "week").containing("week")
    week = week if week.start >= period.start else week.shift(1)
    found = []
    while week.end <= period.end:
        found.append(week)
        week = week.shift(1)
    return found
