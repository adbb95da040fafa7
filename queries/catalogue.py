"""Public facts of a snapshot that go with numbers: campaigns, projects and their stages, places, census, labels.

What is not public is filtered here, by scope, before anything else sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from queries.model import Scope
from queries.places import Place
from queries.snapshot import Snapshot


@dataclass(frozen=True)
class Campaign:
    """One campaign that touches the scope; `neighbourhoods` are those of its zone that lie in the scope.

    households_exposed: of its whole zone. is_whole: whether all of that lies in the scope.
    """

    code: str
    title: str
    theme: str
    organisation: str
    starts_on: date
    ends_on: date
    neighbourhoods: tuple[str, ...]
    households_exposed: int | None
    is_whole: bool


@dataclass(frozen=True)
class Stage:
    """When a stage of a project began: consultation, works or existing."""

    stage: str
    starts_on: date
    public: bool


@dataclass(frozen=True)
class Project:
    """One urban project with the stages that the scope may see, oldest first; lon and lat in degrees (EPSG:4326).

    `shape` is the GeoJSON text of its area or line; empty for a project that is a point, or of an older snapshot.
    """

    code: str
    name: str
    owner: str
    kind: str
    dwellings: int | None
    neighbourhoods: tuple[str, ...]
    stages: tuple[Stage, ...]
    lon: float
    lat: float
    shape: str = ""

    def stage_on(self, day: date) -> str | None:
        """The stage that the project had reached on a day; None before its first."""
        begun = [stage.stage for stage in self.stages if stage.starts_on <= day]
        return begun[-1] if begun else None


@dataclass(frozen=True)
class LocalPlace:
    """An association, shop, public_service, green_space or other place; lon and lat in degrees (EPSG:4326)."""

    code: str
    name: str
    kind: str
    neighbourhood_code: str
    lon: float
    lat: float


@dataclass(frozen=True)
class ResidencePoint:
    """One landlord's residences in a neighbourhood: `code` is the place of its numbers, `dwellings` all of its flats.

    lon and lat (degrees, EPSG:4326) are those of the building nearest to the middle of these dwellings.
    """

    code: str
    name: str
    neighbourhood_code: str
    dwellings: int | None
    lon: float
    lat: float


@dataclass(frozen=True)
class CensusCount:
    """How many homes (`households`) and `persons` a neighbourhood has of one value of an attribute; public, exact.

    attribute: dwelling_type, gender or age_band; value: a code of that dimension. persons: None where not stated.
    """

    neighbourhood_code: str
    attribute: str
    value: str
    households: int
    persons: int | None


def campaigns(scope: Scope, snapshot: Snapshot) -> tuple[Campaign, ...]:
    """The campaigns that touch the scope's neighbourhoods, latest first."""
    own = set(scope.neighbourhoods)
    return tuple(
        Campaign(
            row.campaign_code, row.title, row.theme, row.organisation, row.starts_on, row.ends_on,
            tuple(code for code in row.neighbourhood_codes if code in own), row.households_exposed,
            own.issuperset(row.neighbourhood_codes),
        )
        for row in snapshot.query("campaigns", neighbourhoods=list(scope.neighbourhoods))
    )  # fmt: skip


def projects(scope: Scope, snapshot: Snapshot) -> tuple[Project, ...]:
    """The projects in the scope's neighbourhoods with a stage that it may see, in code order."""
    own = set(scope.neighbourhoods)
    asked = {"neighbourhoods": list(scope.neighbourhoods), "organisation": scope.organisation_code}
    found = snapshot.query("projects", **asked)
    shapes = dict(snapshot.query("project_shapes", **asked)) if snapshot.has(3) else {}
    result = []
    for code, group in groupby(found, key=lambda row: row.project_code):
        rows = list(group)
        first = rows[0]
        zone = tuple(n for n in first.neighbourhood_codes if n in own)
        stages = tuple(Stage(row.stage, row.starts_on, row.public) for row in rows)
        result.append(
            Project(code, first.name, first.owner, first.kind, first.dwellings, zone, stages, first.lon, first.lat,
                    shapes.get(code, ""))
        )  # fmt: skip
    return tuple(result)


@lru_cache(maxsize=8)  # few: a large city has tens of thousands
def local_places(scope: Scope, snapshot: Snapshot) -> tuple[LocalPlace, ...]:
    """The local places of the scope's neighbourhoods, by neighbourhood, kind and name; none in an older snapshot."""
    if not snapshot.has(2):
        return ()
    found = snapshot.query("local_places", neighbourhoods=list(scope.neighbourhoods))
    return tuple(LocalPlace(*row) for row in found)


def residence_points(scope: Scope, snapshot: Snapshot) -> tuple[ResidencePoint, ...]:
    """The residence groups of the scope's own landlords in its neighbourhoods, in code order; else none."""
    if not snapshot.has(2):
        return ()
    own = {"neighbourhoods": list(scope.neighbourhoods), "portfolios": list(scope.portfolios)}
    return tuple(ResidencePoint(*row) for row in snapshot.query("residence_points", **own))


@lru_cache(maxsize=64)
def census(scope: Scope, snapshot: Snapshot) -> tuple[CensusCount, ...]:
    """The census of the scope's neighbourhoods, by neighbourhood, attribute and value; none in an older snapshot."""
    if not snapshot.has(3):
        return ()
    found = snapshot.query("census", neighbourhoods=list(scope.neighbourhoods))
    return tuple(CensusCount(*row) for row in found)


def value_labels(snapshot: Snapshot, dimension: str, language: str) -> dict[str, str]:
    """The declared values of a dimension with their labels in `en` or `fr`, in declared order."""
    found = snapshot.query("declared", dimension=dimension)
    return {row.value: row.label_fr if language == "fr" else row.label_en for row in found}


@lru_cache(maxsize=16)
def category_kinds(snapshot: Snapshot) -> dict[str, str]:
    """The kind of each declared category: object, service or other; none in an older snapshot."""
    if not snapshot.has(4):
        return {}
    return {row.category: row.kind for row in snapshot.query("kinds")}


def merged_values(snapshot: Snapshot, place: Place, dimension: str, year: int) -> tuple[str, ...]:
    """The values of a dimension that stand together as `merged` in a place of the scope, in declared order."""
    found = snapshot.query("merges", level=place.level, area_code=place.area_code, dimension=dimension, year=year)
    return tuple(row.value for row in found)
