"""Published counts as models read them: a number with its noise, or what is known of one that is hidden.

One reading a measure, dimension and period, of the scope's neighbourhoods alone. It fits nothing and shows nothing.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from queries.answers import declared
from queries.cells import cells_of_place
from queries.model import Period, Row, Scope
from queries.places import Place, places
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, cell
from queries.statistics.published_counts import Hidden, Published

#: Area and value -> what is published of it. What the lattice does not tell there is absent.
Counts = dict[tuple[str, str], Published]


@lru_cache(maxsize=256)
def counts(scope: Scope, snapshot: Snapshot, measure: str, dimension: str, period: Period) -> Counts:
    """Every neighbourhood and value of a dimension in one period; campaigns, whose noise differs, are not read here.

    Hidden counts of an older snapshot, which does not say from where on it shows, are left out.
    """
    if not snapshot.has(4):
        return {}
    found = snapshot.query("counts", neighbourhoods=list(scope.neighbourhoods), measure=measure, dimension=dimension,
                           period_kind=period.kind, period_on=period.start)  # fmt: skip
    clip = snapshot.manifest["clip"].get(period.kind, 1) if measure == "exchanges" else 1
    rounding = 10.0 if measure == "enrolled_households" else 0.0
    return {
        (row.area_code, row.value): Hidden(row.threshold, 2 * row.s**2, row.k, clip=clip)
        if row.count is None
        else cell(row.count, row.s, clip, rounding)
        for row in found
    }


def hidden_cell(snapshot: Snapshot, level: str, area_code: str, period: Period, measure: str = "households") -> Hidden:
    """What is known of a hidden breakdown cell of a place; an older snapshot does not say from where on it shows."""
    clip = snapshot.manifest["clip"].get(period.kind, 1) if measure == "exchanges" else 1
    return replace(_behind(snapshot, period.start.year).get((level, area_code), Hidden()), clip=clip)


@lru_cache(maxsize=32)
def _behind(snapshot: Snapshot, year: int) -> dict[tuple[str, str], Hidden]:
    found = snapshot.query("hidden", year=year) if snapshot.has(4) else []
    return {(row.level, row.area_code): Hidden(row.threshold, 2 * row.s**2, row.k) for row in found}


def behind_row(scope: Scope, snapshot: Snapshot, row: Row, period: Period, measure: str = "households") -> Hidden:
    """The same for the place of a row of an answer."""
    level = next((place.level for place in places(scope, snapshot) if place.area_code == row.area_code), "city")
    return hidden_cell(snapshot, level, row.area_code, period, measure)


def with_each(count: Published, each: float) -> Published:
    """A count of posts, where it is hidden as so many of each household that posts."""
    return replace(count, each=max(1.0, each)) if isinstance(count, Hidden) else count


def of_place(
    scope: Scope, snapshot: Snapshot, place: Place, measure: str, dimension: str, period: Period
) -> dict[str, Published]:
    """Every value of a dimension in one place and period, in declared order.

    What the lattice does not tell there, or what is not known yet, is absent. What is known of hidden ones is that of
    breakdowns: a hidden total has less noise.
    """
    told = snapshot.manifest["told"].get(dimension, {}).get(place.level, {}).get(measure, ())
    if period.kind not in told:
        return {}
    asked = dimension, period.kind, period.start.year
    rows = cells_of_place(scope, snapshot, place.level, place.area_code).get(asked, {})
    behind = hidden_cell(snapshot, place.level, place.area_code, period, measure)
    found = {value: rows.get((period.start, value)) for value in declared(snapshot, dimension)}
    return {value: counted.estimate(measure) or behind for value, counted in found.items() if counted is not None}


def active_households(scope: Scope, snapshot: Snapshot, place: Place, period: Period) -> Estimate | None:
    """The active households of a place; None where they are hidden, not told or not known yet."""
    found = of_place(scope, snapshot, place, "active_households", "total", period).get("total")
    return found if isinstance(found, Estimate) else None
