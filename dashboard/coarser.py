"""The coarser view of hidden numbers that is shown: a longer period, a coarser value, or the place around.

It asks `queries.answer` and takes what that shows; it must not guess what a hidden number would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import queries
from queries import DIMENSIONS, INDICATORS, Period, Place, Row, Scope, Selection, Snapshot


@dataclass(frozen=True)
class Offer:
    """One coarser view; `rows` stand for the hidden ones, in their order, without those that it hides too.

    `place` is the place around, or None for those selected. `places` selects it (empty: the whole territory); None
    where that cannot be selected: a city that the scope holds in part. `period` is None where it stays the same.
    """

    place: Place | None
    places: tuple[str, ...] | None
    by: str
    period: Period | None
    rows: tuple[Row, ...]


def coarser(
    scope: Scope, snapshot: Snapshot, selection: Selection, indicator: str, hidden: Sequence[Row]
) -> Offer | None:
    """The first coarser view that shows all of the hidden rows of an answer, else the one that shows most; or None.

    Longer periods come first, then the coarser values, then the group and the city around. `selection` must have a
    period; its places are neighbourhoods of the scope (none: all of them).
    """
    if not hidden or selection.period is None:
        return None
    best: Offer | None = None
    own = (None, selection.by, selection.period)
    for place, by, period in product(
        _places(scope, snapshot, selection),
        _dimensions(indicator, selection.by),
        _periods(snapshot, indicator, selection.period),
    ):
        if (place, by, period) == own:
            continue
        rows = _standing_in(_ask(scope, snapshot, selection, indicator, place, by, period), snapshot, selection.by, by,
                            hidden, whole=place is not None)  # fmt: skip
        if len(rows) > (len(best.rows) if best else 0):
            longer = None if period == selection.period else period
            best = Offer(place, _selecting(scope, selection, place), by, longer, rows)
        if len(rows) == len(hidden):
            break
    return best


def _ask(
    scope: Scope, snapshot: Snapshot, selection: Selection, indicator: str, place: Place | None, by: str, period: Period
) -> queries.Answer:
    if place is not None:
        return queries.answer(scope, snapshot, indicator, Selection((f"{place.level}:{place.area_code}",), period, by))
    return queries.answer(queries.narrow(scope, snapshot, selection.places), snapshot, indicator,
                          Selection((), period, by))  # fmt: skip


def _selecting(scope: Scope, selection: Selection, place: Place | None) -> tuple[str, ...] | None:
    return selection.places if place is None else selecting(scope, place)


def selecting(scope: Scope, place: Place) -> tuple[str, ...] | None:
    """The neighbourhoods that select a place (none: the whole territory); None where the scope holds it in part."""
    if not place.inside:
        return None
    return () if set(scope.neighbourhoods) <= set(place.neighbourhoods) else place.neighbourhoods


def _standing_in(
    answer: queries.Answer, snapshot: Snapshot, fine: str, by: str, hidden: Sequence[Row], *, whole: bool
) -> tuple[Row, ...]:
    """The shown row for each hidden one, where there is one; a sum that leaves a place out may be that place's."""
    parents = {row.value: row.parent for row in snapshot.query("declared", dimension=fine)} if by != fine else {}
    shown = {
        (row.area_code if by == "neighbourhood" else "", row.value): row
        for row in answer.shown
        if row.shown == "yes" or not whole
    }
    keys = [(row.area_code if by == "neighbourhood" else "", parents.get(row.value, row.value)) for row in hidden]
    return tuple(shown[key] for key in keys if key in shown)


def _places(scope: Scope, snapshot: Snapshot, selection: Selection) -> list[Place | None]:
    """What is selected, then what contains it."""
    return [None] if selection.by == "neighbourhood" else [None, *around(scope, snapshot, selection.places)]


def around(scope: Scope, snapshot: Snapshot, codes: tuple[str, ...]) -> list[Place]:
    """The places that contain those named, the nearest first: the groups that the scope holds whole, then the city."""
    chosen = set(queries.narrow(scope, snapshot, codes).neighbourhoods)
    found = [
        place
        for place in queries.places(scope, snapshot)
        if place.level in ("group", "city")
        and chosen <= set(place.neighbourhoods)
        and (not place.inside or chosen != set(place.neighbourhoods))
    ]
    return sorted(found, key=lambda place: (place.level == "city", len(place.neighbourhoods)))


def _dimensions(indicator: str, by: str) -> list[str]:
    coarse = DIMENSIONS[by].coarser
    return [by, coarse] if coarse in INDICATORS[indicator].dimensions else [by]


def _periods(snapshot: Snapshot, indicator: str, period: Period) -> list[Period]:
    """The period, then the longer ones that stand for it: where those have not ended, the last published before."""
    kinds = INDICATORS[indicator].period_kinds
    if period.kind not in kinds or "campaigns" in INDICATORS[indicator].needs:
        return [period]
    longer = [queries.nearest(snapshot, period, kind) for kind in kinds[kinds.index(period.kind) + 1 :]]
    return [period, *(each for each in longer if each.code in snapshot.manifest["whole"][each.kind])]
