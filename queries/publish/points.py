"""Where public things are on a map: projects with their shapes, local places, a landlord's residences of one place.

Private side; it reads public facts only (shapes as WKB, EPSG:4326) and knows nothing of members.
"""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
from shapely import from_wkb, get_dimensions, to_geojson, transform

#: Digits of a degree that are kept: about a metre.
DIGITS = 5


def with_points(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `lon` and `lat` (degrees) of a point inside each shape, in place of `geometry`."""
    shapes = geopandas.GeoSeries(from_wkb([bytes(shape) for shape in rows.geometry]), crs=4326)
    points = shapes.representative_point()
    return rows.drop(columns="geometry").assign(lon=points.x.to_numpy(), lat=points.y.to_numpy())


def with_shapes(projects: pd.DataFrame) -> pd.DataFrame:
    """The rows with `lon` and `lat` as `with_points`, and `shape`: GeoJSON text of an area or line, None of a point."""
    found = []
    for geometry in projects.geometry:
        shape = from_wkb(bytes(geometry))
        found.append(to_geojson(transform(shape, _rounded)) if get_dimensions(shape) > 0 else None)
    return with_points(projects).assign(shape=pd.Series(found, index=projects.index, dtype=object))


def local_points(places: pd.DataFrame) -> pd.DataFrame:
    """place_code, name, kind, neighbourhood_code, lon, lat of the local places."""
    return with_points(places).round({"lon": DIGITS, "lat": DIGITS})


def residence_points(residences: pd.DataFrame) -> pd.DataFrame:
    """landlord, neighbourhood_code, lon, lat: one row for each landlord and neighbourhood where it has residences.

    The point is that of the building nearest to the middle of the dwellings, so that it is a real place.
    """
    placed = with_points(residences).dropna(subset="neighbourhood_code")
    found = []
    for (landlord, code), here in placed.groupby(["landlord", "neighbourhood_code"]):
        weights = np.maximum(here.dwellings.to_numpy(), 1)
        lon, lat = np.average(here.lon, weights=weights), np.average(here.lat, weights=weights)
        # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
        away = np.hypot((here.lon - lon) * np.cos(np.radians(lat)), here.lat - lat)
        building = here.iloc[int(np.argmin(away))]
        found.append((landlord, code, round(building.lon, DIGITS), round(building.lat, DIGITS)))
    return pd.DataFrame(found, columns=["landlord", "neighbourhood_code", "lon", "lat"])


def within_metres(neighbourhoods: pd.DataFrame, metres: float) -> pd.DataFrame:
    """area_code, near_code: pairs of neighbourhoods whose boundaries are no farther apart, in both orders."""
    flat = _flat(neighbourhoods)
    one, other = flat.sindex.query(flat, predicate="dwithin", distance=metres)
    codes = neighbourhoods.neighbourhood_code.to_numpy(dtype=object)
    found = pd.DataFrame({"area_code": codes[one], "near_code": codes[other]})
    return found[found.area_code != found.near_code].sort_values(["area_code", "near_code"], ignore_index=True)


def ground(neighbourhoods: pd.DataFrame) -> pd.DataFrame:
    """neighbourhood_code, km2 of each neighbourhood."""
    return pd.DataFrame({"neighbourhood_code": neighbourhoods.neighbourhood_code,
                         "km2": (_flat(neighbourhoods).area / 1e6).round(4)})  # fmt: skip


def _flat(neighbourhoods: pd.DataFrame) -> geopandas.GeoSeries:
    """The shapes in metres."""
    shapes = geopandas.GeoSeries(from_wkb([bytes(shape) for shape in neighbourhoods.geometry]), crs=4326)
    return shapes.to_crs(shapes.estimate_utm_crs())


def _rounded(coordinates: np.ndarray) -> np.ndarray:
    return np.round(coordinates, DIGITS)
