"""Who stays after joining: of the households of each quarter of joining, the share active so many months later.

Published cells of a city. What is below threshold and what is not known yet are two things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from queries.cell_counts import of_place
from queries.dimensions import COHORT_STEPS
from queries.model import Period, Scope
from queries.places import Place
from queries.shares import ToldShare, told_share_of
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, as_bounds, ratio, told_share
from queries.statistics.intervals import Interval
from queries.statistics.published_counts import Published
from queries.statistics.retention import Cohort as Counted
from queries.statistics.retention import Retention, retention

#: Months after the month of joining, as values of `cohort`.
MONTHS = tuple(step.code for step in COHORT_STEPS if step.code != "joined")


@dataclass(frozen=True)
class Kept:
    """One cell of the table. state: shown, below threshold (hidden) or later than what is covered (not_yet)."""

    months: int
    state: Literal["shown", "hidden", "not_yet"]
    active: Published | None = None
    share: ToldShare | None = None


@dataclass(frozen=True)
class Cohort:
    """The households that joined in a quarter, as published, and one cell for each number of months."""

    quarter: Period
    joined: Published
    kept: tuple[Kept, ...]


@lru_cache(maxsize=64)
def cohorts(scope: Scope, snapshot: Snapshot, place: Place) -> tuple[Cohort, ...]:
    """Every cohort of a city in order of time; none of other places, nor of a platform that does not say who joined
    when."""
    found = []
    for quarter in map(Period.parse, snapshot.manifest["periods"]["quarter"]):
        counts = of_place(scope, snapshot, place, "households", "cohort", quarter)
        if "joined" in counts:
            kept = tuple(_kept(int(months), counts["joined"], counts.get(months)) for months in MONTHS)
            found.append(Cohort(quarter, counts["joined"], kept))
    return tuple(found)


def _kept(months: int, joined: Published, active: Published | None) -> Kept:
    if active is None:
        return Kept(months, "not_yet")
    share = None
    if isinstance(joined, Estimate) and isinstance(active, Estimate):
        share = told_share_of(ratio(active, joined), joined.value)
    return Kept(months, "hidden" if share is None else "shown", active, share)


def kept_together(found: Sequence[Cohort]) -> tuple[Retention | None, ...]:
    """All cohorts that are old enough, together, for each number of months: as finely as shares may be told."""
    together = retention([Counted(each.joined, tuple(kept.active for kept in each.kept)) for each in found])
    return tuple(None if each is None else _told(each) for each in together)


def _told(found: Retention) -> Retention:
    value = None if found.value is None else told_share(found.value, found.households)
    return replace(found, value=value, interval=Interval(*as_bounds(*found.interval, found.households)))
