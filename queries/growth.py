"""Why the activity of a territory changed between two periods, in parts that add up, from its published cells.

Newcomers are told of whole cities. What the parts are is `statistics.growth`; it says how activity changed, not why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from queries.answers import trend
from queries.model import Period, Row, Scope, Selection
from queries.places import neighbourhoods, whole_place
from queries.snapshot import Snapshot
from queries.standing import standing
from queries.statistics.derived import Estimate, estimate_of
from queries.statistics.growth import Activity, Growth, Season, growth, newcomer_weight
from queries.statistics.seasonal import Factors
from queries.underlying import underlying

MEASURES = ("exchanges", "active_households")
#: Drawing the cells of more parts than this from their noise takes more than 20 milliseconds.
MOST_PARTS = 60


@dataclass(frozen=True)
class Grown:
    """The change from `before` to `period` in parts. left_out: neighbourhoods that hide one of the two periods."""

    period: Period
    before: Period
    exchanges: float
    parts: Growth
    left_out: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def grown(scope: Scope, snapshot: Snapshot, period: Period, before: Period) -> Grown | None:
    """Of the whole scope between two periods of one kind; None where too little of either is shown.

    Where the periods are not a year apart, the season of the months of the place is needed too: None without.
    """
    both = (before, period)
    found = {code: trend(scope, snapshot, code, Selection(by="neighbourhood"), both) for code in MEASURES}
    cells = {(code, row.area_code, row.period): row for code, answer in found.items() for row in answer.rows}
    kept = tuple(code for code in scope.neighbourhoods
                 if all((row := cells.get((measure, code, each.code))) and row.answer
                        for measure in MEASURES for each in both))  # fmt: skip
    whole = _whole(scope, snapshot, both)
    left_out: tuple[str, ...] = ()
    if any(row.shown != "yes" for row in whole.values()):
        left_out = tuple(row.area for row in found["exchanges"].rows
                         if row.period == period.code and row.area_code not in kept)  # fmt: skip
        whole = _whole(replace(scope, neighbourhoods=kept), snapshot, both)
    season = None if before == period.year_before() else _season(scope, snapshot, before, period)
    if not whole or any(row.answer is None for row in whole.values()) or (season is None and
                                                                          before != period.year_before()):  # fmt: skip
        return None
    # In the first year of the data a household that was active before they begin is new to them.
    begun = f"{before.start.year - 1}-{before.start.month:02}" >= snapshot.manifest["covers_from"]
    newcomers = [_newcomers(scope, snapshot, each) if begun and not left_out else None for each in both]
    told = None not in newcomers
    shared = _parts_of(scope, snapshot, kept)
    then, now = (
        Activity(_known(whole["exchanges", at.code]), _known(whole["active_households", at.code]),
                 new if told else None,
                 tuple((_together(cells, "exchanges", part, at), _together(cells, "active_households", part, at))
                       for part in shared))
        for at, new in zip(both, newcomers, strict=True)
    )  # fmt: skip
    weight = _weight(scope, snapshot) if told and period.kind == "month" else None
    parts = growth(then, now, season, weight)
    return None if parts is None else Grown(period, before, now.exchanges.value, parts, left_out)


def _whole(scope: Scope, snapshot: Snapshot, both: tuple[Period, Period]) -> dict[tuple[str, str], Row]:
    """Measure and period -> the cell of the place that the scope is, or the sum of its places."""
    rows = {code: trend(scope, snapshot, code, Selection(), both).rows for code in MEASURES}
    return {(code, row.period): row for code, own in rows.items() for row in own}


def _parts_of(scope: Scope, snapshot: Snapshot, kept: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Between which parts of the scope activity may move: neighbourhoods, or what holds some where they are many."""
    if len(kept) < 2:
        return []
    own = [each for each in neighbourhoods(scope, snapshot) if each.area_code in kept]
    found: dict[str, list[str]] = {}
    for of in (lambda each: each.area_code, lambda each: each.group_code or "", lambda each: each.city_code or ""):
        found = {}
        for each in own:
            found.setdefault(of(each), []).append(each.area_code)
        if len(found) <= MOST_PARTS:
            break
    return [tuple(codes) for codes in found.values()] if 1 < len(found) <= MOST_PARTS else []


def _together(cells: dict[tuple[str, str, str], Row], measure: str, part: tuple[str, ...], at: Period) -> Estimate:
    """The sum over neighbourhoods of one period: a household has one neighbourhood."""
    own = [_known(cells[measure, code, at.code]) for code in part]
    return Estimate(sum(each.value for each in own), sum(each.variance for each in own),
                    permanent=sum(each.permanent for each in own))  # fmt: skip


def _known(row: Row) -> Estimate:
    found = estimate_of(row)
    assert found is not None
    return found


def _newcomers(scope: Scope, snapshot: Snapshot, period: Period) -> Estimate | None:
    """Households active for the first time; None where they are hidden or, below the city, not told."""
    place = whole_place(scope, snapshot)
    found = standing(scope, snapshot, place, period).counts.get("new") if place else None
    return found if isinstance(found, Estimate) else None


@lru_cache(maxsize=64)
def _weight(scope: Scope, snapshot: Snapshot) -> Estimate | None:
    """How much a newcomer exchanges in its first month, for one exchange of another household."""
    months = [Period.parse(code) for code in snapshot.manifest["whole"]["month"]]
    if not months:
        return None
    new = {month.code: found for month in months if (found := _newcomers(scope, snapshot, month))}
    counts = [{row.period: estimate_of(row) for row in trend(scope, snapshot, code, Selection(), months).rows}
              for code in MEASURES]  # fmt: skip
    run = [month.code for month in months if month.code in new and all(each.get(month.code) for each in counts)]
    exchanges, households = ([found for code in run if (found := each[code])] for each in counts)
    return newcomer_weight(exchanges, households, [new[code] for code in run])


def _season(scope: Scope, snapshot: Snapshot, before: Period, period: Period) -> Season | None:
    """What the two periods usually are, from the months of the one place that the scope is."""
    place = whole_place(scope, snapshot)
    found = [underlying(scope, snapshot, place, code) for code in MEASURES] if place else []
    if not found or any(each is None for each in found):
        return None
    exchanges, households = ([_usual(each.factors, at) for at in (before, period)] for each in found if each)
    sd = math.hypot(*(sd for _, sd in exchanges))
    per = tuple(e / h for (e, _), (h, _) in zip(exchanges, households, strict=True))
    return Season((households[0][0], households[1][0]), (per[0], per[1]), sd)


def _usual(factors: Factors, period: Period) -> tuple[float, float]:
    """Times what a month usually is, of the months of a period; with the spread of its logarithm."""
    at = [month.start.month - 1 for month in period.within("month")]
    values = [factors.values[each] for each in at]
    return sum(values) / len(values), math.hypot(*(factors.sds[each] for each in at)) / len(at)
