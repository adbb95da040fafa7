"""The active households of a city week by week, on a card, with what happened meanwhile.

Pure: an answer by week in, a component out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import about, amount
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    not_additive,
    number_cell,
    picture,
    table,
)
from dashboard.components.trend_card import last_shown, marks_list
from dashboard.figures.palettes import Palette
from dashboard.figures.trend import Mark, marked, trend
from dashboard.words import Words
from queries import INDICATORS, Answer, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def weeks_card(
    found: Answer, w: Words, palette: Palette, marks: Sequence[Mark] = (), marks_words: str = ""
) -> Component:  # fmt: skip
    """The card; `found` has a row a week, oldest first, and `marks_words` says what the marks look like."""
    entry, rows = INDICATORS["active_households"], found.rows
    weeks = [Period.parse(row.period) for row in rows]
    span = w("Active households a week, {first} to {last}", first=w.date(weeks[0].start), last=w.date(weeks[-1].start))
    title, reading = statement(rows, w), _reading(rows, w)
    head: list[str | Told] = [w("Week"), w.text(entry.label), interval_head(w)]
    lines: list[list[Any]] = [
        [w.period(week), number_cell(w, entry, row, amount(w, "households", row.answer or 0.0)),
         interval_cell(w, "households", row)]
        for week, row in zip(weeks, rows, strict=True)
    ]  # fmt: skip
    return figure_card(
        w, title, reading,
        [picture("weeks", trend(rows, "households", w, palette, marks), f"{title}. {reading}"),
         *marks_list(marked(rows, marks), w)],
        identity="weeks",
        caption=" · ".join(filter(None, [span, w("band: 95% interval"), marks_words])),
        rows=table(span, head, list(reversed(lines)), not_additive(w)),
        definition=[
            w.text(entry.definition),
            w("A household counts once in each week in which it is active: weeks do not add up to months. Only whole "
              "cities are told by week."),
        ],
    )  # fmt: skip


def statement(rows: Sequence[Row], w: Words) -> str:
    """How many were active in the last week that is shown."""
    last = last_shown(rows)
    if last is None or last.answer is None:
        return w("Active households by week: every week is below threshold")
    return w("Active households by week: {value} in the {week}", value=_value(last, w), week=_week(last, w))


def _reading(rows: Sequence[Row], w: Words) -> str:
    """The weeks with most and fewest, and how many are hidden."""
    shown = [row for row in rows if row.answer is not None]
    if not shown:
        return ""
    most, least = (pick(shown, key=lambda row: row.answer or 0.0) for pick in (max, min))
    parts = [w("Most in the {high} with {most}, fewest in the {low} with {least}.", high=_week(most, w),
               most=_value(most, w), low=_week(least, w), least=_value(least, w))]  # fmt: skip
    if hidden := len(rows) - len(shown):
        parts.append(w.plural("{n} week is below threshold.", "{n} weeks are below threshold.", hidden))
    return " ".join(parts)


def _week(row: Row, w: Words) -> str:
    return w.period(Period.parse(row.period))


def _value(row: Row, w: Words) -> str:
    return about(w, amount(w, "households", row.answer or 0.0))
