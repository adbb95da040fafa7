"""What households declared that they would do for a neighbour, beside the study, and for how many requests: on a card.

Pure: an Answer in, a component out. The study's own order is kept: which of its figures belongs to which kind is
uncertain, so that nothing is ranked by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import about, amount, why_short
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
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Answer, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def help_card(
    answer: Answer, labels: Mapping[str, str], study: Mapping[str, float], willing: Mapping[str, Row], period: str,
    w: Words, palette: Palette, notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """willing: households that would give a kind of help for each that asked, where a category means the same."""
    title, reading = statement(answer.rows, w), _reading(answer.rows, labels, willing, w)
    lines = [_line(row, labels, study, w) for row in answer.rows]
    what = w("Households that would give this help, among those that declared any")
    body = picture("help", intervals(lines, w, palette), f"{title}. {reading}") if answer.shown else ()
    rows = [
        [labels.get(row.value, row.value),
         number_cell(w, INDICATORS[answer.indicator], row, amount(w, "share", row.answer or 0.0)),
         interval_cell(w, "share", row), told(w, "share", study[row.value]) if row.value in study else "–",
         *_willing(willing.get(row.value), w)]
        for row in answer.rows
    ]  # fmt: skip
    head: list[str | Told] = [w("Help"), w("Share"), interval_head(w), w("The 2020 study"),
                              w("Willing for each that asked"),
                              interval_head(w, w("Willing for each that asked"))]  # fmt: skip
    return figure_card(
        w, title, reading, body, identity="help", notes=notes,
        caption=" · ".join([what, period, w("upright mark: the 2020 study"), w("thin line: 95% interval")]),
        rows=table(f"{what}, {period}", head, rows, not_additive(w)),
        definition=[
            w.text(INDICATORS[answer.indicator].definition),
            w("The study’s seven figures and seven kinds are printed in two lists: which belongs to which is of low "
              "confidence, so nothing here is ranked by them."),
            w("Willing for each that asked: kinds that a category of requests matches (food, tools, DIY, gardening); "
              "the other kinds have no such category."),
        ],
    )  # fmt: skip


def statement(rows: Sequence[Row], w: Words) -> str:
    """From how many to how many households offer a kind of help; which kind is least or most is not said."""
    shown = [row.answer for row in rows if row.answer is not None]
    if not shown:
        return w("What help is on offer is not shown here")
    low, high = w.percent(min(shown)), w.percent(max(shown))
    if low == high:
        return w("About {share} of the households that declared help would give each kind that is shown", share=low)
    return w("{low} to {high} of the households that declared help would give each kind", low=low, high=high)


def _reading(rows: Sequence[Row], labels: Mapping[str, str], willing: Mapping[str, Row], w: Words) -> str:
    kinds = [w("{name} ({n})", name=labels.get(code, code), n=about(w, amount(w, _unit(row.answer), row.answer)))
             for code, row in willing.items() if row.answer is not None]  # fmt: skip
    parts = [w("How many would help each that asked cannot be told here.")]
    if kinds:
        parts = [w("Willing households for each one that asked: {kinds}.", kinds=w.listing(kinds))]
    parts.append(w("The study’s figures are shares of members, ours of households; which of its figures belongs to "
                   "which kind is uncertain."))  # fmt: skip
    hidden = sum(row.answer is None for row in rows)
    parts += [w.plural("{n} kind is not shown.", "{n} kinds are not shown.", hidden)] if hidden else []
    return " ".join(parts)


def _unit(ratio: float) -> str:
    """33, or 0.4: few for each are not none."""
    return "ratio" if round(ratio, 1) < 2 else "households"


def _willing(row: Row | None, w: Words) -> list[Any]:
    """How many would give it for each that asked, and the interval of noise and chance."""
    if row is None:
        return ["–", Told("", ("", ""))]
    number = ((why_short(w, row, INDICATORS["needs"]),) if row.answer is None else
              told(w, _unit(row.answer), row.answer))  # fmt: skip
    return [number, interval_cell(w, "ratio", row)]


def _line(row: Row, labels: Mapping[str, str], study: Mapping[str, float], w: Words) -> Line:
    label, mark = labels.get(row.value, row.value), study.get(row.value)
    if row.answer is None:
        return Line(label, None, None, None, why_short(w, row, INDICATORS["latent_supply"]), mark)
    low, high = row.interval() or (row.answer, row.answer)
    return Line(label, row.answer, low, min(1.0, high), w.percent(row.answer), mark)
