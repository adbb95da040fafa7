"""Who comes, stays, comes back and leaves: households of a city by standing, and whether they add up to the active.

Published cells alone. The four standings and the active households have noise of their own each: they never add up
exactly, and by how much they may differ is said here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from queries.cell_counts import active_households, of_place
from queries.model import Period, Scope
from queries.places import Place
from queries.snapshot import Snapshot
from queries.statistics.derived import Change, Estimate
from queries.statistics.net_growth import Growth, net_growth
from queries.statistics.published_counts import Published

#: The standings that make up the active households of a period; the lapsed were active in the one before.
ACTIVE = ("new", "continuing", "returning")


@dataclass(frozen=True)
class Standing:
    """One place and period. counts: households by standing as published, empty where the lattice tells none or nothing
    is known yet. active: the active households, None where hidden. apart: new, continuing and returning less active,
    with the standard deviation of the noise; None where one is hidden. growth: None likewise.
    """

    place: Place
    period: Period
    counts: Mapping[str, Published]
    active: Estimate | None
    apart: Change | None
    growth: Growth | None

    @property
    def adds_up(self) -> bool | None:
        """Whether the parts and the whole differ by no more than their noise allows in 95 of 100 cases."""
        return None if self.apart is None else not self.apart.is_clear


@lru_cache(maxsize=128)
def standing(scope: Scope, snapshot: Snapshot, place: Place, period: Period) -> Standing:
    """Of a city by month, quarter or year; other places tell no standing."""
    counts = of_place(scope, snapshot, place, "households", "standing", period)
    active, before = (active_households(scope, snapshot, place, each) for each in (period, period.shift(-1)))
    return Standing(place, period, counts, active, _apart(counts, active), _growth(counts, before))


def _apart(counts: Mapping[str, Published], active: Estimate | None) -> Change | None:
    parts = _shown(counts, ACTIVE)
    if parts is None or active is None:
        return None
    sd = math.sqrt(sum(part.variance for part in (*parts, active)))
    return Change(sum(part.value for part in parts) - active.value, sd)


def _growth(counts: Mapping[str, Published], before: Estimate | None) -> Growth | None:
    moving = _shown(counts, ("new", "returning", "lapsed"))
    if moving is None or before is None:
        return None
    new, returning, lapsed = moving
    return net_growth(new, returning, lapsed, before)


def _shown(counts: Mapping[str, Published], values: tuple[str, ...]) -> list[Estimate] | None:
    found = [count for value in values if isinstance(count := counts.get(value), Estimate)]
    return found if len(found) == len(values) else None
