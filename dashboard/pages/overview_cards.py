"""The cards of the overview: the typical neighbourhood, and one number an indicator, each with its change.

They put readings into words; what stands for the chosen period was settled by `dashboard.readings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import queries
from dashboard.components.amounts import (
    about,
    amount,
    change_words,
    difference_words,
    finest,
    interval_words,
    is_visible,
    sum_words,
    why_words,
)  # fmt: skip
from dashboard.components.cards import Card
from dashboard.components.compared import Compared
from dashboard.figures.trend import Beside
from dashboard.hidden import coarser_link
from dashboard.readings import Reading, Typical, before_the_data, fitting_period
from dashboard.territory import elsewhere, narrowed, neighbourhood_names
from dashboard.words import Words
from queries import INDICATORS, Answer, Change, Indicator, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View


#: A small line is at least so many steps of rounding, or standard deviations of the noise, high.
_STEPS = 6


def against_words(view: View, period: Period) -> str:
    """What a change is measured on: a year earlier, the previous period of its kind, or another place."""
    w, names = view.words, neighbourhood_names(view)
    if view.selection.compare == "study":
        return w("the 2020 study")
    if view.selection.compare == "similar":
        return w("the similar neighbourhoods")
    if view.selection.other_place:
        return names[view.selection.other_place]
    if view.selection.compare == "year_before" or period.kind == "year":
        return w("a year earlier")
    return w("the previous month") if period.kind == "month" else w("the previous quarter")


def typical_card(view: View, typical: Typical, households: Reading | None) -> Card:
    """Active households: the typical neighbourhood where there are several, else the number of the period."""
    w, period = view.words, view.selection.period
    entry = INDICATORS["active_households"]
    benchmark = entry.benchmark.value if entry.benchmark else None
    assert period is not None
    whole, many = "", typical.shown + len(typical.hidden) > 1
    repeats = period.kind == "month" and not many  # the same number again
    if not repeats and households and households.now and households.now.answer is not None:
        whole = w("{count} {during} in all", count=sum_words(w, households.now),
                  during=w.during(households.period))  # fmt: skip
    study = w("the 2020 study: {n} in the average neighbourhood", n=w.number(benchmark or 0))
    if typical.value is None:
        if whole and households and households.now and households.now.answer is not None:
            change, tone = _reading_change(view, households)
            return Card(
                w.text(entry.label), w.number(households.now.answer), w.during(households.period),
                w("at least") if households.now.shown == "partial" else w("about"), change, tone,
                ("" if typical.shown else w("some months are below threshold: no monthly mean"),
                 _partial_words(w, households.now)),
                series=_values(households), series_words=_series_words(w, households),
                least=_least(entry.unit, households.now.noise_sd),
            )  # fmt: skip
        row = households.now if households else None
        return Card(w.text(entry.label), "", "", missing=why_words(w, row, entry), offer=_link(view, households))
    if view.selection.compare == "study" and benchmark:
        difference = Change(typical.value - benchmark, typical.sd)
        # One neighbourhood beside an average one of elsewhere is neither good nor bad.
        change, tone = _study_change(w, "households", difference, entry.direction if many else "context")
    else:
        change, tone = changed_words(view, entry, typical.change, period)
    where = _median_words(w, typical) if many else ""
    values = tuple(value for _, value in typical.series)
    return Card(
        w.text(entry.label), w.number(typical.value), w("a month"), w("about"), change, tone,
        (where, _there_words(view, "households", typical.value, typical.change),
         _between(w, max(0.0, typical.value - 1.96 * typical.sd), typical.value + 1.96 * typical.sd), study, whole),
        series=values, series_words=_line_words(w, "households", values), benchmark=benchmark,
        least=_least(entry.unit, typical.sd),
    )  # fmt: skip


def beside(view: View, code: str, months: Sequence[Period], own: Answer) -> Beside | None:
    """Months of what the reader compares with: the year before, the other place or the median of several, the study.

    own: the months of the selected places, and those of the year before.
    The study's figure is that of one neighbourhood. None where there is nothing to compare months with.
    """
    assert view.snapshot is not None
    scope, snapshot, others = narrowed(view), view.snapshot, elsewhere(view)
    values: tuple[float | None, ...] = ()
    if others:
        there = replace(view.scope, neighbourhoods=others)
        values = tuple(queries.middle(there, snapshot, code, month, of_most=True) for month in months)
    elif view.selection.compare == "year_before":
        whole = set(snapshot.manifest["whole"]["month"])
        told = {row.period: row.answer for row in own.rows if row.period in whole}
        values = tuple(told.get(month.year_before().code) for month in months)
    elif view.selection.compare == "study" and len(scope.neighbourhoods) == 1 and (study := INDICATORS[code].benchmark):
        values = (study.value,) * len(months)
    if all(value is None for value in values):
        return None
    in_time = view.selection.compare == "year_before"
    return Beside(view.words("the same month a year before") if in_time else against_words(view, months[-1]), values)


def compared_with(view: View, changes: Mapping[str, Change], period: Period) -> Compared:
    """Changes of several shares of a period, with what the reader compares it with, or why there is nothing."""
    return Compared(changes, against_words(view, period), bool(elsewhere(view)), before_the_data(view, period))


def _median_words(w: Words, typical: Typical) -> str:
    """Of how many neighbourhoods the median is, and where the others went."""
    median = w.plural("median of {n} neighbourhood", "median of {n} neighbourhoods", typical.shown)
    if not (left_out := len(typical.hidden)):
        return median
    return w.plural("{median}; {n} other has a month below threshold",
                    "{median}; {n} others have a month below threshold", left_out, median=median)  # fmt: skip


def reading_card(view: View, reading: Reading) -> Card:
    """One indicator for the selection, or why it is hidden and where it is shown."""
    w, entry, row = view.words, reading.indicator, reading.now
    title = w.text(entry.label)
    if row is None or row.answer is None:
        return Card(title, "", "", missing=why_words(w, row, entry), offer=_link(view, reading),
                    details=(w.period(reading.period),))  # fmt: skip
    interval = interval_words(w, entry.unit, row)
    begun = _begun_words(view, reading.period)
    benchmark = entry.benchmark.value if entry.benchmark and not begun else None
    study = "" if benchmark is None else w("the 2020 study: {n}", n=w.number(benchmark, 1))
    per = {"month": w("a month"), "quarter": w("a quarter"), "year": w("a year")}[reading.period.kind]
    when = "" if reading.period == view.selection.period else w("figure of {period}", period=w.period(reading.period))
    change, tone = _reading_change(view, reading)
    return Card(
        title, amount(w, entry.unit, row.answer), per if entry.unit == "ratio" and not begun else "", w("about"),
        change, tone,
        (when, begun, _basis_words(view, reading), _there_words(view, entry.unit, row.answer, reading.change),
         w("95% interval: {interval}", interval=interval) if interval else "", study, _partial_words(w, row)),
        series=_values(reading), series_words=_series_words(w, reading),
        benchmark=benchmark, least=_least(entry.unit, row.noise_sd),
    )  # fmt: skip


def _begun_words(view: View, period: Period) -> str:
    """Since when the data cover a period that began before them; empty where they cover it whole."""
    assert view.snapshot is not None
    first = view.snapshot.manifest["covers_from"]
    if first <= f"{period.start:%Y-%m}":
        return ""
    month = view.words.month(date.fromisoformat(f"{first}-01"))
    return view.words("from {month} only: the period is not whole", month=month)


def _basis_words(view: View, reading: Reading) -> str:
    """Warns of a figure over a longer period than elsewhere: a household counts once in it, so that it says more."""
    w, fitting = view.words, fitting_period(view, reading.indicator)
    if fitting is None or fitting.kind == reading.period.kind:
        return ""
    return w("over a {longer}: not to be compared with figures over a {shorter}", longer=w.kind(reading.period.kind),
             shorter=w.kind(fitting.kind))  # fmt: skip


def _there_words(view: View, unit: str, here: float, change: Change | None) -> str:
    """What is told of the other place, or the median of several, where one is compared with."""
    if change is None or not elsewhere(view):
        return ""
    w, there = view.words, about(view.words, amount(view.words, unit, here - change.difference))
    if view.selection.compare == "similar":
        return w("median of the similar neighbourhoods: {n}", n=there)
    return w("{name}: {value}", name=neighbourhood_names(view)[view.selection.other_place], value=there)


def _partial_words(w: Words, row: Row) -> str:
    return w("without the neighbourhoods below threshold") if row.shown == "partial" else ""


def _reading_change(view: View, reading: Reading) -> tuple[str, str]:
    w, entry = view.words, reading.indicator
    if view.selection.compare != "study":
        return changed_words(view, entry, reading.change, reading.period)
    if entry.benchmark and _begun_words(view, reading.period):
        return w("no comparison with the study: the period is not whole"), "plain"
    if entry.benchmark is None or reading.now is None or reading.now.answer is None or entry.unit == "households":
        return w("the study has no such figure"), "plain"
    difference = Change(reading.now.answer - entry.benchmark.value, reading.now.noise_sd or 0.0)
    return _study_change(w, entry.unit, difference, entry.direction)


def changed_words(view: View, indicator: Indicator, change: Change | None, period: Period) -> tuple[str, str]:
    """The change against what is compared with; what lies before the data is not there, rather than hidden."""
    if change is None and (begun := before_the_data(view, period)):
        return begun, "plain"
    return change_words(view.words, indicator, change, against_words(view, period), bool(elsewhere(view)))


def _study_change(w: Words, unit: str, change: Change, direction: str) -> tuple[str, str]:
    """The difference to the study's figure; an arrow only beyond the noise of ours."""
    if not change.is_clear or not is_visible(unit, change.difference):
        return w("no clear difference to the study"), "plain"
    tone = "plain" if direction == "context" else "good" if (change.difference > 0) == (direction == "up") else "bad"
    return w("{difference} on the study", difference=difference_words(w, unit, change.difference)), tone


def _between(w: Words, low: float, high: float) -> str:
    if w.number(low) == w.number(high):
        return ""
    interval = w("{low} to {high}", low=w.number(low), high=w.number(high))
    return w("95% interval: {interval}", interval=interval)


def _link(view: View, reading: Reading | None) -> Component | None:
    return coarser_link(view, reading.indicator.code, reading.now, reading.period) if reading else None


def _values(reading: Reading) -> tuple[float | None, ...]:
    return tuple(value for _, value in reading.series)


def _least(unit: str, sd: float | None) -> float:
    """What the small line takes for its whole height: far more than one step of rounding, or than noise makes."""
    return _STEPS * max(finest(unit), sd or 0.0)


def _series_words(w: Words, reading: Reading) -> str:
    return _line_words(w, reading.indicator.unit, _values(reading))


def _line_words(w: Words, unit: str, values: tuple[float | None, ...]) -> str:
    shown = [value for value in values if value is not None]
    if len(shown) < 2:
        return ""
    return w("From {first} to {last} over the periods before.", first=amount(w, unit, shown[0]),
             last=amount(w, unit, shown[-1]))  # fmt: skip
