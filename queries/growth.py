"""Why the activity of a territory changed between two periods, in parts that add up, from its published cells.

Newcomers are told of whole cities. What the parts are is `statistics.growth`; it says how activity changed, not why.
"""

from __future__ import annotations

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
from queries.statistics.growth import Activity, Growth, Season, growth, newcomer_weight, season_of
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

    Where the periods are not a year apart, the season of the place is needed too, which is known of months: None
    without. Of quarters it is not the mean of their months', since a quarter counts a household once.
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
    has_begun = _has_begun(snapshot, before) and not left_out
    newcomers = [_newcomers(scope, snapshot, each) if has_begun else None for each in both]
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
    """How much a newcomer exchanges in its first month, for one exchange of another household.

    From the last months without a gap: not from the first year of the data, in which whoever was there before is new.
    """
    months = [
        month for code in snapshot.manifest["whole"]["month"] if _has_begun(snapshot, month := Period.parse(code))
    ]
    if not months:
        return None
    counts = [[estimate_of(row) for row in trend(scope, snapshot, code, Selection(), months).rows]
              for code in MEASURES]  # fmt: skip
    new = [_newcomers(scope, snapshot, month) for month in months]
    run: list[tuple[Estimate, Estimate, Estimate]] = []
    for exchanges, households, newcomers in zip(*counts, new, strict=True):
        run = [*run, (exchanges, households, newcomers)] if exchanges and households and newcomers else []
    return newcomer_weight(*zip(*run, strict=True)) if run else None


def _has_begun(snapshot: Snapshot, period: Period) -> bool:
    """Whether the data begin a year before: a household that was active before they do is new to them."""
    return f"{period.start.year - 1}-{period.start.month:02}" >= snapshot.manifest["covers_from"]


def _season(scope: Scope, snapshot: Snapshot, before: Period, period: Period) -> Season | None:
    """What the two months usually are, from the months of the one place that the scope is."""
    place = whole_place(scope, snapshot)
    if period.kind != "month" or place is None:
        return None
    exchanges, households = (underlying(scope, snapshot, place, code) for code in MEASURES)
    if exchanges is None or households is None:
        return None
    return season_of(households.factors, exchanges.factors, before.start.month - 1, period.start.month - 1)
