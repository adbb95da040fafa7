"""Reading places (GeoJSON, GeoPackage): geometry to EPSG:4326, broken shapes repaired or set aside, positions found.

One forced reader per ending: a file is never recognised by its content, so another format in disguise is refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyogrio
import pyproj
import shapely
from pyproj.exceptions import CRSError

from queries.intake.contract import Table
from queries.intake.read import Reading, check_columns
from queries.model import Refusal

LARGEST_FILE = 200 * 1024**2  # bytes
LARGEST_REPAIR = 0.001  # share of the area that a repair may change
COVERS_ALL = 0.99  # share of the others' area from which one polygon is taken for their outline
#: Degrees around the area of use of a coordinate system: cities stretch the zones of 3945-3950, but a neighbouring zone
#: taken for another puts a place 8 degrees off.
_MARGIN = 7.0
NO_GEOMETRY = "no geometry that can be read"
WRONG_KIND = "not a geometry of the expected kind"
BEYOND_REPAIR = "an invalid shape that a repair would change"
GEOMETRY_FAULTS = (NO_GEOMETRY, WRONG_KIND, BEYOND_REPAIR)
_POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class _Features:
    """Rows of a places file: their attributes as text or None, and shapes in `crs` (None where unreadable)."""

    columns: list[str]
    rows: list[dict[str, str | None]]
    shapes: list[shapely.Geometry | None]
    crs: pyproj.CRS


def batch(path: Path, table: Table, declared_crs: str | None, reading: Reading) -> pa.Table:
    """All rows of a places file: `line` (the feature's rank), text columns, `geometry` (WKB) and `geometry_fault`."""
    if path.stat().st_size > LARGEST_FILE:
        raise Refusal(f"{path.name}: larger than {LARGEST_FILE >> 20} MB; simplify the shapes.")
    features = (_geojson if path.suffix == ".geojson" else _geopackage)(path, table, declared_crs)
    reading.columns = check_columns(path.name, table, features.columns)
    reading.rows = len(features.rows)
    kinds = _POLYGONS if table.name == "neighbourhoods" else ("Point", *_POLYGONS)
    repaired = [_repaired(shape, kinds) for shape in features.shapes]
    shapes = _in_degrees(path, [shape for shape, _ in repaired], features.crs)
    columns = {name: pa.array([row.get(name) for row in features.rows], pa.string()) for name in features.columns}
    return pa.table(
        {
            "line": pa.array(range(1, len(shapes) + 1), pa.int64()),
            **columns,
            "geometry": pa.array([None if s is None else shapely.to_wkb(s) for s in shapes], pa.binary()),
            "geometry_fault": pa.array([fault for _, fault in repaired], pa.string()),
        }
    )


def _geojson(path: Path, table: Table, declared_crs: str | None) -> _Features:
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise Refusal(f"{path.name}: not GeoJSON in UTF-8 that can be read; export it again.") from fault
    found = content.get("features") if isinstance(content, dict) else None
    if not isinstance(found, list) or content.get("type") != "FeatureCollection":
        raise Refusal(f"{path.name}: not a GeoJSON FeatureCollection; export the layer as GeoJSON again.")
    rows, shapes, columns = [], [], dict[str, None]()
    for feature in found:
        said = feature if isinstance(feature, dict) else {}
        properties = said.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        columns.update(dict.fromkeys(properties))
        rows.append({name: _text(value) for name, value in properties.items()})
        shapes.append(_shape(said.get("geometry")))
    # A column that no feature carries is missing; in a collection without features no column can be.
    names = list(columns) if found else list(table.column_names)
    return _Features(names, rows, shapes, _geojson_crs(path, content.get("crs"), declared_crs))


def _geojson_crs(path: Path, stated: Any, declared_crs: str | None) -> pyproj.CRS:
    if stated is None:
        return _crs(path, declared_crs or "EPSG:4326")
    try:
        return _crs(path, stated["properties"]["name"])
    except (KeyError, TypeError) as fault:
        raise Refusal(f"{path.name}: its “crs” cannot be read; name it, for example “EPSG:2154”.") from fault


def _geopackage(path: Path, table: Table, declared_crs: str | None) -> _Features:
    with path.open("rb") as file:
        head = file.read(72)
    if not head.startswith(b"SQLite format 3\0") or head[68:72] not in (b"GPKG", b"GP10", b"GP11"):
        raise Refusal(f"{path.name}: not a GeoPackage; export the layer again.")
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if len(layers) != 1 and table.name not in layers:
            raise Refusal(f"{path.name}: name the layer to read “{table.name}”; it has {', '.join(layers) or 'none'}.")
        layer = layers[0] if len(layers) == 1 else table.name
        if pyogrio.read_info(path, layer=layer)["driver"] != "GPKG":
            raise Refusal(f"{path.name}: not a GeoPackage; export the layer again.")
        meta, _, wkb, values = pyogrio.raw.read(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, ValueError) as fault:
        raise Refusal(f"{path.name}: the GeoPackage cannot be read ({fault}); export it again.") from fault
    columns = [str(name) for name in meta["fields"]]
    listed = [column.tolist() for column in values]
    rows = [dict(zip(columns, map(_text, row), strict=True)) for row in zip(*listed, strict=True)] if listed else []
    shapes = [None if item is None else shapely.from_wkb(item, on_invalid="ignore") for item in wkb]
    crs = meta["crs"] or declared_crs
    if crs is None:
        raise Refusal(f"{path.name}: it does not state its coordinate system; add crs to bundle.toml.")
    return _Features(columns, rows, shapes, _crs(path, crs))


def _crs(path: Path, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(name)
    except CRSError as fault:
        raise Refusal(f"{path.name}: “{name}” is not a coordinate system; write for example EPSG:2154.") from fault


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "|".join(str(item) for item in value)
    return str(value)


def _shape(geometry: Any) -> shapely.Geometry | None:
    try:
        return shapely.geometry.shape(geometry)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError, shapely.errors.ShapelyError):
        return None


def _repaired(shape: shapely.Geometry | None, kinds: tuple[str, ...]) -> tuple[shapely.Geometry | None, str | None]:
    """The valid, flat shape, or the reason why there is none."""
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        return None, NO_GEOMETRY
    if shape.geom_type not in kinds:
        return None, WRONG_KIND
    flat = shapely.force_2d(shape)
    if flat.is_valid:
        return flat, None
    polygons = [part for part in shapely.get_parts(shapely.make_valid(flat)) if part.geom_type in _POLYGONS]
    mended = shapely.union_all(polygons)
    if mended.is_empty or abs(mended.area - flat.area) > LARGEST_REPAIR * flat.area:
        return None, BEYOND_REPAIR
    return mended, None


def _in_degrees(path: Path, shapes: list[shapely.Geometry | None], crs: pyproj.CRS) -> list[shapely.Geometry | None]:
    """The shapes in EPSG:4326; a file whose coordinates lie outside its coordinate system's own area is refused."""
    moved = gpd.GeoSeries(shapes, crs=crs).to_crs("EPSG:4326")
    present = [shape for shape in moved if shape is not None]
    if not present:
        return [None] * len(shapes)
    west, south, east, north = shapely.total_bounds(present)
    area = crs.area_of_use
    limits = (-180.0, -90.0, 180.0, 90.0)
    if area is not None and area.west <= area.east:
        limits = (
            max(-180.0, area.west - _MARGIN),
            max(-90.0, area.south - _MARGIN),
            min(180.0, area.east + _MARGIN),
            min(90.0, area.north + _MARGIN),
        )
    inside = west >= limits[0] and south >= limits[1] and east <= limits[2] and north <= limits[3]
    if not inside:  # also when a coordinate is not a number
        raise Refusal(
            f"{path.name}: its coordinates do not lie where {crs.to_string()} is used, so the coordinate system is "
            "wrong; correct it in the file, or state crs in bundle.toml."
        )
    return list(moved)


def outline(shapes: dict[str, bytes]) -> str | None:
    """The code of a polygon that covers all the others (an outline of the city slipped in), if there is one."""
    if len(shapes) < 2:
        return None
    codes, polygons = list(shapes), shapely.from_wkb(list(shapes.values()))
    largest = int(np.argmax(shapely.area(polygons)))
    others = shapely.union_all(np.delete(polygons, largest))
    covered = shapely.intersection(polygons[largest], others).area
    return codes[largest] if covered >= COVERS_ALL * others.area else None


def within(points: list[bytes], neighbourhoods: dict[str, bytes]) -> list[list[str]]:
    """For each shape (WKB), the codes of the neighbourhoods that hold its representative point, perhaps none."""
    codes = list(neighbourhoods)
    tree = shapely.STRtree(shapely.from_wkb(list(neighbourhoods.values())))
    positions = [shapely.from_wkb(point).representative_point() for point in points]
    return [sorted(codes[index] for index in tree.query(position, predicate="intersects")) for position in positions]
