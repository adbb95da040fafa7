"""The map page: one indicator over every neighbourhood of the territory, on a map and in a list that stay in step.

The address holds what is selected: a click only computes the next search string. It computes no number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import mean
from typing import TYPE_CHECKING, Any, cast

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

import queries
from dashboard.coarser import coarser
from dashboard.components.map_legend import layers_card, legend, stage_names
from dashboard.components.map_list import neighbourhood_list, toggled
from dashboard.components.map_profile import MOST_PROFILES, Facts, panel, stage_reading
from dashboard.components.map_values import MapValues
from dashboard.components.messages import notice
from dashboard.components.offers import hidden_note, offered
from dashboard.figures import choropleth
from dashboard.selection import Chosen, compared_period
from dashboard.words import Words, msgid
from layers import boundaries, hatching, projects, style
from queries import INDICATORS, TERRITORY, Indicator, Period, Place, Selection, Snapshot

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/map"
TITLE = msgid("Map")
ICON = "map"

DEFAULT = "active_share"
#: More project points than this start switched off: they would cover the numbers.
MOST_PROJECTS = 150
#: The box that the first view is made for, before the browser fits the real one.
BOX = (820, 640)
#: Marks what lies over the map, for assets/map.js.
COVER: dict[str, Any] = {"data-map-cover": ""}


def layout(view: View) -> Component:
    """The page for one view; without a snapshot or place the frame says so instead."""
    w, chosen, snapshot = view.words, view.selection, view.snapshot
    if snapshot is None or chosen.period is None:
        return html.Section([html.H1(w(TITLE)), notice(w("Nothing is published yet."))], className="message-page")
    offered = choices(snapshot)
    code = current(chosen, offered)
    values = values_of(view, snapshot, INDICATORS[code])
    facts = facts_of(view, snapshot, values)
    reading = values.reading()
    shown = len(facts.projects) <= MOST_PROJECTS
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [html.H1(f"{values.label} · {w.period(values.period)}"),
                         html.P(reading, id="map-reading", className="reading")],
                    ),
                    picker(code, offered, w),
                ],
                className="map-head",
            ),
            *missing(view, snapshot, values),
            html.Div(
                [
                    dcc.Store(id="map-adding", data=False),
                    html.Div(
                        [
                            drawing(view, snapshot, values, facts, shown),
                            html.Div(
                                [*([layers_card(facts.projects, shown, w)] if facts.projects else []),
                                 legend(values)],
                                className="map-cover",
                                **COVER,
                            ),
                            zoom_buttons(w),
                        ],
                        className="map-figure",
                        role="group",
                        **_described(view, snapshot, values),
                    ),
                    html.Div(
                        [panel(values, chosen, facts, PATH),
                         neighbourhood_list(values, chosen, PATH, hidden_notes(view, snapshot, values))],
                        className="map-side",
                    ),
                ],
                className="map-body",
            ),
            html.P(values.indicator.definition[w.language], className="reading"),
        ],
        className="map-page",
    )  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """The two events of this page: a click on the map and another indicator."""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("map", "clickData"),
        State("map-adding", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def click(data: Any, adding: Any, shown: str | None) -> Any:
        following = clicked(shown, data, bool(adding))
        return no_update if following is None else following

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("map-indicator", "value"),
        State("shown", "data"),
        State("map-drawn", "data"),
        prevent_initial_call=True,
    )
    def choose_indicator(code: Any, shown: str | None, drawn: Any) -> Any:
        if code == drawn or code not in INDICATORS:
            return no_update
        return Chosen.parse(shown).but(indicator=code).search


def clicked(shown: str | None, data: Any, adding: bool) -> str | None:
    """The address after a click on the map; None when no neighbourhood was hit.

    A click selects one place alone, or clears it when it was; with Shift it adds the place or takes it away.
    """
    code = _code_of(data)
    if not code:
        return None
    chosen = Chosen.parse(shown)
    if adding:
        return chosen.but(places=toggled(chosen.places, code)).search
    return chosen.but(places=() if chosen.places == (code,) else (code,)).search


def _code_of(data: Any) -> str:
    points = data.get("points") if isinstance(data, dict) else None
    point = points[0] if isinstance(points, list) and points and isinstance(points[0], dict) else {}
    extra = point.get("customdata")
    # A project carries its neighbourhood after its hover text.
    code = point.get("location") or (extra[1] if isinstance(extra, list) and len(extra) > 1 else "")
    return code if isinstance(code, str) and len(code) <= 64 and "|" not in code else ""


def choices(snapshot: Snapshot) -> tuple[Indicator, ...]:
    """The indicators that are rates of a neighbourhood and that the published bundles feed."""
    files = set(snapshot.manifest["bundle_files"])
    return tuple(entry for entry in INDICATORS.values() if entry.on_map and set(entry.needs) <= files)


def current(chosen: Chosen, offered: Sequence[Indicator]) -> str:
    """The indicator asked for if the map has it, else the default."""
    return chosen.indicator if any(entry.code == chosen.indicator for entry in offered) else DEFAULT


def period_for(entry: Indicator, snapshot: Snapshot, period: Period) -> Period:
    """The selected period, or the published one of a kind that the indicator has which stands for it."""
    if period.kind in entry.period_kinds:
        return period
    return queries.nearest(snapshot, period, entry.period_kinds[-1])


def values_of(view: View, snapshot: Snapshot, entry: Indicator) -> MapValues:
    """Two answers, now and before, for every neighbourhood of the territory."""
    chosen = view.selection
    assert chosen.period is not None
    period = period_for(entry, snapshot, chosen.period)
    before_period = compared_period(chosen.but(period=period))
    every = [place for place in queries.places(view.scope, snapshot) if place.level == "neighbourhood"]

    def ask(at: Period) -> queries.Answer:
        return queries.answer(view.scope, snapshot, entry.code, Selection((), at, "neighbourhood"))

    return MapValues(
        indicator=entry,
        period=period,
        names={place.area_code: place.name for place in every},
        now=ask(period),
        before=ask(before_period) if before_period else None,
        before_period=before_period,
        words=view.words,
    )


def facts_of(view: View, snapshot: Snapshot, values: MapValues) -> Facts:
    """What the panel says beside the indicator, for the selected places only."""
    picked = view.selection.places[:MOST_PROFILES]
    study = INDICATORS["active_households"].benchmark
    day = values.period.end - timedelta(days=1)
    return Facts(
        places={place.area_code: place for place in queries.places(view.scope, snapshot) if _is_small(place)},
        monthly=_monthly(view, snapshot, values.period, picked) if picked else {},
        study_monthly=study.value if study else None,
        projects=projects.points(queries.projects(view.scope, snapshot), day),
        coarser=_offers(view, snapshot, values, picked),
    )


def _is_small(place: Place) -> bool:
    return place.level == "neighbourhood"


def _monthly(view: View, snapshot: Snapshot, period: Period, picked: tuple[str, ...]) -> dict[str, float]:
    """Active households of a mean month of the period, where every published month of it is shown."""
    published = set(snapshot.manifest["whole"]["month"])
    months = [month for month in period.within("month") if month.code in published]
    found = queries.trend(view.scope, snapshot, "active_households", Selection(picked, None, "neighbourhood"), months)
    by_place: dict[str, list[float | None]] = {}
    for row in found.rows:
        by_place.setdefault(row.area_code, []).append(row.answer)
    full = {code: [value for value in values if value is not None] for code, values in by_place.items()}
    return {code: mean(values) for code, values in full.items() if values and len(values) == len(by_place[code])}


def _offers(view: View, snapshot: Snapshot, values: MapValues, picked: tuple[str, ...]) -> dict[str, Component]:
    """For the selected places that are hidden: the coarser view that is shown, as a link."""
    found = {}
    for code in picked:
        row = values.row(code)
        if row is None or row.answer is not None:
            continue
        offer = coarser(view.scope, snapshot, Selection((code,), values.period), values.indicator.code, [row])
        if offer is not None and offer.place is None:
            offer = replace(offer, places=view.selection.places)  # the others stay selected
        elif offer is not None:
            offer = replace(offer, places=None)  # told, not linked: the map draws neighbourhoods
        if link := offered(offer, values.indicator.code, view.selection, PATH, view.words):
            found[code] = link
    return found


def hidden_notes(view: View, snapshot: Snapshot, values: MapValues) -> list[Component]:
    """One note for all hidden neighbourhoods."""
    code = values.indicator.code
    hidden = [row for row in values.now.rows if row.answer is None]
    offer = coarser(view.scope, snapshot, Selection((), values.period, "neighbourhood"), code, hidden)
    # The offer is for every neighbourhood; the reader's own selection of places stays.
    kept = None if offer is None else replace(offer, places=view.selection.places)
    return hidden_note(hidden, kept, code, view.selection, PATH, view.words) if hidden else []


def picker(code: str, offered: Sequence[Indicator], w: Words) -> Component:
    """Which indicator colours the map."""
    return html.Div(
        [
            dcc.Store(id="map-drawn", data=code),
            dmc.Select(
                id="map-indicator",
                label=w("Indicator"),
                classNames={"root": "indicator-root", "input": "control"},
                data=[{"value": entry.code, "label": entry.label[w.language]} for entry in offered],
                value=code,
                allowDeselect=False,
                maxDropdownHeight=360,
            ),
        ]
    )


def missing(view: View, snapshot: Snapshot, values: MapValues) -> list[Component]:
    """Sentences about what cannot be shown as asked."""
    w, asked = view.words, view.selection
    found: list[Component] = []
    entry = INDICATORS.get(asked.indicator)
    if entry and entry.code != values.indicator.code and "responses" in entry.needs:
        found.append(notice(w("The import holds no responses, so “{indicator}” cannot be shown.",
                              indicator=entry.label[w.language])))  # fmt: skip
    if asked.period and asked.period != values.period:
        found.append(notice(w("This indicator exists by year only: the map shows {period}.",
                              period=w.period(values.period))))  # fmt: skip
    return found


def drawing(view: View, snapshot: Snapshot, values: MapValues, facts: Facts, shown: bool) -> Component:
    """The figure in its place; geometry comes by address, outside this callback."""
    scope = view.scope
    cells = [values.cell(row.area_code) for row in values.now.rows]
    extent = boundaries.bounds(scope, snapshot)
    names = stage_names(view.words)
    figure = choropleth.figure(
        cells,
        values.scale,
        geometry=f"/geometry/{snapshot.id}/neighbourhoods.geojson",
        style=style.offline(scope, snapshot),
        hatches=hatching.hatches(scope, snapshot, {cell.code for cell in cells if cell.value is None}),
        view=style.view(extent, *BOX) if extent else (0.0, 0.0, 1.0),
        selected=[code for code in view.selection.places if code != TERRITORY],
        projects=facts.projects,
        project_readings={point.code: stage_reading(point, names, values) for point in facts.projects},
        show_projects=shown,
        revision=snapshot.id,
    )
    return dcc.Graph(
        id="map", figure=figure, config=cast(Any, choropleth.CONFIG), className="map-graph", responsive=True
    )


def zoom_buttons(w: Words) -> Component:
    """Zoom without a wheel or a gesture; assets/map.js listens."""
    labels = {
        "in": ("+", w("Zoom in")),
        "out": ("−", w("Zoom out")),
        "whole": ("⤢", w("Show the whole territory")),
    }
    return html.Div(
        [
            html.Button(sign, type="button", title=label, **attributes)
            for action, (sign, label) in labels.items()
            for attributes in ({"aria-label": label, "data-map": action},)
        ],
        className="map-zoom",
    )


def _described(view: View, snapshot: Snapshot, values: MapValues) -> dict[str, Any]:
    """What a screen reader says of the map, and the bounds that assets/map.js fits."""
    extent = boundaries.bounds(view.scope, snapshot)
    return {
        "aria-label": view.words("Map of {indicator}", indicator=values.label),
        "aria-describedby": "map-reading",
        "data-bounds": ",".join(f"{number:.5f}" for number in extent) if extent else "",
    }
