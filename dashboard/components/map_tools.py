"""The buttons over the map: zoom, select by rectangle or drawn area, take away link, table or picture.

Pure: Words in, components out; assets/map.js listens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.components.icon import icon
from dashboard.words import Words
from queries import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dash.development.base_component import Component


_SIGNS = {"in": "zoom-in", "out": "zoom-out", "whole": "whole", "box": "box", "area": "area", "link": "link",
          "csv": "table", "picture": "picture"}  # fmt: skip


def tools(w: Words) -> Component:
    """Everything here can also be done without a pointer: by the list, the place picker and the keys + and -."""
    groups = (
        (("in", w("Zoom in")), ("out", w("Zoom out")), ("whole", w("Show the whole territory"))),
        (("box", w("Select with a rectangle")), ("area", w("Select by drawing an area"))),
        (("link", w("Copy the link")), ("csv", w("Table as CSV")), ("picture", w("Save as a picture"))),
    )
    done = w("The link is copied.")
    return html.Div(
        [html.Div([_tool(action, label, done) for action, label in group], className="tool-group") for group in groups],
        className="map-tools",
    )


def _tool(action: str, label: str, done: str) -> Component:
    attributes: dict[str, Any] = {"aria-label": label, "data-map": action}
    if action == "link":
        attributes["data-done"] = done
    if action in ("box", "area"):
        attributes["aria-pressed"] = "false"
    return html.Button(icon(_SIGNS[action]), className="tool", type="button", title=label, **attributes)


def pickers(code: str, offered: Sequence[Indicator], mode: str, comparable: bool, w: Words) -> Component:
    """Which indicator colours the map, and whether by its amount or by how it differs."""
    return html.Div(
        [
            dcc.Store(id="map-drawn", data=f"{code} {mode}"),
            dmc.Select(
                id="map-indicator",
                label=w("Indicator"),
                classNames={"root": "indicator-root", "input": "control"},
                data=[{"value": entry.code, "label": w.text(entry.label)} for entry in offered],
                value=code,
                allowDeselect=False,
                maxDropdownHeight=420,
            ),
            html.Fieldset(
                [
                    html.Legend(w("Colour by")),
                    dmc.SegmentedControl(
                        id="map-mode",
                        data=[{"value": "amount", "label": w("amount")}, {"value": "change", "label": w("difference")}],
                        value=mode,
                        disabled=not comparable,
                        size="xs",
                    ),
                ],
                className="mode-root",
            ),
        ],
        className="map-pickers",
    )


def city_picker(city: str, cities: Mapping[str, str], w: Words) -> Component:
    """Which city is drawn, for a territory of several; `cities` maps code to name."""
    choice = dmc.Select(
        id="map-city",
        label=w("City"),
        classNames={"root": "city-root", "input": "control"},
        data=[{"value": code, "label": name} for code, name in cities.items()],
        value=city,
        searchable=True,
        allowDeselect=False,
        maxDropdownHeight=420,
    )
    return html.Div([dcc.Store(id="map-city-drawn", data=city), choice])
