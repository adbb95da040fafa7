"""The neighbourhoods of a made-up country: cells around random points in the outline of each city, and their homes.

It owns shapes, names, homes and local places; nothing real is drawn. It must not know about members.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from queries.catalogue import LocalPlace
from queries.demo.country.truths import COUNTRY, City
from queries.demo.local_places import KINDS

#: Kilometres of a degree of latitude.
_DEGREE = 111.2
_FIRST = ("Les", "Le Clos des", "La Croix des", "Le Bois des", "Le Val des", "La Cour des", "Le Pré des")
_LAST = ("Tilleuls", "Érables", "Peupliers", "Acacias", "Lilas", "Saules", "Cerisiers", "Noyers", "Ormes", "Bouleaux",
         "Charmes", "Genêts")  # fmt: skip
#: One neighbourhood in so many is one that the platform's operator lets everybody compare with.
_COMPARISON = 10
#: Shares of the kinds of local places, in their order.
_SHARES = (0.22, 0.32, 0.22, 0.16, 0.08)


@dataclass(frozen=True)
class Country:
    """`frame` is that of the contract; flats (share of homes) and services (local places) of each neighbourhood."""

    frame: gpd.GeoDataFrame
    kinds: np.ndarray
    flats: np.ndarray
    services: np.ndarray

    def __len__(self) -> int:
        return len(self.frame)


def country(cities: Sequence[City], seed: int) -> Country:
    """The neighbourhoods of these cities in code order; homes in tens, those of a city denser towards its middle."""
    rng = np.random.default_rng([seed, 31])
    rows, shapes, kinds, inner = [], [], [], []
    for city in cities:
        cells, away = _cells(city, rng)
        for number in range(len(cells)):
            name = f"{_FIRST[number // len(_LAST) % len(_FIRST)]} {_LAST[number % len(_LAST)]}"
            rows.append((f"{city.code}-{number + 1:02d}", name, city.code, city.name))
        shapes += cells
        kinds += [city.kind] * len(cells)
        inner += list(0.5 - away)
    frame = gpd.GeoDataFrame(
        rows, columns=["neighbourhood_code", "name", "city_code", "city_name"], geometry=shapes, crs="EPSG:4326"
    )
    of = dict(COUNTRY.kinds)
    typical = [of[kind] for kind in kinds]
    middle = np.array(inner)
    flats = _logistic(_logit(np.array([k.flats for k in typical])) + 1.6 * middle + rng.normal(0, 0.6, len(frame)))
    size = np.array([k.homes for k in typical]) * np.exp(0.4 * middle + rng.normal(0, 0.35, len(frame)))
    homes = np.maximum(np.round(size, -1), 400).astype(int)
    services = rng.poisson(np.array([k.services for k in typical]) * np.exp(0.5 * middle)) + 1
    frame["households"], frame["population"] = homes, np.round(homes * 2.2, -1).astype(int)
    frame["comparison_place"] = np.arange(len(frame)) % _COMPARISON == 0
    order = ["neighbourhood_code", "name", "city_code", "city_name", "households", "population", "comparison_place"]
    frame = gpd.GeoDataFrame(frame[[*order, "geometry"]], crs="EPSG:4326")
    place = np.argsort(frame["neighbourhood_code"].to_numpy(dtype=str), kind="stable")
    return Country(frame.iloc[place].reset_index(drop=True), np.array(kinds, dtype=object)[place], flats[place],
                   services[place])  # fmt: skip


def services_of(country: Country, seed: int) -> tuple[LocalPlace, ...]:
    """The local places of each neighbourhood, each inside it."""
    rng = np.random.default_rng([seed, 32])
    points = shapely.get_coordinates(country.frame.geometry.sample_points(country.services, rng=rng).to_numpy())
    named = list(_named(country, rng))
    return tuple(
        LocalPlace(f"l{number:04d}", name, kind, code, round(float(lon), 6), round(float(lat), 6))
        for number, ((name, kind, code), (lon, lat)) in enumerate(zip(named, points, strict=True), 1)
    )


def _named(country: Country, rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    kinds, where = list(KINDS), country.frame[["neighbourhood_code", "name"]].to_numpy()
    for (code, place), count in zip(where, country.services, strict=True):
        for kind in rng.choice(len(kinds), count, p=_SHARES):
            known = KINDS[kinds[kind]][2]
            yield f"{known[int(rng.integers(len(known)))]} – {place}", kinds[kind], str(code)


def _cells(city: City, rng: np.random.Generator) -> tuple[list[BaseGeometry], np.ndarray]:
    """One cell a neighbourhood in degrees, and how far each lies from the middle (0) to the edge (1) of the city."""
    area = city.neighbourhoods * dict(COUNTRY.kinds)[city.kind].km2
    radius = np.sqrt(area / np.pi)
    angle = np.linspace(0, 2 * np.pi, 73)[:-1]
    edge = radius * (1 + sum(rng.normal(0, 0.09 / wave) * np.cos(wave * angle + rng.uniform(0, 2 * np.pi))
                             for wave in (1, 2, 3, 4)))  # fmt: skip
    outline = shapely.Polygon(np.column_stack([edge * np.cos(angle), edge * np.sin(angle)]))
    points = _spread(outline, city.neighbourhoods, rng)
    found = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline))
    tree = shapely.STRtree(found)
    cells = [found[tree.query(shapely.Point(point), predicate="within")[0]].intersection(outline) for point in points]
    order = np.argsort(-points[:, 1], kind="stable")  # from north to south
    away = np.hypot(*points[order].T) / radius
    return [_in_degrees(_largest(cells[at]), city) for at in order], np.clip(away, 0, 1)


def _spread(outline: BaseGeometry, count: int, rng: np.random.Generator) -> np.ndarray:
    """Random points inside, moved twice towards the middle of their cells, so that no cell is a sliver."""
    points = shapely.get_coordinates(gpd.GeoSeries([outline]).sample_points(count, rng=rng).iloc[0])
    for _ in range(2):
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline))
        points = shapely.get_coordinates(shapely.centroid(shapely.intersection(cells, outline)))
    return points


def _largest(cell: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(cell), key=lambda part: part.area)


def _in_degrees(cell: BaseGeometry, city: City) -> BaseGeometry:
    narrow = _DEGREE * np.cos(np.radians(city.lat))
    moved = shapely.transform(cell, lambda xy: xy / [narrow, _DEGREE] + [city.lon, city.lat])
    return shapely.set_precision(moved, 1e-6)


def _logit(share: np.ndarray) -> np.ndarray:
    return np.log(share / (1 - share))


def _logistic(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))
