"""Who takes part, on a card: of the households enrolled of each kind, the share that was active.

Pure: Sharers in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about, around_words
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
    notes: Sequence[Component] = (), around: str = "",
) -> Component:  # fmt: skip
    """The card; `labels` by value; `around` names the place around whose numbers they are."""
    by, rows = found.answer.by, found.answer.rows
    what = {
        "dwelling_type": w("Active households, share of those enrolled, by kind of dwelling"),
        "gender": w("Active households, share of those enrolled, by gender of a member"),
        "age_band": w("Active households, share of those enrolled, by age of a member"),
    }[by]
    what, entry = around_words(w, around, what), INDICATORS["active_share"]
    title, reading = around_words(w, around, statement(found, labels, w)), _reading(found, labels, w)
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
    """House, medium-sized city takes part most, about 61%; those that tie by name; or that none stands out."""
    ranked = _highest_first(found)
    if not ranked:
        return w("Who takes part is not shown here")
    most = ranked[0]
    name, share = labels.get(most.value, most.value), about(w, w.percent(most.answer or 0.0))
    if len(ranked) == 1:
        return w("{name}: {share} of those enrolled take part", name=name, share=share)
    first = [row for row in ranked if row is most or not _clearly_above(most, row)]
    if len(first) == 1:
        return w("{name} takes part most: {share} of those enrolled", name=name, share=share)
    if len(first) == len(ranked):
        return w("No kind clearly takes part more than the others")
    names = w.listing(labels.get(row.value, row.value) for row in first)
    return w("Taking part most, too close to tell apart: {names}", names=names)


def _highest_first(found: Sharers) -> list[Row]:
    named = (row for row in found.answer.shown if row.value not in _UNTOLD)
    return sorted(named, key=lambda row: row.answer or 0.0, reverse=True)


def _clearly_above(one: Row, other: Row) -> bool:
    high, low = one.interval(), other.interval()
    return high is not None and low is not None and high[0] > low[1]


def _reading(found: Sharers, labels: Mapping[str, str], w: Words) -> str:
    ranked, parts = _highest_first(found), []
    if len(ranked) > 1:
        least = ranked[-1]
        share = about(w, w.percent(least.answer or 0.0))
        if _clearly_above(ranked[-2], least):
            parts.append(w("Lowest: {name}, {share}.", name=labels.get(least.value, least.value), share=share))
        else:
            parts.append(w("From {low} to {high} of those enrolled, of the kinds that are told by name.", low=share,
                           high=about(w, w.percent(ranked[0].answer or 0.0))))  # fmt: skip
    if found.merged:
        names = [labels.get(value, value) for value in found.merged]
        parts.append(w("Others, together: {names}.", names=w.apart(names)))
    elif any(row.value == "merged" for row in found.answer.shown):
        parts.append(w("Which ones stand together differs from place to place."))
    return " ".join(parts)
