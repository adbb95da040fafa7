"""The organisations of the demonstration: one of each kind, each with another territory and one login.

It owns names and territories as frozen data; it must not create accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np

from queries.demo.boundaries import centres
from queries.demo.truths import planted


@dataclass(frozen=True)
class Organisation:
    """`kind` is local_authority, social_landlord, developer or local_business.

    territory: places written city:, neighbourhood: or portfolio: and a code.
    """

    code: str
    name: str
    kind: str
    email: str
    territory: tuple[str, ...]


def organisations(frame: gpd.GeoDataFrame) -> tuple[Organisation, ...]:
    """The four organisations for these neighbourhoods (the frame of `boundaries.neighbourhoods`)."""
    city = str(frame["city_code"].iloc[0])
    return (
        Organisation("city_hall", "Mairie", "local_authority", "mairie@quartier.example", (f"city:{city}",)),
        Organisation(
            "habitat_social", "Habitat Social", "social_landlord", "bailleur@quartier.example",
            (*_places(landlord_places(frame)), "portfolio:habitat_social"),
        ),
        Organisation(
            "bati_promotion", "Bâti Promotion", "developer", "promoteur@quartier.example",
            _places(developer_places(frame)),
        ),
        Organisation(
            "les_halles", "Commerces des Halles", "local_business", "commerce@quartier.example",
            _places(business_places(frame)),
        ),
    )  # fmt: skip


def landlord_places(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """About a fifth of the neighbourhoods: a third of the flood districts, two with works, and others all over town."""
    where, codes = planted(frame), frame["neighbourhood_code"].tolist()
    wanted = [*where.flood[::3], *where.works[:2], *where.idle[::5], *where.childcare[:1], *where.rest[::5]]
    return _some(wanted, codes, max(3, round(len(codes) / 5)))


def developer_places(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """The neighbourhoods of its projects and their surroundings."""
    where, codes = planted(frame), frame["neighbourhood_code"].tolist()
    wanted = [*where.works[2:], *where.step[:1], *where.rest[1::7], *where.childcare[1:2]]
    return _some(wanted, codes, max(2, round(len(codes) / 8)))


def business_places(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    """The neighbourhoods around the one nearest to the centre of town."""
    xy = centres(frame)
    middle = int(np.argmin(np.hypot(*(xy - xy.mean(axis=0)).T)))
    near = np.argsort(np.hypot(*(xy - xy[middle]).T), kind="stable")[: max(1, round(len(frame) / 12))]
    return tuple(sorted(frame["neighbourhood_code"].iloc[near]))


def _some(wanted: list[str], codes: list[str], count: int) -> tuple[str, ...]:
    """The first `count` different codes of `wanted`, then of `codes`, in code order."""
    return tuple(sorted(list(dict.fromkeys([*wanted, *codes]))[: min(count, len(codes))]))


def _places(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"neighbourhood:{code}" for code in codes)
