"""The offline base map: a MapLibre style made of the snapshot's own layers, with no address outside the product.

It draws ground, the rest of the city and names; numbers are drawn above the ground and below the names by a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asinh, atan, degrees, log2, radians, sinh, tan, tau
from typing import TYPE_CHECKING, Any

from layers.boundaries import Bounds, Label, context, labels
from queries.model import Scope

if TYPE_CHECKING:
    from queries.snapshot import Snapshot

#: The layer of names: numbers go below it.
NAMES = "names"

GROUND = "#eef2f1"
REST_FILL = "#f7f6f2"
REST_LINE = "#c9c5bb"
INK = "#1c2530"
PAPER = "#ffffff"


def offline(scope: Scope, snapshot: Snapshot) -> dict[str, Any]:
    """The style of one scope in one snapshot: it stays the same for every indicator, period and selected place."""
    return {
        "version": 8,
        "name": f"quartier-{snapshot.id}",
        # Without a source MapLibre refuses the style; these two are always there, if need be empty.
        "sources": {
            "rest": {"type": "geojson", "data": context(scope, snapshot)},
            NAMES: {"type": "geojson", "data": _names(labels(scope, snapshot))},
        },
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": GROUND}},
            {"id": "rest", "type": "fill", "source": "rest", "paint": {"fill-color": REST_FILL}},
            {
                "id": "rest-outline",
                "type": "line",
                "source": "rest",
                "paint": {"line-color": REST_LINE, "line-width": 1},
            },
            {
                "id": NAMES,
                "type": "symbol",
                "source": NAMES,
                "layout": {
                    "text-field": ["get", "name"],
                    "text-font": ["sans-serif"],
                    "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10.5, 12, 13, 14, 15],
                    "text-max-width": 7,
                    "text-line-height": 1.1,
                    "text-padding": 3,
                    # A name steps aside for the sign of a project rather than vanish under it.
                    "text-variable-anchor": ["center", "top", "bottom"],
                    "text-radial-offset": 0.9,
                    "text-justify": "center",
                    # The largest shapes are named first; a name that would cover another waits for a closer look.
                    "symbol-sort-key": ["get", "rank"],
                },
                "paint": {"text-color": INK, "text-halo-color": PAPER, "text-halo-width": 1.6},
            },
        ],
    }


def _names(points: Sequence[Label]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": label.name, "rank": rank},
                "geometry": {"type": "Point", "coordinates": [label.lon, label.lat]},
            }
            for rank, label in enumerate(points)
        ],
    }


#: A world at zoom 0 is this many pixels wide in MapLibre.
_WORLD = 512


def view(bounds: Bounds, width: int, height: int, margin: int = 24) -> tuple[float, float, float]:
    """Longitude, latitude and zoom at which these bounds fill a box of so many pixels, in Web Mercator."""
    west, south, east, north = bounds
    top, bottom = _mercator(north), _mercator(south)
    across = max((east - west) / 360, 1e-9) * _WORLD
    down = max(top - bottom, 1e-9) * _WORLD
    zoom = min(log2(max(width - 2 * margin, 1) / across), log2(max(height - 2 * margin, 1) / down))
    middle = degrees(atan(sinh((top + bottom) / 2 * tau)))
    return round((west + east) / 2, 5), round(middle, 5), round(min(zoom, 16.0), 2)


def _mercator(latitude: float) -> float:
    """Height on the Mercator square, as a share of the world's width."""
    return asinh(tan(radians(latitude))) / tau
