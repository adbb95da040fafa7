"""What people exchange about, on its card: the categories (or themes) with most active households.

Pure: an Answer in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about, sum_words
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
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Answer, Period, Row
from queries.dimensions import REST

if TYPE_CHECKING:
    from dash.development.base_component import Component

_MOST = 8


def topics_card(
    answer: Answer,
    labels: Mapping[str, str],
    period: Period,
    w: Words,
    palette: Palette,
    notes: Sequence[Component] = (),
) -> Component:
    """The card: the eight most common topics as bars, every declared one in the table."""
    topics = [row for row in answer.rows if row.value != REST.code]  # "the rest" sums up others of the list
    shown = sorted((row for row in topics if row.answer is not None), key=lambda row: -(row.answer or 0.0))
    hidden = len(topics) - len(shown)
    rest = [row for row in answer.rows if row.value == REST.code]
    what = w("Active households by category") if answer.by == "category" else w("Active households by theme")
    title, reading = _words(shown, labels, hidden, answer.by, period, w)
    steps = [Step(labels.get(row.value, row.value), row, count_words(row, w)) for row in shown[:_MOST]]
    body = picture("topics", funnel(steps, w, palette), f"{title}. {reading}") if steps else ()
    entry = INDICATORS["active_households"]
    caption = f"{what}, {w.period(period)}"
    return figure_card(
        w,
        title,
        reading,
        body,
        identity="topics",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            caption,
            [w("Category") if answer.by == "category" else w("Theme"), w("Households"), interval_head(w)],
            [
                [labels.get(row.value, row.value),
                 number_cell(w, entry, row, count_words(row, w)),
                 _interval(row, w)]
                for row in (*shown, *(row for row in topics if row.answer is None), *rest)
            ],
            not_additive(w),
        ),
        notes=notes,
        definition=[w("Households with a member who posted about it, or answered such a post, during the period.")],
    )  # fmt: skip


def count_words(row: Row, w: Words) -> str:
    """1,204, or "at least 1,204" where a neighbourhood that is hidden is missing from the sum."""
    number = w.number(row.answer or 0.0)
    return w("at least {n}", n=number) if row.shown == "partial" else number


def _interval(row: Row, w: Words) -> Told:
    """The interval, of which a sum of some places has the lower end only: how much is missing is not known."""
    interval = row.interval()
    if row.shown != "partial" or interval is None or not row.noise_sd:
        return interval_cell(w, "households", row)
    return Told(w("{n} or more", n=w.number(interval[0])), (round(interval[0]), ""))


def told_words(row: Row, w: Words) -> str:
    return count_words(row, w) if row.shown == "partial" else about(w, count_words(row, w))


def _words(
    shown: list[Row], labels: Mapping[str, str], hidden: int, by: str, period: Period, w: Words
) -> tuple[str, str]:
    """The statement, with its period, which may be longer than that of other cards, and the reading."""
    if not shown:
        return w("What people exchange about is not shown here"), ""
    first = shown[0]
    title = w("{name} brings most households together {during}: {count}", name=labels.get(first.value, first.value),
              during=w.during(period), count=sum_words(w, first))  # fmt: skip
    parts = []
    if len(shown) > 1:
        parts.append(w("{name} comes next with {n}.", name=labels.get(shown[1].value, shown[1].value),
                       n=told_words(shown[1], w)))  # fmt: skip
    if hidden and by == "theme":
        parts.append(w.plural("{n} theme is not shown.", "{n} themes are not shown.", hidden))
    elif hidden:
        parts.append(w.plural("{n} category is not shown.", "{n} categories are not shown.", hidden))
    return title, " ".join(parts)
