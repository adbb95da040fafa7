"""The local places and residences that layers draw as folded lists, for whoever does not point at them on the map.

It says how many there are; assets/map-points.js fills an open list from what its layer is drawn from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.spoken import labelled_by
from dashboard.words import Words
from layers.places import Counts

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: With more points than this a list opens, and asks for its layer, when the reader wants it only.
MOST_OPEN = 1_000


def points_section(counts: Counts, selected: Sequence[str], names: Mapping[str, str], w: Words) -> list[Component]:
    """The lists of the selected neighbourhoods and of all that are drawn; nothing where no layer has a point.

    `names` are those of the neighbourhoods drawn, by code. The lists of a place that is selected alone are open.
    """
    every = {layer: sum(found.values()) for layer, found in counts.items()}
    if not any(every.values()):
        return []
    shown = [code for code in selected if code in names]
    opens = len(shown) == 1 and sum(every.values()) <= MOST_OPEN
    parts: list[Any] = [html.H2(w("Places of the map as lists"), id="map-points-title")]
    for code in shown:
        here = {layer: found.get(code, 0) for layer, found in counts.items()}
        none = html.P(w("The layers have no place here."), className="reading")
        parts += [html.H3(names[code]), *(_lists(here, w, code, opens) or [none])]
    if shown:
        parts.append(html.H3(w.plural("{n} neighbourhood", "All {n} neighbourhoods", len(names))))
    return [html.Section([*parts, *_lists(every, w)], className="map-points", **labelled_by("map-points-title"))]


def _lists(counts: Mapping[str, int], w: Words, place: str = "", opens: bool = False) -> list[Component]:
    names = {
        "places": w.plural("{n} local place", "{n} local places", counts["places"]),
        "residences": w.plural("{n} residence", "{n} residences", counts["residences"]),
    }
    return [
        html.Details(
            [html.Summary(names[layer]), html.Div(className="point-list")],
            open=opens,
            **{"data-points": layer, "data-place": place},
        )
        for layer, count in counts.items()
        if count
    ]
