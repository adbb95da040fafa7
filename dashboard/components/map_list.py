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
    """Title, what the lines mean, notes on hidden rows, and the table's place: assets/map-list.js fills `map-rows`."""
    head = html.Tr(
        [
            html.Th(w("Neighbourhood"), scope="col"),
            html.Th([said(w("95% interval")), html.Span(className="dot-scale", id="map-dot-scale")], scope="col",
                    className="dot-column"),
            html.Th(w("Value"), scope="col"),
        ]
    )  # fmt: skip
    return html.Section(
        [
            html.H2(w("All neighbourhoods, with intervals"), id="map-list-title"),
            html.P(w("Lines are 95% intervals: places whose lines overlap may not differ."), className="reading"),
            html.Div(notes, id="map-notes"),
            html.Table(
                [
                    html.Caption(caption, className="visually-hidden", id="map-caption"),
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
