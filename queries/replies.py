"""How long neighbours wait for a first reply, from published bands: households by band, once in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from queries.answers import answer
from queries.cell_counts import behind_row
from queries.model import Answer, Period, Scope, Selection
from queries.snapshot import Snapshot
from queries.statistics.derived import as_bounds, as_share, estimate_of, part_of
from queries.statistics.published_counts import pooled
from queries.statistics.reply_times import ReplyTime, answered_within, median_reply

#: Hours at the ends of the bands of each dimension; the last band, "no reply", never ends.
ENDS: Mapping[str, tuple[float, ...]] = {"reply_time": (1, 6, 24, 72, 168, 672), "reply_speed": (24, 672)}
DAY = 24


@dataclass(frozen=True)
class Replies:
    """Households by band of their wait. median: of all waits, in hours; within_day: the share of the waits that end
    within a day, with its 95 % interval, as finely as the number of households that asked allows. None where nothing is
    shown, the share also where a band is hidden.

    without: the neighbourhoods that are left out of a sum, since one of their bands is hidden.
    """

    answer: Answer
    median: ReplyTime | None = None
    within_day: float | None = None
    bounds: tuple[float, float] | None = None
    without: tuple[str, ...] = ()


def replies(scope: Scope, snapshot: Snapshot, by: str, period: Period) -> Replies:
    """Of the whole scope; `by` is reply_time (seven bands, told of cities) or reply_speed (three, told below)."""
    found = answer(scope, snapshot, "first_reply", Selection((), period, by))
    without: tuple[str, ...] = ()
    if any(row.shown == "partial" for row in found.rows):  # each band would be a sum over places of its own
        scope, without = _complete(scope, snapshot, by, period)
        found = answer(scope, snapshot, "first_reply", Selection((), period, by))
    if not found.rows:
        return Replies(found, without=without)
    behind = behind_row(scope, snapshot, found.rows[0], period)
    ends, bands = ENDS[by], [estimate_of(row) or behind for row in found.rows]
    median, day = median_reply(bands, ends), ends.index(DAY) + 1
    if len(found.shown) < len(bands):
        return Replies(found, median, without=without)
    # Waits are no households, of which one may be in several bands: how finely is for those that asked to decide.
    asked = answer(scope, snapshot, "unanswered", Selection((), period)).rows[0].base
    told = as_share(part_of(pooled(bands[:day]), pooled(bands)), asked)
    bounds = as_bounds(*answered_within(bands, day), asked)
    return Replies(found, median, None if told is None else told.value, bounds, without)


def _complete(scope: Scope, snapshot: Snapshot, by: str, period: Period) -> tuple[Scope, tuple[str, ...]]:
    """The scope without the neighbourhoods that hide a band, and the names of these."""
    codes = tuple(f"neighbourhood:{code}" for code in scope.neighbourhoods)
    rows = answer(scope, snapshot, "first_reply", Selection(codes, period, by)).rows
    hiding = {row.area_code: row.area for row in rows if row.answer is None}
    kept = tuple(code for code in scope.neighbourhoods if code not in hiding)
    return replace(scope, neighbourhoods=kept), tuple(hiding.values())
