"""Where public things are shown on a map: projects, local places, and a landlord's residences of one neighbourhood.

Private side; it reads public facts only (shapes as WKB, EPSG:4326) and knows nothing of members.
"""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
from shapely import from_wkb

#: Digits of a degree that are kept: about a metre.
DIGITS = 5


def with_points(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `lon` and `lat` (degrees) of a point inside each shape, in place of `geometry`."""
    shapes = geopandas.GeoSeries(from_wkb([bytes(shape) for shape in rows.geometry]), crs=4326)
    points = shapes.representative_point()
    return rows.drop(columns="geometry").assign(lon=points.x.to_numpy(), lat=points.y.to_numpy())


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
