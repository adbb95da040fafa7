"""What a card says: one indicator for the selection, beside its comparison, with the periods before it as a series.

It asks the queries and settles which published period stands for the chosen one; it must not make components.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import queries
from dashboard.selection import compared_period
from dashboard.territory import narrowed
from queries import INDICATORS, Change, Indicator, Period, Row, Selection

if TYPE_CHECKING:
    from dashboard.view import View
    from queries.model import PeriodKind

#: A median over fewer neighbourhoods says nothing about a typical one.
FEWEST = 5

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
    """The typical neighbourhood: the median over shown neighbourhoods of the mean month, and how many are behind it."""

    value: float | None
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
    assert view.snapshot is not None
    period = view.selection.period
    if period is None:
        return None
    kind: PeriodKind = period.kind if period.kind in indicator.period_kinds else indicator.period_kinds[-1]
    listed = "matured" if indicator.matures else "periods"
    known = [Period.parse(code) for code in view.snapshot.manifest[listed].get(kind, ())]
    wanted = period.containing(kind) if Period(period.start, kind).months >= period.months else None
    latest = wanted or Period(period.shift(1).start, "month").shift(-1).containing(kind)
    return max((each for each in known if each.start <= latest.start), default=None, key=lambda each: each.start)


def comparison_of(view: View, period: Period) -> Period | None:
    """What this period is compared with under the reader's choice; None when it is the study."""
    if compared_period(view.selection) is None:
        return None
    against = period.year_before() if view.selection.compare == "year_before" else period.shift(-1)
    assert view.snapshot is not None
    # The first year or quarter of a platform may have begun with it: less than a whole period compares with nothing.
    return None if f"{against.start:%Y-%m}" < view.snapshot.manifest["covers_from"] else against


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
    period = fitting_period(view, indicator)
    if period is None:
        return None
    against = comparison_of(view, period)
    wanted = sorted({*series_periods(view, indicator, period), period, *([against] if against else [])})
    scope, snapshot = narrowed(view), view.snapshot
    now = next(iter(queries.answer(scope, snapshot, code, Selection(period=period)).rows), None)
    by_period = {row.period: row for row in queries.trend(scope, snapshot, code, Selection(), wanted, True).rows}
    pair = queries.trend(scope, snapshot, code, Selection(), [against, period], True).rows if against else ()
    change = queries.change(pair[-1], pair[0]) if pair else None
    series = tuple((each, _value(by_period.get(each.code))) for each in series_periods(view, indicator, period))
    return Reading(indicator, period, against, now, change, series)


def _value(row: Row | None) -> float | None:
    return None if row is None else row.answer


def typical_neighbourhood(view: View) -> Typical:
    """Active households a month in the typical neighbourhood of the selection, beside the period compared with."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    period = view.selection.period
    against = comparison_of(view, period)
    months = set(period.within("month")) | set(against.within("month") if against else ())
    last = max(period.within("month"))
    months |= {last.shift(-step) for step in range(13)}
    answer = queries.trend(
        narrowed(view), view.snapshot, "active_households", Selection(by="neighbourhood"), sorted(months)
    )
    cells: dict[tuple[str, str], Row] = {(row.area_code, row.period): row for row in answer.rows}
    areas = {row.area_code: row.area for row in answer.rows}
    now, shown = _median(cells, areas, period.within("month"))
    series = tuple(
        (month, found[0] if (found := _median(cells, areas, (month,))[0]) else None)
        for month in (last.shift(-step) for step in range(12, -1, -1))
    )
    change = _median_change(cells, areas, period, against) if against else None
    hidden = tuple(name for code, name in areas.items() if code not in shown)
    if len(areas) > 1 and len(shown) < FEWEST:
        return Typical(None, None, (), len(shown), hidden)
    return Typical(now[0] if now else None, change, series, len(shown), hidden)


def _median_change(
    cells: dict[tuple[str, str], Row], areas: dict[str, str], period: Period, against: Period
) -> Change | None:
    """The change of the median over the neighbourhoods that are shown in both periods."""
    both = _median(cells, areas, (*period.within("month"), *against.within("month")))[1]
    same = {code: name for code, name in areas.items() if code in both}
    now, before = (_median(cells, same, each.within("month"))[0] for each in (period, against))
    if now is None or before is None:
        return None
    return Change(now[0] - before[0], math.sqrt(now[1] + before[1]))


def _median(
    cells: dict[tuple[str, str], Row], areas: dict[str, str], months: tuple[Period, ...]
) -> tuple[tuple[float, float] | None, set[str]]:
    """Median over neighbourhoods of their mean month, and which ones are shown.

    The variance is that of the passing part of the noise: the permanent part cancels in a change.
    """
    means: dict[str, tuple[float, float]] = {}
    for code in areas:
        rows = [cells.get((code, month.code)) for month in months]
        values = [row.answer for row in rows if row is not None and row.answer is not None]
        if len(values) == len(months):
            passing = sum((row.noise_sd or 0.0) ** 2 - row.permanent_sd**2 for row in rows if row is not None)
            means[code] = (sum(values) / len(months), passing / len(months) ** 2)
    if not means:
        return None, set()
    factor = 1.0 if len(means) < 3 else math.pi / 2  # of a median's variance over a mean's
    variance = factor * sum(each[1] for each in means.values()) / len(means) ** 2
    return (median(each[0] for each in means.values()), variance), set(means)
