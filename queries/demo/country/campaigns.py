"""The campaigns of a made-up country: one a city and year in all of its neighbourhoods, solidarity and waste in turn.

They change nothing about activity; contacts and answers are drawn as in the demonstration of one city.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from queries.demo.campaigns import Campaign
from queries.demo.country.truths import MONTHS, City

#: The month of the first campaign of the first city, and by how many months that of each further city is later.
_FIRST, _LATER, _LONG = 4, 1, 2


def country_campaigns(frame: gpd.GeoDataFrame, cities: Sequence[City]) -> tuple[Campaign, ...]:
    """In order of cities, then of years; none that would still run at the end."""
    found = []
    for number, city in enumerate(cities):
        codes = tuple(frame["neighbourhood_code"][frame["city_code"] == city.code])
        begins = range(_FIRST + _LATER * (number % 6), MONTHS - _LONG - 1, 12)
        found += [_campaign(city, year, codes, month) for year, month in enumerate(begins, 1)]
    return tuple(found)


def _campaign(city: City, year: int, codes: tuple[str, ...], month: int) -> Campaign:
    if year % 2:
        return Campaign(
            f"{city.code}-entraide-{year}", f"Entre voisins, {year}", "solidarity", "city_hall", codes, month, _LONG,
            ("torches", "food"), ("childcare", "at_home_help"), 0.62, 0.60, 0.30, 0.20, (8, 10, 6, 6),
        )  # fmt: skip
    return Campaign(
        f"{city.code}-dechets-{year}", f"Un mois sans déchets, {year}", "environment", "city_hall", codes, month, _LONG,
        ("food", "furniture_decoration"), ("repairs",), 0.55, 0.50, 0.24, 0.15, (10, 10, 8),
    )  # fmt: skip
