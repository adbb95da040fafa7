"""Why the activity of a territory changed between two periods, in parts that add up, from its published cells.

Newcomers are told of whole cities. What the parts are is `statistics.growth`; it says how activity changed, not why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from queries.answers import trend
from queries.columns import column
from queries.model import Period, Scope, Selection
from queries.places import Place, neighbourhoods, whole_place
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
    both, own = (before, period), neighbourhoods(scope, snapshot)
    columns = [[column(scope, snapshot, measure, each) for measure in MEASURES] for each in both]
    values, scales = (np.array([[each[at] for each in row] for row in columns]) for at in (0, 1))
    is_kept = np.asarray((values > 0).all(axis=(0, 1)))
    whole, left_out = _whole(scope, snapshot, both), tuple[str, ...]()
    if any(found is None for each in whole for found in each):
        whole = _together(values, scales, is_kept)
        left_out = tuple(place.name for place, kept in zip(own, is_kept, strict=True) if not kept)
    season = None if before == period.year_before() else _season(scope, snapshot, before, period)
    is_known = season is not None or before == period.year_before()
    if not is_known or any(found is None for each in whole for found in each):
        return None
    # In the first year of the data a household that was active before they begin is new to them.
    begun = f"{before.start.year - 1}-{before.start.month:02}" >= snapshot.manifest["covers_from"]
    newcomers = [_newcomers(scope, snapshot, each) if begun and not left_out else None for each in both]
    told = None not in newcomers
    parts_of = [_together(values, scales, part) for part in _parts_of(own, is_kept)]
    then, now = (
        Activity(*_known(whole[at]), new if told else None, tuple(_known(part[at]) for part in parts_of))
        for at, new in enumerate(newcomers)
    )
    weight = _weight(scope, snapshot) if told and period.kind == "month" else None
    parts = growth(then, now, season, weight)
    return None if parts is None else Grown(period, before, now.exchanges.value, parts, left_out)


def _whole(scope: Scope, snapshot: Snapshot, both: tuple[Period, Period]) -> list[list[Estimate | None]]:
    """The measures of each period: the cells of the place that the scope is, else the sums of its places, all shown."""
    rows = [trend(scope, snapshot, code, Selection(), both).rows for code in MEASURES]
    by_period = list(zip(*rows, strict=True)) or [()]
    return [[estimate_of(row) if row.shown == "yes" else None for row in each] or [None] for each in by_period]


def _parts_of(own: Sequence[Place], is_kept: np.ndarray) -> list[np.ndarray]:
    """Between which parts of the scope activity may move: neighbourhoods, or what holds some where they are many."""
    levels = ([each.area_code, each.group_code, each.city_code] for each in own)
    for names in zip(*levels, strict=True):
        _, part = np.unique([name or "" for name in names], return_inverse=True)
        kept = np.unique(part[is_kept])
        if len(kept) <= MOST_PARTS:
            return [is_kept & (part == each) for each in kept] if len(kept) > 1 else []
    return []


def _together(values: np.ndarray, scales: np.ndarray, part: np.ndarray) -> list[list[Estimate | None]]:
    """The measures of each period, summed over the neighbourhoods of a part: a household has one neighbourhood."""
    sums, squares = values[:, :, part].sum(axis=2), (scales[:, :, part] ** 2).sum(axis=2)
    return [[Estimate(float(value), 2 * float(square), permanent=float(square)) if part.any() else None
             for value, square in zip(*each, strict=True)] for each in zip(sums, squares, strict=True)]  # fmt: skip


def _known(measures: list[Estimate | None]) -> tuple[Estimate, Estimate]:
    exchanges, households = measures
    assert exchanges is not None
    assert households is not None
    return exchanges, households


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
