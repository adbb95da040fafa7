"""What a card says: one indicator for the selection, beside its comparison, with the periods before it as a series.

It asks the queries and settles which published period stands for the chosen one; it must not make components.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import queries
from dashboard.selection import compared_period
from dashboard.territory import elsewhere, narrowed
from queries import INDICATORS, Change, Estimate, Indicator, Period, Row, Selection

if TYPE_CHECKING:
    from dashboard.view import View
    from queries.model import PeriodKind

#: A median over fewer neighbourhoods says nothing about a typical one.
FEWEST = 5

#: The kinds of period that a reader may choose, the shortest first.
CALENDAR: tuple[PeriodKind, ...] = ("month", "quarter", "year")

_SERIES = {"month": 13, "quarter": 9, "year": 6}


@dataclass(frozen=True)
class Reading:
    """One number of a card. `series` is oldest first and ends with `period`; None where a number is hidden."""

    indicator: Indicator
    period: Period
    against: Period | None
    now: Row | None
    change: Change | None
    series: tuple[tuple[Period, float | None], ...]


@dataclass(frozen=True)
class Typical:
    """The typical neighbourhood: the median over shown neighbourhoods of the mean month, and how many are behind it.

    `sd` is the standard deviation that the noise gives the median.
    """

    value: float | None
    sd: float
    change: Change | None
    series: tuple[tuple[Period, float | None], ...]
    shown: int
    hidden: tuple[str, ...]


def lacks(view: View, indicator: Indicator) -> bool:
    """Whether the bundle has no file that the indicator needs."""
    assert view.snapshot is not None
    manifest = view.snapshot.manifest
    held = {*manifest["bundle_files"], *manifest["bundle_columns"]}
    if indicator.homes and "neighbourhoods.households" not in held:
        return True
    return any(name not in held for name in indicator.needs)


def fitting_period(view: View, indicator: Indicator) -> Period | None:
    """The published period that stands for the chosen one: of a kind the indicator has, and known for it already."""
    period = view.selection.period
    if period is None:
        return None
    return _latest(
        view, indicator, period.kind if period.kind in indicator.period_kinds else indicator.period_kinds[-1]
    )


def _latest(view: View, indicator: Indicator, kind: PeriodKind) -> Period | None:
    """The last period of a kind that is known and not later than the chosen one."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    period = view.selection.period
    listed = "matured" if indicator.matures else "periods"
    known = [Period.parse(code) for code in view.snapshot.manifest[listed].get(kind, ())]
    wanted = period.containing(kind) if Period(period.start, kind).months >= period.months else None
    latest = wanted or Period(period.shift(1).start, "month").shift(-1).containing(kind)
    return max((each for each in known if each.start <= latest.start), default=None, key=lambda each: each.start)


def matured_year(view: View) -> Period | None:
    """The last year, not later than the chosen period, of which every request has had its 28 days; None when none."""
    return _latest(view, INDICATORS["unanswered"], "year")


def told_period(view: View, code: str, by: str = "total") -> Period | None:
    """The fitting period or, where this is not told by it for these places, the first longer one by which it is."""
    assert view.snapshot is not None
    periods = periods_known(view, code)
    for period in periods:
        rows = queries.answer(narrowed(view), view.snapshot, code, Selection((), period, by)).rows
        if any(row.why != "not_published" for row in rows):
            return period
    return periods[0] if periods else None


def periods_known(view: View, code: str) -> list[Period]:
    """The fitting period, then the longer ones that stand for it."""
    indicator = INDICATORS[code]
    fitting = fitting_period(view, indicator)
    if fitting is None:
        return []
    kinds = [kind for kind in CALENDAR if Period(fitting.start, kind).months > fitting.months]
    longer = [_latest(view, indicator, kind) for kind in kinds if kind in indicator.period_kinds]
    return [fitting, *(period for period in longer if period is not None)]


def comparison_of(view: View, period: Period) -> Period | None:
    """What this period is compared with under the reader's choice; None when it is the study."""
    if compared_period(view.selection) is None:
        return None
    against = period.year_before() if view.selection.compare == "year_before" else period.shift(-1)
    assert view.snapshot is not None
    # The first year or quarter of a platform may have begun with it: less than a whole period compares with nothing.
    return None if f"{against.start:%Y-%m}" < view.snapshot.manifest["covers_from"] else against


def before_the_data(view: View, period: Period) -> str:
    """Says that the period compared with lies before the data, or began before them; empty where it does not."""
    if compared_period(view.selection) is None or comparison_of(view, period) is not None or view.snapshot is None:
        return ""
    begun = date.fromisoformat(view.snapshot.manifest["covers_from"] + "-01")
    return view.words("nothing to compare with: the data begin in {month}", month=view.words.month(begun))


def series_periods(view: View, indicator: Indicator, period: Period, count: int | None = None) -> list[Period]:
    """The last published periods of one kind up to this one, oldest first."""
    assert view.snapshot is not None
    codes = view.snapshot.manifest["whole"][period.kind]
    known = [each for each in map(Period.parse, codes) if each.start <= period.start]
    return known[-(count or _SERIES[period.kind]) :]


def read(view: View, code: str) -> Reading | None:
    """The indicator for the chosen places as one number; None when no period of it is published."""
    assert view.snapshot is not None
    indicator = INDICATORS[code]
    period = told_period(view, code)
    if period is None:
        return None
    against = comparison_of(view, period)
    wanted = sorted({*series_periods(view, indicator, period), period, *([against] if against else [])})
    scope, snapshot = narrowed(view), view.snapshot
    now = next(iter(queries.answer(scope, snapshot, code, Selection(period=period)).rows), None)
    by_period = {row.period: row for row in queries.trend(scope, snapshot, code, Selection(), wanted, True).rows}
    pair = queries.trend(scope, snapshot, code, Selection(), [against, period], True).rows if against else ()
    change = queries.change(pair[-1], pair[0]) if pair else _beside(view, code, period, now)
    series = tuple((each, _value(by_period.get(each.code))) for each in series_periods(view, indicator, period))
    return Reading(indicator, period, against, now, change, series)


def _beside(view: View, code: str, period: Period, here: Row | None) -> Change | None:
    """The difference to the other places of the selection in the same period: to one, or to the median of several."""
    assert view.snapshot is not None
    if not (others := elsewhere(view)):
        return None
    found = queries.answer(view.scope, view.snapshot, code, Selection(others, period, "neighbourhood"))
    return difference(queries.estimate_of(here), {row.area_code: queries.estimate_of(row) for row in found.rows})


def difference(here: Estimate | None, there: Mapping[str, Estimate | None]) -> Change | None:
    """Here against one other place, or the median of several of which most are shown; their noises are independent."""
    shown = {code: part for code, part in there.items() if part is not None}
    middle = queries.median_over_places(shown) if 2 * len(shown) > len(there) else None
    if here is None or middle is None:
        return None
    return Change(here.value - middle.value, math.sqrt(here.variance + middle.variance))


def _value(row: Row | None) -> float | None:
    return None if row is None else row.answer


def typical_neighbourhood(view: View) -> Typical:
    """Active households a month in the typical neighbourhood of the selection, beside the period compared with."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    period = view.selection.period
    against = comparison_of(view, period)
    last = max(period.within("month"))
    scope, snapshot = narrowed(view), view.snapshot
    means = partial(queries.mean_households, scope, snapshot)
    by_place = means(period.within("month"))
    now = queries.median_over_places(by_place)
    months = [last.shift(-step) for step in range(12, -1, -1)]
    series = tuple((month, queries.middle(scope, snapshot, "active_households", month)) for month in months)
    change = queries.median_change(by_place, means(against.within("month"))) if against else None
    if others := elsewhere(view):
        there = queries.mean_households(replace(scope, neighbourhoods=others), snapshot, period.within("month"))
        change = difference(now, there)
    own = queries.neighbourhoods(scope, snapshot)
    hidden = tuple(each.name for each in own if by_place[each.area_code] is None)
    shown = len(own) - len(hidden)
    if len(own) > 1 and shown < FEWEST:
        return Typical(None, 0.0, None, (), shown, hidden)
    if now is None:
        return Typical(None, 0.0, change, series, shown, hidden)
    return Typical(now.value, math.sqrt(now.variance), change, series, shown, hidden)
