"""The frame of the list beside the map; its rows are written in the browser from the numbers of the map.

No league table: no rank numbers, every value with its interval, hidden places named and not ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.components.spoken import labelled_by, said
from dashboard.words import Words

if TYPE_CHECKING:
    from dash.development.base_component import Component


def neighbourhood_list(caption: str, notes: list[Component], w: Words) -> Component:
    """Title, what the lines mean, notes on hidden rows, and the table's place: assets/map-list.js fills `map-rows`.

    It shows the column of differences where these are what the map is coloured by.
    """
    head = html.Tr(
        [
            _ordering("name", w("Neighbourhood")),
            html.Th([said(w("95% interval")), html.Span(className="dot-scale", id="map-dot-scale")], scope="col",
                    className="dot-column"),
            _ordering("value", w("Value")),
            _ordering("change", w("Difference"), hidden=True),
        ]
    )  # fmt: skip
    return html.Section(
        [
            html.H2(w("All neighbourhoods, with intervals"), id="map-list-title"),
            html.P(w("Lines are 95% intervals: places whose lines overlap may not differ."), className="reading"),
            html.Div(notes, id="map-notes"),
            html.Table(
                [
                    html.Caption(caption, id="map-caption"),
                    html.Thead(head),
                    html.Tbody(id="map-rows"),
                ],
                className="map-table",
                id="map-table",
            ),
            html.Button(id="map-more", type="button", className="button", hidden=True),
        ],
        className="map-list",
        **labelled_by("map-list-title"),
    )


def _ordering(by: str, name: str, **attributes: bool) -> Component:
    """The head of a column that puts the rows in its order; on paper it is a name only."""
    button = html.Button(name, type="button", className="order", **{"data-order": by})
    return html.Th([button, html.Span(name, className="on-paper")], scope="col", **attributes)
