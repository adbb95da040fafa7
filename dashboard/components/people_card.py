"""Published counts of households by what they do, on a card: bars, reading, table, and what they do not tell.

Pure: counts in, a component out; a hidden count says that it is below threshold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import amount, around_words, why_short
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
from dashboard.words import Words
from queries import INDICATORS, Estimate, Period, Published, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

Counts = Mapping[str, Published]


def people_card(
    identity: str, what: str, title: str, reading: str, counts: Counts, labels: Mapping[str, str], period: Period,
    w: Words, palette: Palette, *, definition: Sequence[str] = (), around: str = "", adds_up: bool = True,
) -> Component:  # fmt: skip
    """The card; `around` names the place around whose numbers they are. adds_up: no household is in two lines."""
    entry, rows = INDICATORS["active_households"], {code: row_of(code, count, period) for code, count in counts.items()}
    texts = {code: why_short(w, row, entry) if row.answer is None else amount(w, "households", row.answer)
             for code, row in rows.items()}  # fmt: skip
    what, title = around_words(w, around, what), around_words(w, around, title)
    steps = [Step(labels.get(code, code), row, texts[code]) for code, row in rows.items()]
    shown = any(row.answer is not None for row in rows.values())
    return figure_card(
        w, title, reading, picture(identity, funnel(steps, w, palette), f"{title}. {reading}") if shown else (),
        identity=identity,
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            f"{what}, {w.period(period)}",
            [w("What they do"), w("Households"), interval_head(w)],
            [[labels.get(code, code), number_cell(w, entry, row, texts[code]), interval_cell(w, "households", row)]
             for code, row in rows.items()],
            "" if adds_up else not_additive(w),
        ),
        definition=definition,
    )  # fmt: skip


def row_of(code: str, count: Published, period: Period) -> Row:
    """A published count as a row of households."""
    if not isinstance(count, Estimate):
        return Row("", "", period.code, "", code, None, None, "no", "threshold")
    return Row("", "", period.code, "", code, count.value, math.sqrt(count.variance), "yes",
               permanent_sd=math.sqrt(count.permanent))  # fmt: skip


def share_words(share: float, low: float, high: float, w: Words) -> str:
    """About 34% (31% to 37%)."""
    ends = w("{low} to {high}", low=w.percent(low), high=w.percent(high))
    return w("about {share} ({interval})", share=w.percent(share), interval=ends)
