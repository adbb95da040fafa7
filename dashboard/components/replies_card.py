"""How long neighbours wait for a first reply, on a card: bands of time, the middle one, the part within a day.

Pure: Replies in, a component out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about, amount, around_words, why_short
from dashboard.components.figure import (
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
from dashboard.words import Words, capital
from queries import INDICATORS, Period, Replies
from queries.replies import DAY

if TYPE_CHECKING:
    from dash.development.base_component import Component


def replies_card(
    found: Replies, labels: Mapping[str, str], period: Period, w: Words, palette: Palette,
    notes: Sequence[Component] = (), around: str = "",
) -> Component:  # fmt: skip
    """The card; `labels` by band, the shortest first; `around` names the place around whose numbers they are."""
    rows, entry = found.answer.rows, INDICATORS["first_reply"]
    what = around_words(w, around, w("Households by the time to the first reply to a request"))
    title, reading = around_words(w, around, _statement(found, w)), _reading(found, w)
    counts = [why_short(w, row, entry) if row.answer is None else w.number(row.answer) for row in rows]
    steps = [Step(labels.get(row.value, row.value), row, count) for row, count in zip(rows, counts, strict=True)]
    shown = any(row.answer is not None for row in rows)
    return figure_card(
        w,
        title,
        reading,
        picture("replies", funnel(steps, w, palette), f"{title}. {reading}") if shown else (),
        identity="replies",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            f"{what}, {w.period(period)}",
            [w("Time to the first reply"), w("Households"), interval_head(w)],
            [
                [labels.get(row.value, row.value), number_cell(w, entry, row, count),
                 interval_cell(w, "households", row)]
                for row, count in zip(rows, counts, strict=True)
            ],
            not_additive(w),
        ),
        notes=notes,
        definition=[
            w.text(entry.definition),
            w("Typical is the middle of all waits, those without a reply counted as longest, as finely as bands and "
              "noise allow."),
        ],
    )  # fmt: skip


def _statement(found: Replies, w: Words) -> str:
    """Told as the bands that may hold the middle of all waits."""
    if found.median is None:
        return w("How long neighbours wait for a reply is not shown here")
    low, high = found.median.low, found.median.high
    if math.isinf(high):
        if not low:
            return w("How long neighbours wait for a reply cannot be told here")
        return w("Half of the waits for a first reply last more than {low}, or end without one", low=_duration(low, w))
    if not low:
        return w("Half of the waits for a first reply end within {high}", high=_duration(high, w))
    if low >= DAY:  # the band is so wide that its ends would read as a wait
        return w("Fewer than half of the waits for a first reply end within {low}", low=_duration(low, w))
    return w("Time to a first reply, typically: {low} to {high}", low=_duration(low, w), high=_duration(high, w))


def _duration(hours: float, w: Words) -> str:
    if hours < DAY:
        return w.plural("{n} hour", "{n} hours", hours)
    return w.plural("{n} day", "{n} days", hours // DAY)


def _reading(found: Replies, w: Words) -> str:
    parts = []
    if found.within_day is not None and found.bounds is not None:
        low, high = found.bounds
        parts.append(
            w("{share} of the waits end within a day (95% interval: {low} to {high}).",
              share=capital(about(w, w.percent(found.within_day))), low=amount(w, "share", low),
              high=amount(w, "share", high))
        )  # fmt: skip
    if found.within_day is not None:
        parts.append(w("A household with several requests may be in several rows, also with one that nobody answered."))
        parts.append(w("Not to be compared with smaller places, whose rows are fewer and wider.")
                     if found.answer.by == "reply_time" else
                     w("Not to be compared with a whole city, whose rows are more and narrower."))  # fmt: skip
    if found.without:
        parts.append(w("Without {names}, where a band is below threshold.", names=w.listing(found.without)))
    return " ".join(parts)
