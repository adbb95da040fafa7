"""What goes with the numbers of the map: layers and what the browser draws them from, and the facts of the panel.

It asks the queries and says the answers in words; the map's indicator is settled elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import queries
from dashboard.access.addresses import LONGEST
from dashboard.coarser import coarser
from dashboard.components.map_legend import kind_names, stage_names
from dashboard.components.map_numbers import sentences
from dashboard.components.map_profile import MOST_PROFILES, Facts, stage_reading
from dashboard.components.map_values import MapValues
from dashboard.components.offers import hidden_note, offered
from dashboard.components.similar_card import reason_words
from dashboard.figures import choropleth
from dashboard.figures.palettes import palette
from dashboard.pages import map_readings as readings
from dashboard.selection import MOST_PLACES
from layers import boundaries, projects, style
from layers.registry import Layer
from queries import INDICATORS, Row, Scope, Selection, Similar, Snapshot

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/map"
#: From so many projects on they are small dots: signs would cover the numbers.
MOST_SIGNS = 80

# A snapshot never changes, and many readers see the same hidden places.
_coarser = lru_cache(maxsize=128)(coarser)


def drawn(
    view: View, scope: Scope, snapshot: Snapshot, layers: Sequence[Layer], projects: Sequence[dict[str, Any]], city: str
) -> dict[str, Any]:
    """What the browser needs besides numbers: where shapes come from, how they are drawn, what is selected, words."""
    w, colours = view.words, palette(view.theme)
    rows = readings.activity(view, scope, snapshot)
    places = boundaries.neighbourhoods(scope, snapshot)
    codes = [place.code for place in places]
    address = f"/geometry/{snapshot.id}/{{layer}}.geojson?city={city}"
    return {
        "key": f"{snapshot.id} {city} {view.theme} {w.language}",
        "stamp": boundaries.stamp(snapshot, codes),
        "codes": codes,
        "names": [place.name for place in places],
        "city": city,
        "shapes": address.format(layer="neighbourhoods"),
        "layers": {layer.code: address.format(layer=layer.code) for layer in layers if layer.features},
        "overlay": style.overlay(layers, colours),
        "projects": boundaries.collection(projects),
        "silent": readings.silent(view, scope, snapshot),
        "activity": [rows[code].answer if code in rows else None for code in codes],
        "selected": list(view.selection.places),
        "similar": [found.neighbourhood_code for found in similar(view, snapshot)],
        "search": view.selection.search,
        "most": MOST_PLACES,
        "longest": LONGEST,
        "words": {**sentences(w), **kind_names(w)},
        "colours": {name: getattr(colours, name) for name in ("ink", "card", "soft", "line", "hidden", "hatch")},
        "see_through": bool(view.map_style),
        "source": view.source,
    }


def points(view: View, scope: Scope, snapshot: Snapshot) -> list[dict[str, Any]]:
    """The projects as features with what the map draws and says of each: a point, before it the area if it has one."""
    assert view.selection.period is not None
    w, colours = view.words, palette(view.theme)
    found = projects.points(queries.projects(scope, snapshot), view.selection.period.end - timedelta(days=1))
    radius = 9 if len(found) <= MOST_SIGNS else 4
    names = stage_names(w)
    return [
        feature
        for point in found
        for feature in projects.features(
            point,
            stage=point.stage,
            sign=choropleth.STAGE_SIGNS[point.stage],
            colour=colours.stages[point.stage],
            radius=radius,
            reading=stage_reading(point, names, w),
        )
    ]


def beside(view: View, scope: Scope, snapshot: Snapshot, values: MapValues) -> Facts:
    """What the panel says beside the indicator, for the selected places only."""
    picked = view.selection.places[:MOST_PROFILES]
    study = INDICATORS["active_households"].benchmark
    day = values.period.end - timedelta(days=1)
    w = view.words
    year = w.period(queries.last_year(snapshot))  # what is alike is of the year, whatever the map shows
    return Facts(
        places=readings.small(scope, snapshot),
        monthly=readings.monthly(view, snapshot, values.period, picked),
        study_monthly=study.value if study else None,
        projects=projects.points(queries.projects(scope, snapshot), day),
        coarser=_offers(view, scope, snapshot, values, picked),
        similar=[
            (found.neighbourhood_code, f"{w.listing([reason_words(reason, w) for reason in found.reasons])} ({year})")
            for found in similar(view, snapshot)
        ],
        silent=() if picked else readings.silent(view, scope, snapshot),
        pairs=_pairs(view, snapshot),
        elsewhere=_elsewhere(view, scope, snapshot),
        together=_together(view, scope, snapshot, values),
    )


def _together(view: View, scope: Scope, snapshot: Snapshot, values: MapValues) -> Row | None:
    """The indicator of all selected places as one; None of fewer than two, or where some lie in another city."""
    chosen = view.selection.places
    if len(chosen) < 2 or not set(chosen) <= values.names.keys():
        return None
    rows = queries.answer(queries.narrow(scope, snapshot, chosen), snapshot, values.indicator.code,
                          Selection((), values.period)).rows  # fmt: skip
    return rows[0] if rows and rows[0].answer is not None else None


def _elsewhere(view: View, scope: Scope, snapshot: Snapshot) -> dict[str, tuple[str, str, str]]:
    """The places of the territory's other cities, by code: name, code and name of the city."""
    cities = readings.city_names(view.scope, snapshot)
    drawn = set(scope.neighbourhoods)
    return {
        place.code: (place.name, place.city_code, cities.get(place.city_code, place.city_code))
        for place in boundaries.neighbourhoods(view.scope, snapshot)
        if place.code not in drawn
    }


def similar(view: View, snapshot: Snapshot) -> tuple[Similar, ...]:
    """The neighbourhoods of the territory most like the one that is selected alone, as every page compares it."""
    picked, scope = view.selection.places, view.scope
    if len(picked) != 1 or picked[0] not in scope.neighbourhoods:
        return ()
    return queries.similar(scope, snapshot, picked[0])


def _pairs(view: View, snapshot: Snapshot) -> tuple[MapValues, ...]:
    """Every indicator of the map for two selected places, which may lie in two cities."""
    picked, scope = view.selection.places, view.scope
    if len(picked) != 2 or not set(picked) <= set(scope.neighbourhoods):
        return ()
    offered_here = readings.choices(scope, snapshot)
    return tuple(readings.values_of(view, scope, snapshot, entry, picked) for entry in offered_here)


def _offers(
    view: View, scope: Scope, snapshot: Snapshot, values: MapValues, picked: tuple[str, ...]
) -> dict[str, Component]:
    """For the selected places that are hidden: the coarser view that is shown, as a link."""
    found = {}
    for code in picked:
        row = values.row(code)
        if row is None or row.answer is not None:
            continue
        offer = _coarser(scope, snapshot, Selection((code,), values.period), values.indicator.code, (row,))
        if offer is not None and offer.place is None:
            offer = replace(offer, places=view.selection.places)  # the others stay selected
        elif offer is not None:
            offer = replace(offer, places=None)  # told, not linked: the map draws neighbourhoods
        if link := offered(offer, values.indicator.code, view.selection, PATH, view.words):
            found[code] = link
    return found


def hidden_notes(view: View, scope: Scope, snapshot: Snapshot, values: MapValues) -> list[Component]:
    """One note for all hidden neighbourhoods."""
    code, hidden = values.indicator.code, values.hidden
    if not hidden:
        return []
    offer = _coarser(scope, snapshot, Selection((), values.period, "neighbourhood"), code, hidden)
    # The offer is for every neighbourhood; the reader's own selection of places stays.
    kept = None if offer is None else replace(offer, places=view.selection.places)
    return hidden_note(hidden, kept, code, view.selection, PATH, view.words)
