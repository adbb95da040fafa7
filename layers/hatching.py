"""Diagonal hatches clipped to shapes, for cells whose number is hidden: a map fill cannot carry a pattern.

It knows shapes, not why they are hatched.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.boundaries import DECIMALS, bounds, neighbourhoods
from queries.model import Scope

if TYPE_CHECKING:
    from queries.snapshot import Snapshot

#: Hatches across the whole territory: close enough to read as grey in a small shape, open enough to read as lines.
LINES = 110


def hatches(scope: Scope, snapshot: Snapshot, codes: Collection[str]) -> dict[str, Any]:
    """One GeoJSON feature of 45-degree lines inside the scope's neighbourhoods with these codes (may be empty)."""
    shapes = [place.geometry for place in neighbourhoods(scope, snapshot) if place.code in codes]
    extent = bounds(scope, snapshot)
    if not shapes or extent is None:
        return {"type": "FeatureCollection", "features": []}
    lines = shapely.intersection(shapely.union_all(shapes), _diagonals(extent))
    parts = [part for part in shapely.get_parts(lines) if part.geom_type == "LineString"]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {},
                "geometry": {
                    "type": "MultiLineString",
                    "coordinates": [np.round(shapely.get_coordinates(part), DECIMALS).tolist() for part in parts],
                },
            }
        ],
    }


def _diagonals(extent: tuple[float, float, float, float]) -> shapely.MultiLineString:
    west, south, east, north = extent
    # A degree of longitude is shorter than one of latitude: 45 degrees on the screen needs the ratio of the two.
    ratio = float(np.cos(np.radians((south + north) / 2)))
    rise = (east - west) * ratio
    span = rise + (north - south)
    starts = south - rise + (np.arange(LINES) + 0.5) * span / LINES
    return shapely.MultiLineString([[(west, start), (east, start + rise)] for start in starts])
