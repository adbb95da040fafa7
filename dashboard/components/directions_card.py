"""How many households offer, ask and inform, on a card.

Pure: rows in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import around_words, counted, why_short
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
from queries import INDICATORS, Answer, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def directions_card(
    found: Answer, labels: Mapping[str, str], period: Period, w: Words, palette: Palette,
    notes: Sequence[Component] = (), around: str = "",
) -> Component:  # fmt: skip
    """The card; `labels` by direction; `around` names the place around whose numbers they are."""
    what = around_words(w, around, w("Active households by what their posts are"))
    title, reading = around_words(w, around, _statement(found, w)), _reading(found, w)
    steps = [Step(labels.get(row.value, row.value), row, _number(row, w)) for row in found.rows]
    entry = INDICATORS["active_households"]
    return figure_card(
        w,
        title,
        reading,
        picture("directions", funnel(steps, w, palette), f"{title}. {reading}") if found.shown else (),
        identity="directions",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            f"{what}, {w.period(period)}",
            [w("Posts"), w("Households"), interval_head(w)],
            [[step.label, number_cell(w, entry, row, step.text), interval_cell(w, "households", row)]
             for step, row in zip(steps, found.rows, strict=True)],
            not_additive(w),
        ),
        notes=notes,
        definition=[w("Households with a member who posted such a post during the period.")],
    )  # fmt: skip


def _number(row: Row, w: Words) -> str:
    if row.answer is None:
        return why_short(w, row, INDICATORS["active_households"])
    return w("at least {n}", n=w.number(row.answer)) if row.shown == "partial" else w.number(row.answer)


def _statement(found: Answer, w: Words) -> str:
    """More, fewer, or not to be told apart within the noise; sums of different places are not compared."""
    offer, request = (found.row(value=value) for value in ("offer", "request"))
    if offer is None or request is None or offer.answer is None or request.answer is None:
        return w("How many households offer and how many ask is not shown here")
    if "partial" in (offer.shown, request.shown):
        return w("Whether more households offer or ask cannot be told: some places are below threshold")
    numbers = {"offers": w.number(offer.answer), "requests": w.number(request.answer)}
    apart = abs(offer.answer - request.answer)
    if apart <= 1.96 * ((offer.noise_sd or 0.0) ** 2 + (request.noise_sd or 0.0) ** 2) ** 0.5:
        return w("About as many households offer as ask: {offers} and {requests}", **numbers)
    if offer.answer > request.answer:
        return w("More households offer than ask: about {offers} against {requests}", **numbers)
    return w("Fewer households offer than ask: about {offers} against {requests}", **numbers)


def _reading(found: Answer, w: Words) -> str:
    row = found.row(value="information")
    if row is None or row.answer is None or row.shown == "partial":
        return ""
    return w("{count} post information.", count=capital(counted(w, "households", row.answer)))
