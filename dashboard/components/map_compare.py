"""Two places side by side: every indicator of the map with both numbers, and whether they differ beyond the noise.

Pure: MapValues in, a component out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html

from dashboard.components.map_values import MapValues, beside, clear_differences
from queries import Change

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.words import Words


def comparison(one: str, other: str, lines: Sequence[MapValues], w: Words) -> Component:
    """A real table of two places, by code; a line that cannot be told for either is left out."""
    told = [values for values in lines if _answers(values, one) or _answers(values, other)]
    names = (told[0].name(one), told[0].name(other)) if told else (one, other)
    head = html.Tr([html.Th(w("Indicator"), scope="col"), *[html.Th(name, scope="col") for name in names]])
    rows, found = [], differences(told, one, other)
    for values, difference in zip(told, found, strict=True):
        rows.append(
            html.Tr([html.Th(values.label, scope="row"), _cell(values, one), _cell(values, other)],
                    className="compare-values")
        )  # fmt: skip
        rows.append(html.Tr(html.Td(verdict(values, one, other, difference), colSpan=3), className="compare-verdict"))
    clear = sum(difference is not None for difference in found)
    summary = w.plural("They clearly differ in {n} indicator of {all}; the rest may be noise.",
                       "They clearly differ in {n} indicators of {all}; the rest may be noise.", clear,
                       all=w.number(len(told)))  # fmt: skip
    return html.Section(
        [
            html.H2(w("{one} and {other}, side by side", one=names[0], other=names[1])),
            html.P(summary, className="reading"),
            html.Table([html.Thead(head), html.Tbody(rows)], className="compare-table"),
        ],
        className="map-profile map-compare",
    )


def verdict(values: MapValues, one: str, other: str, found: float | None) -> str:
    """The difference of one indicator in words, or that there is none to be told from noise."""
    w = values.words
    if not (_answers(values, one) and _answers(values, other)):
        return w("nothing to compare with")
    if found is None:
        return w("no difference beyond the noise")
    higher, lower = (one, other) if found > 0 else (other, one)
    return w("{name} is {amount} above {other}", name=values.name(higher), other=values.name(lower),
             amount=values.size(found))  # fmt: skip


def differences(lines: Sequence[MapValues], one: str, other: str) -> list[float | None]:
    """The difference of two places in each line where it is clear among all lines, else None."""
    changes: list[Change | None] = []
    for values in lines:
        first, second = values.row(one), values.row(other)
        changes.append(beside(first, second) if first and second else None)
    known = [(found, values) for found, values in zip(changes, lines, strict=True) if found]
    clear = iter(clear_differences(known))
    return [next(clear) if found else None for found in changes]


def _answers(values: MapValues, code: str) -> bool:
    row = values.row(code)
    return row is not None and row.answer is not None


def _cell(values: MapValues, code: str) -> Component:
    row = values.row(code)
    if row is None or row.answer is None:
        return html.Td(values.why(row), className="is-hidden")
    return html.Td([html.Strong(values.amount(row.answer)), html.Span(values.interval(row), className="soft")])
