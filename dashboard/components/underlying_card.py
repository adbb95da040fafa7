"""The months of a place without their season, on a card: the slow movement, and how much it changed in a year.

Pure: Underlying in, a component out; it must not say why anything changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import amount, around_words
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.figures.palettes import Palette
from dashboard.figures.trend import Mark, trend
from dashboard.words import Words
from queries import INDICATORS, Period, Underlying, UnderlyingChange

if TYPE_CHECKING:
    from dash.development.base_component import Component


def underlying_card(
    found: Underlying, w: Words, palette: Palette, marks: Sequence[Mark] = (), around: str = "",
    marks_words: str = "", notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The card; `around` names the place around whose numbers they are, `marks_words` what the marks look like."""
    entry, rows = INDICATORS[found.indicator], found.rows
    months = [Period.parse(row.period) for row in rows]
    what = around_words(w, around, w("{name} a month, season taken out", name=w.text(entry.label)))
    span = f"{what}, {w('{first} to {last}', first=w.period(months[0]), last=w.period(months[-1]))}"
    title, reading = around_words(w, around, statement(found, w)), season_words(found, w)
    head: list[str | Told] = [w("Month"), w("Season taken out"), interval_head(w), w("Slow movement")]
    lines: list[list[Any]] = [
        [w.period(month), number_cell(w, entry, row, amount(w, entry.unit, row.answer or 0.0)),
         interval_cell(w, entry.unit, row), told(w, entry.unit, smooth)]
        for month, row, smooth in zip(months, rows, found.trend, strict=True)
    ]  # fmt: skip
    return figure_card(
        w, title, reading,
        picture("underlying", trend(rows, entry.unit, w, palette, marks, found.trend), f"{title}. {reading}"),
        identity="underlying",
        caption=" · ".join(filter(None, [span, w("line: the slow movement"), w("band: 95% interval of the noise"),
                                         marks_words])),
        rows=table(span, head, list(reversed(lines))),
        notes=notes,
        definition=[
            w.text(entry.definition),
            w("Each month is divided by what its month of the year usually is; the average is 1 (STL, on logarithms)."),
            w("The interval of the change holds the noise and how much months differ by chance (block bootstrap)."),
        ],
    )  # fmt: skip


def statement(found: Underlying, w: Words) -> str:
    """Season taken out, about 7% more than a year before (95% interval: 3% to 11%)."""
    name = w.text(INDICATORS[found.indicator].label)
    if found.year is None:
        return w("{name} without season: a year to compare with is missing", name=name)
    return w("{name} without season: {change}", name=name, change=change_words(found.year, w))


def change_words(change: UnderlyingChange, w: Words) -> str:
    """About 7% more than a year before; or that nothing is clear, and between what it lies."""
    low, high = (signed_percent(each, w) for each in change.interval)
    if not change.is_clear:
        return w("no clear change on a year before ({low} to {high})", low=low, high=high)
    share = w.percent(abs(change.percent) / 100)
    if change.percent > 0:
        return w("about {share} more than a year before ({low} to {high})", share=share, low=low, high=high)
    return w("about {share} fewer than a year before ({low} to {high})", share=share, low=low, high=high)


def signed_percent(percent: float, w: Words) -> str:
    """+7%, −3%, 0%."""
    text = w.percent(abs(percent) / 100)
    return text if round(percent) == 0 else w.signed(text, percent > 0)


def season_words(found: Underlying, w: Words) -> str:
    """Which months usually have most and least, and whose season that is."""
    high, low = found.strongest, found.weakest
    first = Period.parse("2000-01")
    names = [w.month_name(first.shift(month - 1).start) for month in (high, low)]
    more, less = (signed_percent(100 * (found.factors.values[month - 1] - 1), w) for month in (high, low))
    said = w("Usually most in {high} ({more}) and least in {low} ({less}).", high=names[0], more=more, low=names[1],
             less=less)  # fmt: skip
    if found.own:
        return said
    return said + " " + w("The season is the one that the neighbourhoods of the city have in common: there are too few "
                          "years here for its own.")  # fmt: skip
