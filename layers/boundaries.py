"""Where neighbourhoods are: the shapes of a scope, the city around them, the boundaries above them, label points.

It reads the place files of one snapshot and never a number; a shape outside the scope leaves without code or name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

import queries
from queries.model import Refusal, Scope

if TYPE_CHECKING:
    from queries.snapshot import Snapshot

#: 5 decimals of a degree are about a metre: enough for a street corner, a third of the bytes.
DECIMALS = 5
#: Outlines of the rest of the city are for orientation only: about 30 metres.
CONTEXT_TOLERANCE = 0.0003

Bounds = tuple[float, float, float, float]
Collection = dict[str, Any]


@dataclass(frozen=True)
class Neighbourhood:
    """One shape of the snapshot: longitude and latitude in degrees (EPSG:4326)."""

    code: str
    name: str
    city_code: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Label:
    """Where a name is written: a point inside the largest part of the shape; `area` (square degrees) ranks labels."""

    code: str
    name: str
    lon: float
    lat: float
    area: float


def shapes(scope: Scope, snapshot: Snapshot) -> Collection:
    """The scope's neighbourhoods in code order: id = code, with name, label point `at` and `rank` (largest is 0)."""
    found = labels(scope, snapshot)
    made = neighbourhoods(scope, snapshot)
    ranks = {label.code: rank for rank, label in enumerate(found)}
    points = {label.code: [label.lon, label.lat] for label in found}
    drawn = collection(
        feature(place.geometry, code=place.code, name=place.name, at=points[place.code], rank=ranks[place.code])
        for place in made
    )
    return {**drawn, "stamp": stamp(snapshot, [place.code for place in made])}


def stamp(snapshot: Snapshot, codes: Iterable[str]) -> str:
    """What shapes and numbers of the same places, in the same order, of the same snapshot have in common.

    Numbers come without codes, one for each shape: with another stamp they belong to other shapes.
    """
    return f"{snapshot.id} {sha256('|'.join(codes).encode()).hexdigest()[:16]}"


def context(scope: Scope, snapshot: Snapshot) -> Collection:
    """Outlines of the other neighbourhoods of the scope's cities, simplified, without code, name or number."""
    seen = set(scope.neighbourhoods)
    cities = {place.city_code for place in neighbourhoods(scope, snapshot)}
    rest = [place.geometry for place in _every(snapshot) if place.code not in seen and place.city_code in cities]
    if not rest:
        return collection([])
    # Simplified as a coverage: neighbours keep the same border and no white slivers open between them.
    simple = shapely.coverage_simplify(np.array(rest, dtype=object), CONTEXT_TOLERANCE)
    return collection(feature(shape) for shape in simple if not shape.is_empty)


def above(scope: Scope, snapshot: Snapshot) -> Collection:
    """The outlines of what lies above neighbourhoods: groups that the scope holds whole, and its cities, by `level`."""
    own = neighbourhoods(scope, snapshot)
    by_code = {place.code: place.geometry for place in own}
    cities = {place.city_code for place in own}
    found = []
    for place in queries.places(scope, snapshot):
        if place.level == "group" and place.inside and len(place.neighbourhoods) < len(own):
            parts = [by_code[code] for code in place.neighbourhoods if code in by_code]
            found.append(feature(_outline(parts), level="group", name=place.name))
    for city in sorted(cities):
        parts = [place.geometry for place in _every(snapshot) if place.city_code == city]
        found.append(feature(_outline(parts), level="city"))
    return collection(found)


def bounds(scope: Scope, snapshot: Snapshot) -> Bounds | None:
    """West, south, east, north of the scope in degrees; None for a scope that sees nothing."""
    places = neighbourhoods(scope, snapshot)
    if not places:
        return None
    west, south, east, north = shapely.total_bounds(np.array([place.geometry for place in places], dtype=object))
    return float(west), float(south), float(east), float(north)


def labels(scope: Scope, snapshot: Snapshot) -> tuple[Label, ...]:
    """A label point for each neighbourhood of the scope, largest first, so that small names give way."""
    found = (_label(place) for place in neighbourhoods(scope, snapshot))
    return tuple(sorted(found, key=lambda label: (-label.area, label.code)))


def neighbourhoods(scope: Scope, snapshot: Snapshot) -> tuple[Neighbourhood, ...]:
    """The scope's shapes in code order; an empty scope sees nothing."""
    seen = set(scope.neighbourhoods)
    return tuple(place for place in _every(snapshot) if place.code in seen)


def cities(scope: Scope, snapshot: Snapshot) -> dict[str, int]:
    """City code -> how many of the scope's neighbourhoods it has, the largest city first."""
    counts: dict[str, int] = {}
    for place in neighbourhoods(scope, snapshot):
        counts[place.city_code] = counts.get(place.city_code, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def within(scope: Scope, snapshot: Snapshot, city: str) -> Scope:
    """The scope cut down to one of its cities; unchanged for a city that it has nothing in. Never wider."""
    inside = tuple(place.code for place in neighbourhoods(scope, snapshot) if place.city_code == city)
    return replace(scope, neighbourhoods=inside) if inside else scope


def collection(features: Iterable[dict[str, Any]]) -> Collection:
    """GeoJSON features as a FeatureCollection."""
    return {"type": "FeatureCollection", "features": list(features)}


def feature(shape: BaseGeometry, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature with coordinates rounded to about a metre; a `code` is its id too."""
    return {
        "type": "Feature",
        **({"id": properties["code"]} if "code" in properties else {}),
        "properties": properties,
        "geometry": _rounded(shape),
    }


def encoded(found: Mapping[str, Any]) -> bytes:
    """GeoJSON in UTF-8 without spaces."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _every(snapshot: Snapshot) -> tuple[Neighbourhood, ...]:
    return _read(Path(snapshot.folder) / "neighbourhoods.geojson")


# A snapshot never changes once published, so its path is a safe key.
@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[Neighbourhood, ...]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        raise Refusal(f"{path.name} of the snapshot cannot be read: publish again with `quartier publish`.") from error
    places = [
        Neighbourhood(
            code=str(feature["properties"]["neighbourhood_code"]),
            name=str(feature["properties"].get("name") or feature["properties"]["neighbourhood_code"]),
            city_code=str(feature["properties"].get("city_code") or ""),
            geometry=shapely.from_geojson(json.dumps(feature["geometry"])),
        )
        for feature in features
        if feature.get("geometry")
    ]
    return tuple(sorted(places, key=lambda place: place.code))


@lru_cache(maxsize=8192)
def _label(place: Neighbourhood) -> Label:
    largest = max(shapely.get_parts(place.geometry), key=lambda part: part.area)
    # The centre of the largest circle that fits: a name there stays inside even when the shape is a crescent.
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.0005)
    point = shapely.get_point(circle, 0)
    lon, lat = round(float(point.x), DECIMALS), round(float(point.y), DECIMALS)
    return Label(place.code, place.name, lon, lat, float(largest.area))


def _outline(parts: list[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(np.array(parts, dtype=object))
    return shapely.simplify(shapely.boundary(whole), CONTEXT_TOLERANCE)


def _rounded(shape: BaseGeometry) -> dict[str, Any]:
    geometry = shapely.transform(shape, lambda points: np.round(points, DECIMALS))
    return dict(json.loads(shapely.to_geojson(geometry)))
