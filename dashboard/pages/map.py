"""The map page: one indicator over every neighbourhood of a city, on a map and in a list that stay in step.

The address holds what is selected. Another indicator changes numbers only (`pieces`), without drawing the page anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update

from dashboard.components.map_legend import layers_card, legend, legend_card
from dashboard.components.map_list import neighbourhood_list
from dashboard.components.map_numbers import numbers
from dashboard.components.map_points import points_section
from dashboard.components.map_profile import MOST_PROFILES, panel
from dashboard.components.map_tools import city_picker, pickers, tools
from dashboard.components.map_values import MapValues
from dashboard.components.states import failure, notice
from dashboard.figures import choropleth
from dashboard.figures.palettes import Palette, palette
from dashboard.pages import map_facts
from dashboard.pages import map_readings as readings
from dashboard.selection import Chosen
from dashboard.territory import neighbourhood_names, settled
from dashboard.words import file_part, msgid
from layers import boundaries, places, projects, registry, style
from queries import INDICATORS, Scope, Snapshot

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/map"
TITLE = msgid("Map")
ICON = "map"

#: More project points than this start switched off: they would cover the numbers.
MOST_PROJECTS = 150
#: The box that the first view is made for, before the browser fits the real one.
BOX = (820, 640)
#: Marks what lies over the map, for assets/map.js.
COVER: dict[str, Any] = {"data-map-cover": ""}
#: Title and reading are read out when another indicator changes them.
ANNOUNCED: dict[str, Any] = {"aria-live": "polite", "aria-atomic": "true"}


def layout(view: View) -> Component:
    """The page for one view; without a snapshot or place the frame says so instead."""
    w, chosen, snapshot = view.words, view.selection, view.snapshot
    if snapshot is None or chosen.period is None:
        return html.Section([html.H1(w(TITLE)), notice(w("Nothing is published yet."))], className="message-page")
    city = readings.city_of(chosen, view.scope, snapshot)
    scope = boundaries.within(view.scope, snapshot, city)
    colours = palette(view.theme)
    made = pieces(view, scope, snapshot)
    offered_here = readings.choices(scope, snapshot)
    entry = readings.current(chosen, offered_here)
    names = readings.city_names(view.scope, snapshot)
    mode = made["map-drawn"].split()[1]
    points = map_facts.points(view, scope, snapshot)
    stages = [sign["properties"]["stage"] for sign in projects.signs(points)]
    drawn = {place.code: place.name for place in boundaries.neighbourhoods(scope, snapshot)}
    off = {"projects"} if len(stages) > MOST_PROJECTS else set()
    layers = registry.offered(scope, snapshot)
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [html.H1(made["map-title"], id="map-title"),
                         html.P(made["map-reading"], id="map-reading", className="reading")],
                        **ANNOUNCED,
                    ),
                    *([city_picker(city, names, w)] if len(names) > 1 else []),
                    pickers(entry.code, offered_here, mode, made["map-numbers"]["change"] is not None, w),
                    *to_workshop(view),
                ],
                className="map-head",
            ),
            html.Div(made["map-notices"], id="map-notices"),
            html.Div(
                [
                    dcc.Store(id="map-facts", data=map_facts.drawn(view, scope, snapshot, layers, points, city)),
                    dcc.Store(id="map-numbers", data=made["map-numbers"]),
                    dcc.Store(id="map-painted"),
                    html.Div(
                        [
                            drawing(view, scope, snapshot, city, colours),
                            html.Div(
                                [layers_card(layers, stages, off, colours, w), legend_card(made["map-legend"])],
                                className="map-cover",
                                **COVER,
                            ),
                            tools(w),
                            html.Div(failure(w("The map cannot be drawn here: the list has the same numbers. Load the "
                                               "page again to try once more.")),
                                     id="map-failed", className="map-failed", hidden=True),
                            html.Div(failure(w("Other numbers were published since this page was opened, or your "
                                               "territory has changed. Load the page again.")),
                                     id="map-changed", className="map-failed", hidden=True),
                        ],
                        className="map-figure",
                        role="group",
                        **_described(view, scope, snapshot),
                    ),
                    html.Div(
                        [html.Div(made["map-panel"], id="map-panel"),
                         *points_section(places.counts(scope, snapshot), chosen.places[:MOST_PROFILES], drawn, w),
                         neighbourhood_list(made["map-caption"], made["map-notes"], w)],
                        className="map-side",
                    ),
                ],
                className="map-body",
            ),
            html.P(made["map-definition"], id="map-definition", className="reading"),
            *foreign_ground(view),
        ],
        className="map-page",
    )  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """Another indicator or way to colour, another city, and painting in the browser."""

    @app.callback(
        Output("map-numbers", "data"),
        Input("map-indicator", "value"),
        Input("map-mode", "value"),
        State("shown", "data"),
        State("map-drawn", "data"),
        prevent_initial_call=True,
    )
    def repaint(code: Any, mode: Any, shown: Any, drawn: Any) -> Any:
        chosen = following(shown, code, mode, drawn)
        view = open_view(PATH, chosen.search) if chosen else None
        snapshot = view.snapshot if view else None
        if view is None or snapshot is None:
            return no_update
        view = settled(view, neighbourhood_names(view))
        city = readings.city_of(view.selection, view.scope, snapshot)
        made = pieces(view, boundaries.within(view.scope, snapshot, city), snapshot)
        words = [*(made[name] for name in WORDS), view.selection.search]
        return made["map-numbers"] | {"address": PATH + view.selection.search, "words": words}

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("map-city", "value"),
        State("shown", "data"),
        State("map-city-drawn", "data"),
        prevent_initial_call=True,
    )
    def choose_city(city: Any, shown: Any, drawn: Any) -> Any:
        if not isinstance(city, str) or city == drawn:
            return no_update
        return Chosen.parse(shown if isinstance(shown, str) else "").but(city=city, places=()).search

    app.clientside_callback(
        ClientsideFunction("map", "draw"),
        Output("map-painted", "data"),
        Input("map-facts", "data"),
        Input("map-numbers", "data"),
    )
    # The eye is on the map: its words follow the first frame with the new colours.
    app.clientside_callback(
        ClientsideFunction("map", "tell"),
        *(Output(name, "data" if name in STORED else "children") for name in WORDS),
        Output("shown", "data", allow_duplicate=True),
        Input("map-painted", "data"),
        State("map-numbers", "data"),
        prevent_initial_call=True,
    )


def following(shown: Any, code: Any, mode: Any, drawn: Any) -> Chosen | None:
    """The selection after a control of the map was used; None when it says what is drawn already."""
    if not isinstance(code, str) or code not in INDICATORS or mode not in ("amount", "change"):
        return None
    if drawn == f"{code} {mode}":
        return None
    before = Chosen.parse(shown if isinstance(shown, str) else "")
    return before.but(indicator=code, colour="change" if mode == "change" else "")


#: What another indicator changes, by the id of its component, and which of these are data rather than words.
STORED = ("map-numbers", "map-drawn")
WORDS = ("map-title", "map-reading", "map-notices", "map-legend", "map-panel", "map-notes", "map-definition",
         "map-caption", "map-drawn")  # fmt: skip
PIECES = (*WORDS, "map-numbers")


def pieces(view: View, scope: Scope, snapshot: Snapshot) -> dict[str, Any]:
    """Everything on the page that depends on the indicator, by the id of its component."""
    w, chosen, colours = view.words, view.selection, palette(view.theme)
    entry = readings.current(chosen, readings.choices(scope, snapshot))
    values = readings.values_of(view, scope, snapshot, entry)
    title = f"{values.title} · {w.period(values.period)}"
    return {
        "map-title": title,
        "map-reading": values.reading(),
        "map-notices": missing(view, values),
        "map-legend": legend(values, colours),
        "map-panel": panel(values, chosen, map_facts.beside(view, scope, snapshot, values), PATH, colours),
        "map-notes": map_facts.hidden_notes(view, scope, snapshot, values),
        "map-definition": w.text(values.indicator.definition),
        "map-caption": values.caption,
        "map-drawn": f"{entry.code} {values.mode}",
        "map-numbers": {
            **numbers(values, colours),
            "file": file_part(title),
            "stamp": boundaries.stamp(snapshot, values.names),
        },
    }


def missing(view: View, values: MapValues) -> list[Component]:
    """Sentences about what cannot be shown as asked."""
    w, asked = view.words, view.selection
    found: list[Component] = []
    entry = INDICATORS.get(asked.indicator)
    if entry and entry.code != values.indicator.code and any(need.startswith("responses") for need in entry.needs):
        found.append(notice(w("The import holds no responses, so “{indicator}” cannot be shown.",
                              indicator=w.text(entry.label))))  # fmt: skip
    elif readings.wanted(asked) not in ("", values.indicator.code):
        found.append(notice(w("The address asks for an indicator that the map does not have: {indicator} is shown "
                              "instead.", indicator=w.text(values.indicator.label))))  # fmt: skip
    if asked.period and asked.period != values.period:
        found.append(notice(w("By neighbourhood this is not known for {asked}: the map shows {period}.",
                              asked=w.the(asked.period), period=w.the(values.period))))  # fmt: skip
    if asked.colour == "change" and values.mode == "amount":
        found.append(notice(w("There is nothing to compare this indicator with: the map shows amounts.")))
    return found


def to_workshop(view: View) -> list[Component]:
    """The way back to the campaign that places are chosen for, with those that are."""
    shop, code = view.workshop, view.selection.campaign
    draft = shop.draft(code) if shop and shop.is_editor and code else None
    if draft is None or draft.state != "draft":
        return []
    w, places = view.words, view.selection.places
    back = "/workshop" + view.selection.everywhere().but(campaign=draft.code, places=()).search
    way = dcc.Link(w("Back to “{title}” as it is", title=draft.title), href=back, id="map-to-workshop")
    said = html.P(id="map-use-said", role="alert", className="field-fault")
    if not places:
        what = w("Choose the neighbourhoods of “{title}” on the map or in the list.", title=draft.title)
        return [html.Div([html.P(what), way, said], className="moves")]
    label = w.plural("Use {n} chosen place for “{title}”", "Use {n} chosen places for “{title}”", len(places),
                     title=draft.title)  # fmt: skip
    take = html.Button(label, id="map-use", type="button", className="button is-main")
    return [html.Div([take, way, said], className="moves")]


def foreign_ground(view: View) -> list[Component]:
    """Says whom the reader's browser asks besides this site, where a map style of another host was set."""
    if not view.map_style:
        return []
    text = view.words("Your browser asks for the streets of the area you look at from: {host}.",
                      host=view.words.listing(view.map_hosts))  # fmt: skip
    return [html.P(text, className="reading")]


def drawing(view: View, scope: Scope, snapshot: Snapshot, city: str, colours: Palette) -> Component:
    """The empty map in its place; shapes come by address and are painted in the browser."""
    extent = boundaries.bounds(scope, snapshot)
    figure = choropleth.figure(
        view.map_style or style.offline(colours, f"/geometry/{snapshot.id}/rest.geojson?city={city}"),
        style.view(extent, *BOX) if extent else (0.0, 0.0, 1.0),
        f"{snapshot.id} {city}",
    )
    return dcc.Graph(
        id="map", figure=figure, config=cast(Any, choropleth.CONFIG), className="map-graph", responsive=True
    )


def _described(view: View, scope: Scope, snapshot: Snapshot) -> dict[str, Any]:
    """What a screen reader says of the map, and the bounds that assets/map.js fits."""
    extent = boundaries.bounds(scope, snapshot)
    return {
        "aria-label": view.words("Map of neighbourhoods"),
        "aria-describedby": "map-reading",
        "data-bounds": ",".join(f"{number:.5f}" for number in extent) if extent else "",
    }
