"""What is planted in the demonstration of a country: its cities, and what homes, projects and activity depend on.

Frozen data; it must not simulate anything nor depend on the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MONTHS = 72

Kind = Literal["large_city", "medium_city", "rural"]


@dataclass(frozen=True)
class City:
    """A made-up city (or a country of villages): where its middle lies in degrees, and how many neighbourhoods."""

    code: str
    name: str
    kind: Kind
    lon: float
    lat: float
    neighbourhoods: int


#: Twelve cities with 400 neighbourhoods; their places on the map are nobody's.
CITIES = (
    City("valmont", "Valmont (simulation)", "large_city", 2.0, 47.2, 66),
    City("port-clair", "Port-Clair (simulation)", "large_city", 0.2, 46.1, 58),
    City("rochebelle", "Rochebelle (simulation)", "large_city", 4.4, 46.4, 52),
    City("montaigu-le-haut", "Montaigu-le-Haut (simulation)", "medium_city", 3.2, 45.6, 36),
    City("beaurivage", "Beaurivage (simulation)", "medium_city", 1.1, 45.0, 34),
    City("saint-aurel", "Saint-Aurel (simulation)", "medium_city", 5.2, 47.4, 32),
    City("les-essarts", "Les Essarts (simulation)", "medium_city", 2.4, 44.4, 30),
    City("pays-de-lume", "Pays de Lume (simulation)", "rural", 0.6, 47.4, 20),
    City("val-d-orne", "Val d’Orne (simulation)", "rural", 3.4, 48.1, 19),
    City("monts-de-brie", "Monts de Brie (simulation)", "rural", 4.3, 44.7, 18),
    City("plaine-de-sarre", "Plaine de Sarre (simulation)", "rural", 5.8, 45.5, 18),
    City("haut-pays", "Haut-Pays (simulation)", "rural", 1.6, 43.6, 17),
)


@dataclass(frozen=True)
class KindOfPlace:
    """Of the neighbourhoods of a kind of city: km2 each, homes of the middle one, share of flats in the middle one,
    local places for each, and how many enrolled households a home has against the country's."""

    km2: float
    homes: int
    flats: float
    services: float
    reach: float


@dataclass(frozen=True)
class CountryTruths:
    """Effects on logarithms, where not said otherwise; what differs for no reason is a standard deviation."""

    kinds: tuple[tuple[Kind, KindOfPlace], ...] = (
        ("large_city", KindOfPlace(1.1, 1_500, 0.75, 7.0, 1.0)),
        ("medium_city", KindOfPlace(2.4, 1_200, 0.45, 5.5, 1.15)),
        ("rural", KindOfPlace(14.0, 800, 0.12, 4.0, 1.35)),
    )
    #: Enrolled households a home: with each doubling of local places, with all homes flats against none, what the city
    #: and the part of it have in common (each), and besides.
    reach_services: float = 0.22
    reach_flats: float = -0.35
    reach_nearby: float = 0.15
    reach_besides: float = 0.12
    #: Growth of enrolment a year (share), and households that a project's opening brings within 18 months (share).
    growth: float = 0.06
    opening: float = 0.15
    opening_months: int = 18
    #: How often a household takes part: the same two, and besides.
    active_services: float = 0.16
    active_flats: float = 0.35
    active_besides: float = 0.10
    #: Activity while a stage lasts, against before the project (shares).
    consultation: float = 0.06
    works: float = -0.12
    existing: float = 0.15
    #: What varies from month to month for no reason.
    monthly: float = 0.06


COUNTRY = CountryTruths()

#: Of the neighbourhoods, how many have a project; of the projects, how many keep their stages to themselves.
WITH_PROJECT, PRIVATE = 0.65, 0.06
#: Months between the first consultation and the last, and between two stages.
FIRST, LAST = -18, 58
BETWEEN = (7, 13)
