"""A monthly trend on its card: what changed over a year, the line with its noise band, reading, table.

Pure: an Answer of months in, a component out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.components.amounts import about, amount, counted
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    not_additive,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.components.states import notice
from dashboard.figures.palettes import Palette
from dashboard.figures.trend import Beside, Mark, marked, trend
from dashboard.words import Words, capital
from queries import Answer, Indicator, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def trend_card(
    identity: str,
    answer: Answer,
    indicator: Indicator,
    w: Words,
    palette: Palette,
    marks: Sequence[Mark] = (),
    *,
    marks_words: str = "",
    before: Sequence[Component] = (),
    notes: Sequence[Component] = (),
    title: str = "",
    in_all: bool = False,
    beside: Beside | None = None,
) -> Component:
    """The card; `answer` has one row a month, oldest first, of one place or territory, and `beside` a number a month.

    `in_all` says that the months are of several places together, where other numbers are of the typical one.
    """
    rows = answer.rows
    months = [Period.parse(row.period) for row in rows]
    span = ", ".join([w("{name} a month", name=w.text(indicator.label)),
                      w("{first} to {last}", first=w.period(months[0]), last=w.period(months[-1]))])  # fmt: skip
    dashed = w("dashed: {name}", name=beside.name) if beside else ""
    caption = " · ".join(filter(None, [span, w("band: 95% interval"), dashed, marks_words]))
    stated, reading = title or statement(rows, indicator, w, in_all), _reading(rows, indicator, w)
    if "partial" in answer.notes:
        reading += " " + w("Only neighbourhoods shown in nearly every month are added, so that months compare.")
    head: list[str | Told] = [w("Month"), w.text(indicator.label), interval_head(w)]
    lines = [
        [w.period(month),
         number_cell(w, indicator, row, amount(w, indicator.unit, row.answer or 0.0)),
         interval_cell(w, indicator.unit, row)]
        for month, row in zip(months, rows, strict=True)
    ]  # fmt: skip
    if beside:
        head.append(capital(beside.name))
        for line, value in zip(lines, beside.values, strict=True):
            line.append("–" if value is None else told(w, indicator.unit, value))
    return figure_card(
        w,
        stated,
        reading,
        [picture(identity, trend(rows, indicator.unit, w, palette, marks, beside=beside), f"{stated}. {reading}"),
         *marks_list(marked(rows, marks), w)]
        if last_shown(rows)
        else notice(w("Too few households in each month to draw a line safely.")),
        caption=caption,
        identity=identity,
        rows=table(span, head, list(reversed(lines)), not_additive(w) if indicator.unit == "households" else ""),
        definition=[w.text(indicator.definition)],
        before=before,
        notes=notes,
    )  # fmt: skip


def marks_list(marks: Sequence[Mark], w: Words) -> list[Component]:
    """What the numbers on the chart stand for."""
    told = [f"{w.number(at)}\u00a0{mark.label}" for at, mark in enumerate(marks, start=1)]
    return [html.P(" · ".join(told), className="reading figure-marks")] if told else []


def last_shown(rows: Sequence[Row]) -> Row | None:
    """The latest month that has a number."""
    return next((row for row in reversed(rows) if row.answer is not None), None)


def statement(rows: Sequence[Row], indicator: Indicator, w: Words, in_all: bool = False) -> str:
    """Active households: 12% more in June 2025 than in June 2024. Both by name: other numbers speak of quarters."""
    name, last = w.text(indicator.label), last_shown(rows)
    name = w("{name} in all", name=name) if in_all else name
    if last is None or last.answer is None:
        return w("{name}: every month is below threshold here", name=name)
    month = Period.parse(last.period)
    year_ago = next((row for row in rows if row.period == month.year_before().code), None)
    change = queries.change(last, year_ago)
    if change is None or year_ago is None or not year_ago.answer:
        return w("{name}: {value} in {month}", name=name, value=about(w, amount(w, indicator.unit, last.answer)),
                 month=w.period(month))  # fmt: skip
    share = queries.relative(change, year_ago) or 0.0
    months = {"month": w.period(month), "earlier": w.period(month.year_before())}
    if not change.is_clear:
        return w("{name}: no clear change from {earlier} to {month}", name=name, **months)
    if change.difference > 0:
        return w(
            "{name}: {share} more in {month} than in {earlier}", name=name, share=about(w, w.percent(share)), **months
        )
    return w(
        "{name}: {share} fewer in {month} than in {earlier}", name=name, share=about(w, w.percent(share)), **months
    )


def _reading(rows: Sequence[Row], indicator: Indicator, w: Words) -> str:
    shown = [row for row in rows if row.answer is not None]
    if not shown:
        return ""
    high = max(shown, key=lambda row: row.answer or 0)
    low = min(shown, key=lambda row: row.answer or 0)
    last = shown[-1]
    latest = counted(w, indicator.unit, last.answer or 0)
    parts = [w("{value} in {month}.", value=capital(latest), month=w.period(Period.parse(last.period)))]
    if high is not low:
        parts.append(
            w("Highest in {high} with {most}, lowest in {low} with {least}.",
              high=w.period(Period.parse(high.period)), most=about(w, amount(w, indicator.unit, high.answer or 0)),
              low=w.period(Period.parse(low.period)), least=about(w, amount(w, indicator.unit, low.answer or 0)))
        )  # fmt: skip
    if hidden := len(rows) - len(shown):
        parts.append(w.plural("{n} month is below threshold.", "{n} months are below threshold.", hidden))
    return " ".join(parts)
