"""The social landlord's residences in the demonstration, and which households live in each.

It owns buildings and where flats are rented; it must not change who a household is or what it does.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from queries.demo.organisations import landlord_places
from queries.demo.residents import Households

LANDLORD = "habitat_social"
#: Households ever enrolled in the landlord's flats of one neighbourhood each: of the first three more than 200 are
#: enrolled on any day, of the next three between 150 and 200, of the last three fewer.
_ESTATES = (250, 250, 250, 190, 190, 190, 100, 80, 60)
#: Fewer flats than this of other owners are the landlord's too: no neighbourhood is left with a handful of them.
_ALL_BUT = 15
_HOUSEHOLDS_A_BUILDING = 45
_NAMES = ("Les Tilleuls", "Les Érables", "Les Peupliers", "Les Acacias", "Les Lilas", "Le Belvédère", "Le Parc")


@dataclass(frozen=True)
class Residence:
    """A building of the landlord in one neighbourhood; `lon` and `lat` in degrees."""

    code: str
    name: str
    landlord: str
    dwellings: int
    neighbourhood_code: str
    lon: float
    lat: float


def residences(
    frame: gpd.GeoDataFrame, homes: Households, seed: int, territory: tuple[str, ...] = ()
) -> tuple[tuple[Residence, ...], np.ndarray]:
    """The buildings in code order, and for each household the row of its building (-1: it lives in none).

    An estate lies where there are the most flats of enrolled households, in the landlord's territory if one fits
    there, else elsewhere; an estate larger than any neighbourhood's flats is not built.
    """
    rng = np.random.default_rng([seed, 11])
    is_flat = np.char.startswith(homes.dwelling_type.astype(str), "apartment")
    flats = np.bincount(homes.hood[is_flat], minlength=len(frame))
    is_ours = frame["neighbourhood_code"].isin(territory or landlord_places(frame)).to_numpy()
    is_free = np.ones(len(frame), dtype=bool)
    built: list[Residence] = []
    residence_of = np.full(len(homes), -1)
    for wanted in _ESTATES:
        fits = is_free & (flats >= wanted)
        fits = fits & is_ours if (fits & is_ours).any() else fits
        if not fits.any():
            continue
        place = int(np.argmax(np.where(fits, flats, -1)))
        is_free[place] = False
        households = flats[place] if flats[place] - wanted < _ALL_BUT else wanted
        tenants = rng.choice(np.flatnonzero(is_flat & (homes.hood == place)), households, replace=False)
        buildings = max(1, round(households / _HOUSEHOLDS_A_BUILDING))
        building = rng.choice(buildings, households, p=rng.dirichlet(np.full(buildings, 8.0)))
        residence_of[tenants] = len(built) + building
        built += _estate(frame.iloc[place], np.bincount(building, minlength=buildings), len(built), rng)
    return tuple(built), residence_of


def _estate(row: pd.Series, households: np.ndarray, before: int, rng: np.random.Generator) -> list[Residence]:
    """One building for each number of enrolled households; between a third and two thirds of its dwellings are."""
    points = shapely.get_coordinates(gpd.GeoSeries([row.geometry]).sample_points(len(households), rng=rng).iloc[0])
    dwellings = np.ceil(households * rng.uniform(1.5, 3.0, len(households)) / 10).astype(int) * 10
    return [
        Residence(
            f"r{before + number:02d}", f"{_NAMES[(number - 1) % len(_NAMES)]} – {row['name']}", LANDLORD, int(size),
            row["neighbourhood_code"], round(float(lon), 6), round(float(lat), 6),
        )
        for number, (size, (lon, lat)) in enumerate(zip(dwellings, points, strict=True), 1)
    ]  # fmt: skip
