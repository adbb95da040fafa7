"""The neighbourhoods beside the map as one table: rank order, dot and interval, and a link a row that selects.

No league table: no rank numbers, every value with its interval, hidden places named and not ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.map_values import MapValues, limits
from dashboard.components.spoken import DECORATIVE, labelled_by, said
from dashboard.selection import Chosen
from queries import Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def toggled(places: tuple[str, ...], code: str) -> tuple[str, ...]:
    """The selection with one place more, or one less when it was there."""
    return tuple(place for place in places if place != code) if code in places else (*places, code)


def neighbourhood_list(values: MapValues, chosen: Chosen, path: str, notes: Sequence[Component] = ()) -> Component:
    """A real table: name (a link that adds or removes the place), dot with interval, value. `notes` on hidden rows."""
    w = values.words
    domain = _domain(values)
    benchmark = values.indicator.benchmark
    mark = benchmark.value if benchmark and domain[0] <= benchmark.value <= domain[1] else None
    rows = [_row(row, values, chosen, path, domain, mark) for row in values.ranked]
    scale = html.Span(
        [html.Span(values.amount(domain[0])), html.Span(values.amount(domain[1]))] if values.amounts else [],
        className="dot-scale",
        **DECORATIVE,
    )
    head = html.Tr(
        [
            html.Th(w("Neighbourhood"), scope="col"),
            html.Th([said(w("95% interval")), scale], scope="col", className="dot-column"),
            html.Th(w("Value"), scope="col"),
        ]
    )
    note = w("Lines are 95% intervals: places whose lines overlap may not differ.")
    return html.Section(
        [
            html.H2(w("All neighbourhoods, with intervals"), id="map-list-title"),
            html.P(note, className="reading"),
            *notes,
            html.Table(
                [
                    html.Caption(f"{values.label} · {w.period(values.period)}", className="visually-hidden"),
                    html.Thead(head),
                    html.Tbody(rows),
                ],
                className="map-table",
                id="map-table",
            ),
        ],
        className="map-list",
        **labelled_by("map-list-title"),
    )


def _row(
    row: Row, values: MapValues, chosen: Chosen, path: str, domain: tuple[float, float], mark: float | None
) -> Component:
    w, code = values.words, row.area_code
    picked = code in chosen.places
    link = dcc.Link(
        [
            html.Span(className="tick is-on" if picked else "tick", **DECORATIVE),
            html.Span(values.name(code)),
            said(w("(selected, remove)") if picked else w("(select)")),
        ],
        href=path + chosen.but(places=toggled(chosen.places, code)).search,
        className="place-link",
    )
    name = html.Th(link, scope="row")
    style = "is-selected" if picked else ""
    if row.answer is None:
        return html.Tr([name, html.Td(values.why(row), colSpan=2, className="is-hidden")], className=style)
    return html.Tr(
        [
            name,
            html.Td([dots(row, values, domain, mark), said(values.interval(row))], className="dot-column"),
            html.Td(values.amount(row.answer)),
        ],
        className=style,
    )


def dots(row: Row, values: MapValues, domain: tuple[float, float], mark: float | None) -> Component:
    """A dot on its interval, placed in per cent of the column; the benchmark is a thin mark."""
    low, high = limits(row, values.indicator) or (row.answer or 0.0, row.answer or 0.0)
    left, right, at = (_share(value, domain) for value in (low, high, row.answer or 0.0))
    parts: list[Any] = [
        html.Span(className="dot-line", style={"left": f"{left:.1f}%", "width": f"{right - left:.1f}%"}),
        html.Span(className="dot", style={"left": f"{at:.1f}%"}),
    ]
    if mark is not None:
        parts.insert(0, html.Span(className="dot-mark", style={"left": f"{_share(mark, domain):.1f}%"}))
    return html.Span(parts, className="dots", **DECORATIVE)


def _domain(values: MapValues) -> tuple[float, float]:
    found = [span for row in values.now.shown if (span := limits(row, values.indicator))]
    if not found:
        return 0.0, 1.0
    low, high = min(span[0] for span in found), max(span[1] for span in found)
    return (low, high) if high > low else (low, low + 1.0)


def _share(value: float, domain: tuple[float, float]) -> float:
    return min(100.0, max(0.0, (value - domain[0]) / (domain[1] - domain[0]) * 100))
