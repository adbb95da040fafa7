"""From a post to a reply to its completion, on a card: of those that asked and of those that offered.

Pure: rows in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about, around_words
from dashboard.components.compared import Compared, change_cell, change_head, changes_words
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
)
from dashboard.figures.mix import mix, share_words
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: The steps in order: the value of its row, and whether it is of those that asked (or that offered).
STEPS = {"answered": True, "completed": True, "taken_up": False, "given": False}


def outcomes_card(
    steps: Mapping[str, Row], period: Period, w: Words, palette: Palette, notes: Sequence[Component] = (),
    compared: Compared | None = None, around: str = "",
) -> Component:  # fmt: skip
    """The card; `steps` are shares of households by the value of STEPS (those that the export can feed).

    `around` names the place around whose numbers they are.
    """
    rows = [row for code in STEPS if (row := steps.get(code))]
    labels = {
        "answered": w("Asked, got a reply"), "completed": w("Asked, got what they asked for"),
        "taken_up": w("Offered, had a reply"), "given": w("Offered, gave or did it"),
    }  # fmt: skip
    what = around_words(w, around, w("Outcomes within 28 days, share of the households that asked or offered"))
    title, reading = around_words(w, around, _statement(steps, w)), _reading(steps, w)
    shown = any(row.answer is not None for row in rows)
    if compared is not None and shown:
        reading = f"{reading} {changes_words(compared, labels, w)}".strip()
    figure = mix(rows, labels, {}, w, palette) if shown else None
    return figure_card(
        w,
        title,
        reading,
        picture("outcomes", figure, f"{title}. {reading}") if figure else (),
        identity="outcomes",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            f"{what}, {w.period(period)}",
            [w("Step"), w("Share"), interval_head(w), w("Out of"), *([change_head(compared, w)] if compared else [])],
            [
                [labels[row.value], number_cell(w, INDICATORS["match_rate"], row, share_words(row, w)),
                 interval_cell(w, "share", row), _base(row, w),
                 *([change_cell(compared.changes.get(row.value), w)] if compared else [])]
                for row in rows
            ],
        ),
        notes=notes,
        definition=[
            w("A household counts once, whatever it asked or offered. Requests and offers of the last 28 days are left "
              "out: their replies may still come."),
            w("The interval holds the noise and chance (Wilson): how sure the share is for households like these."),
        ],
    )  # fmt: skip


def _base(row: Row, w: Words) -> Told | str:
    if row.base is None:
        return ""
    return Told(about(w, w.plural("{n} household", "{n} households", round(row.base))), (round(row.base),))


def _told(row: Row | None, w: Words) -> str:
    return "" if row is None or row.answer is None else about(w, w.percent(row.answer))


def _statement(steps: Mapping[str, Row], w: Words) -> str:
    answered, completed = (_told(steps.get(code), w) for code in ("answered", "completed"))
    if answered and completed:
        return w("Of the households that asked, {answered} got a reply and {completed} what they asked for",
                 answered=answered, completed=completed)  # fmt: skip
    if answered:
        return w("Of the households that asked, {answered} got a reply", answered=answered)
    if completed:
        return w("Of the households that asked, {completed} got what they asked for", completed=completed)
    return w("What came of requests is not shown here")


def _reading(steps: Mapping[str, Row], w: Words) -> str:
    taken, given = (_told(steps.get(code), w) for code in ("taken_up", "given"))
    if taken and given:
        return w("Of those that offered, {taken} had a reply and {given} gave or did it.", taken=taken, given=given)
    return w("Of those that offered, {taken} had a reply.", taken=taken) if taken else ""
