"""The map as MapLibre styles: an offline ground made of the snapshot's own layers, and what is drawn over any ground.

No address outside the product appears in either; colours are given, numbers come later from the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asinh, atan, degrees, log2, radians, sinh, tan, tau
from typing import Any

from layers import drawing
from layers.boundaries import Bounds
from layers.drawing import Colours
from layers.registry import Layer

#: Sources that the page's script fills: shapes once, the others from the numbers.
_FED = ("neighbourhoods", "hidden", "pointed", "similar", "selected", "names")
_EMPTY: dict[str, Any] = {"type": "FeatureCollection", "features": []}


def offline(colours: Colours, rest: str) -> dict[str, Any]:
    """The ground: water-pale paper and the rest of the city, whose shapes the address `rest` answers."""
    return {
        "version": 8,
        "name": "quartier",
        "sources": {"rest": {"type": "geojson", "data": rest}},
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": colours.ground}},
            {"id": "rest", "type": "fill", "source": "rest", "paint": {"fill-color": colours.rest_fill}},
            {"id": "rest-line", "type": "line", "source": "rest",
             "paint": {"line-color": colours.rest_line, "line-width": 1}},
        ],
    }  # fmt: skip


def overlay(layers: Sequence[Layer], colours: Colours) -> dict[str, Any]:
    """What lies over the ground: MapLibre `sources` (empty at first) and `layers`, bottom first.

    The layers of a registered layer say so in their `metadata` and are invisible until it is switched on.
    """
    fills, lines, signs = (
        [_switched(layer, colours) for layer in layers if layer.slot == slot] for slot in ("fill", "line", "sign")
    )
    stack = [drawing.amounts(colours), *fills, drawing.borders(colours), *lines, drawing.chosen(colours)]
    stack += [drawing.names(colours), *signs]
    sources: dict[str, Any] = {name: {"type": "geojson", "data": _EMPTY} for name in _FED}
    sources["neighbourhoods"]["promoteId"] = "code"
    for layer in layers:
        sources[layer.code] = {"type": "geojson", "data": _EMPTY, **layer.options}
    return {"sources": sources, "layers": [each for drawn in stack for each in drawn]}


def _switched(layer: Layer, colours: Colours) -> list[dict[str, Any]]:
    hidden = {"visibility": "none"}
    return [
        {**each, "layout": {**each.get("layout", {}), **hidden}, "metadata": {"layer": layer.code}}
        for each in layer.draw(colours)
    ]


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
