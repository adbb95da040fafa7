"""The organisations of a made-up country: the first city's hall, a landlord and a developer in several, shops of one.

Codes, kinds and logins are those of the demonstration of one city.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from queries.demo.country.truths import City
from queries.demo.organisations import Organisation


def country_organisations(frame: gpd.GeoDataFrame, cities: Sequence[City]) -> tuple[Organisation, ...]:
    """One of each kind, with the territories that the projects and residences of the country lie in."""
    first = cities[0].code
    return (
        Organisation("city_hall", "Mairie", "local_authority", "mairie@quartier.example", (f"city:{first}",)),
        Organisation("habitat_social", "Habitat Social", "social_landlord", "bailleur@quartier.example",
                     (*_places(landlord_places(frame)), "portfolio:habitat_social")),
        Organisation("bati_promotion", "Bâti Promotion", "developer", "promoteur@quartier.example",
                     (f"city:{cities[-1].code}", *_places(developer_places(frame, cities)))),
        Organisation("les_halles", "Commerces des Halles", "local_business", "commerce@quartier.example",
                     _places(_some(frame, first, 2)[:5])),
    )  # fmt: skip


def landlord_places(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Every eighth neighbourhood of the country."""
    return tuple(frame["neighbourhood_code"][::8])


def developer_places(frame: gpd.GeoDataFrame, cities: Sequence[City]) -> tuple[str, ...]:
    """Every third neighbourhood of each city but the last, which it has whole."""
    return tuple(code for city in cities[:-1] for code in _some(frame, city.code, 3))


def _some(frame: gpd.GeoDataFrame, city: str, step: int) -> tuple[str, ...]:
    return tuple(frame["neighbourhood_code"][frame["city_code"] == city][::step])


def _places(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"neighbourhood:{code}" for code in codes)
