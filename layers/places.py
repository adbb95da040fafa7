"""Points beside the neighbourhoods: local places by kind, and the residence groups of a landlord that may see them.

It places what the queries let a scope see and decides nothing about who sees it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import shapely

import queries
from layers.boundaries import Collection, collection, feature
from queries.model import Scope

if TYPE_CHECKING:
    from queries.snapshot import Snapshot

#: The kinds of a local place, each with the sign that stands for it on the map and in the legend.
KIND_SIGNS = {"association": "●", "shop": "■", "public_service": "▲", "green_space": "♣", "other": "◆"}


#: How many points each layer has by neighbourhood.
Counts = dict[str, Counter[str]]


def counts(scope: Scope, snapshot: Snapshot) -> Counts:
    """How many points the layers `places` and `residences` have in each neighbourhood of the scope."""
    return {
        "places": Counter(place.neighbourhood_code for place in queries.local_places(scope, snapshot)),
        "residences": Counter(place.neighbourhood_code for place in queries.residence_points(scope, snapshot)),
    }


def local(scope: Scope, snapshot: Snapshot) -> Collection:
    """The local places of the scope's neighbourhoods as points with code, name, kind and sign."""
    return collection(
        feature(shapely.Point(place.lon, place.lat), code=place.code, name=place.name, kind=place.kind,
                sign=KIND_SIGNS.get(place.kind, KIND_SIGNS["other"]), neighbourhood=place.neighbourhood_code)
        for place in queries.local_places(scope, snapshot)
    )  # fmt: skip


def residences(scope: Scope, snapshot: Snapshot) -> Collection:
    """The scope's own residence groups as points with code, name and dwellings (0 where unknown)."""
    return collection(
        feature(shapely.Point(place.lon, place.lat), code=place.code, name=place.name, dwellings=place.dwellings or 0,
                neighbourhood=place.neighbourhood_code)
        for place in queries.residence_points(scope, snapshot)
    )  # fmt: skip
