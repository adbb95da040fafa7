"""Who takes part, on a card: of the households enrolled of each kind, the share that was active.

Pure: Sharers in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about
from dashboard.components.figure import (
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.figures.mix import mix, share_words
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Period, Row, Sharers

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: Values that say nothing of who takes part.
_UNTOLD = ("merged", "unknown", "other")


def sharers_card(
    found: Sharers, labels: Mapping[str, str], period: Period, w: Words, palette: Palette,
    notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The card; `labels` by value."""
    by, rows = found.answer.by, found.answer.rows
    what = {
        "dwelling_type": w("Active households, share of those enrolled, by kind of dwelling"),
        "gender": w("Active households, share of those enrolled, by gender of a member"),
        "age_band": w("Active households, share of those enrolled, by age of a member"),
    }[by]
    entry = INDICATORS["active_share"]
    title, reading = statement(found, labels, w), _reading(found, labels, w)
    return figure_card(
        w,
        title,
        reading,
        picture(f"sharers-{by}", mix(rows, labels, {}, w, palette), f"{title}. {reading}")
        if found.answer.shown
        else (),
        identity=f"sharers-{by}",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval")]),
        rows=table(
            f"{what}, {w.period(period)}",
            [w("Kind"), w("Share"), interval_head(w), w("Enrolled households")],
            [
                [labels.get(row.value, row.value), number_cell(w, entry, row, share_words(row, w)),
                 interval_cell(w, "share", row), "" if row.base is None else told(w, "households", row.base)]
                for row in rows
            ],
        ),
        notes=notes,
        definition=[
            w.text(entry.definition),
            w("The interval holds the noise and chance (Wilson): how sure the share is for households like these."),
        ],
    )  # fmt: skip


def statement(found: Sharers, labels: Mapping[str, str], w: Words) -> str:
    """House, medium-sized city takes part most, about 61%; or that none stands out beyond noise and chance."""
    ranked = _highest_first(found)
    if not ranked:
        return w("Who takes part is not shown here")
    most, least = ranked[0], ranked[-1]
    name, share = labels.get(most.value, most.value), about(w, w.percent(most.answer or 0.0))
    if most is least:
        return w("{name}: {share} of those enrolled take part", name=name, share=share)
    if not _clearly_above(most, least):
        return w("All kinds take part alike: none stands out beyond noise and chance")
    return w("{name} takes part most: {share} of those enrolled", name=name, share=share)


def _highest_first(found: Sharers) -> list[Row]:
    named = (row for row in found.answer.shown if row.value not in _UNTOLD)
    return sorted(named, key=lambda row: row.answer or 0.0, reverse=True)


def _clearly_above(most: Row, least: Row) -> bool:
    high, low = most.interval(), least.interval()
    return high is not None and low is not None and high[0] > low[1]


def _reading(found: Sharers, labels: Mapping[str, str], w: Words) -> str:
    ranked = _highest_first(found)
    parts = []
    if len(ranked) > 1:
        least = ranked[-1]
        share = about(w, w.percent(least.answer or 0.0))
        if _clearly_above(ranked[0], least):
            parts.append(w("Lowest: {name}, {share}.", name=labels.get(least.value, least.value), share=share))
        else:
            parts.append(w("From {low} to {high} of those enrolled.", low=share,
                           high=about(w, w.percent(ranked[0].answer or 0.0))))  # fmt: skip
    if found.merged:
        names = [labels.get(value, value) for value in found.merged]
        parts.append(w("Others, together: {names}.", names="; ".join(names)))
    elif any(row.value == "merged" for row in found.answer.shown):
        parts.append(w("Which ones stand together differs from place to place."))
    return " ".join(parts)
