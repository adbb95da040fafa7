"""Public facts of a snapshot that go with numbers: campaigns, projects and their stages, places, census, labels.

What is not public is filtered here, by scope, before anything else sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

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
class CampaignNeed:
    """How many of an item (a category) a campaign asks for, exact; in its whole zone where no place is named."""

    item: str
    neighbourhood_code: str
    needed: int


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


@lru_cache(maxsize=256)
def campaigns(scope: Scope, snapshot: Snapshot) -> tuple[Campaign, ...]:
    """The campaigns that touch the scope's neighbourhoods, latest first."""
    own = set(scope.neighbourhoods)
    return tuple(
        Campaign(
            row.campaign_code, row.title, row.theme, row.organisation, row.starts_on, row.ends_on,
            tuple(code for code in row.neighbourhood_codes if code in own), row.households_exposed,
            own.issuperset(row.neighbourhood_codes),
        )
        for row in all_campaigns(snapshot)
        if not own.isdisjoint(row.neighbourhood_codes)
    )  # fmt: skip


def campaign_needs(snapshot: Snapshot, campaign: Campaign) -> tuple[CampaignNeed, ...]:
    """What a campaign of the scope asks for in the scope's part of its zone; of the whole zone where it has all of it.

    None in an older snapshot, and where the bundle did not say.
    """
    return tuple(need for need in _needs(snapshot).get(campaign.code, ())
                 if (need.neighbourhood_code in campaign.neighbourhoods if need.neighbourhood_code
                     else campaign.is_whole))  # fmt: skip


@lru_cache(maxsize=4)
def _needs(snapshot: Snapshot) -> dict[str, list[CampaignNeed]]:
    found: dict[str, list[CampaignNeed]] = {}
    for row in snapshot.query("campaign_needs") if snapshot.has(5) else []:
        found.setdefault(row.campaign_code, []).append(CampaignNeed(*row[1:]))
    return found


@lru_cache(maxsize=4)
def all_campaigns(snapshot: Snapshot) -> tuple[Any, ...]:
    """Every campaign as `campaigns.sql` has it, of no scope: whoever asks keeps to one."""
    return tuple(snapshot.query("campaigns"))


@lru_cache(maxsize=256)
def projects(scope: Scope, snapshot: Snapshot) -> tuple[Project, ...]:
    """The projects in the scope's neighbourhoods with a stage that it may see, in code order.

    A stage that is not public is its project's owner's alone.
    """
    own, (stages_of, shapes), result = set(scope.neighbourhoods), _all_projects(snapshot), []
    for code, rows in stages_of.items():
        first = rows[0]
        zone = tuple(n for n in first.neighbourhood_codes if n in own)
        stages = tuple(Stage(row.stage, row.starts_on, row.public) for row in rows
                       if row.public or row.owner == scope.organisation_code)  # fmt: skip
        if zone and stages:
            result.append(
                Project(code, first.name, first.owner, first.kind, first.dwellings, zone, stages, first.lon, first.lat,
                        shapes.get(code, ""))
            )  # fmt: skip
    return tuple(result)


@lru_cache(maxsize=4)
def _all_projects(snapshot: Snapshot) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """The stages of every project, and their shapes, of no scope and whether public or not."""
    rows = snapshot.query("projects")
    shapes = dict(snapshot.query("project_shapes")) if snapshot.has(3) else {}
    return {code: list(own) for code, own in groupby(rows, key=lambda row: row.project_code)}, shapes


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
    everywhere = _census(snapshot)
    return tuple(each for code in sorted(scope.neighbourhoods) for each in everywhere.get(code, ()))


def homes(snapshot: Snapshot, neighbourhoods: Collection[str], attribute: str) -> dict[str, int]:
    """Homes by value of an attribute in all these neighbourhoods, public; nothing where one is not counted."""
    values = _homes(snapshot).get(attribute, {})
    counted = set[str]().union(*values.values())
    if not counted.issuperset(neighbourhoods):
        return {}
    return {value: sum(own.get(code, 0) for code in neighbourhoods) for value, own in values.items()}


@lru_cache(maxsize=4)
def _homes(snapshot: Snapshot) -> dict[str, dict[str, dict[str, int]]]:
    """Attribute and value -> homes by neighbourhood."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in snapshot.query("homes") if snapshot.has(3) else []:
        own = dict(zip(row.neighbourhoods, row.households, strict=True))
        found.setdefault(row.attribute, {})[row.value] = own
    return found


@lru_cache(maxsize=4)
def _census(snapshot: Snapshot) -> dict[str, list[CensusCount]]:
    found: dict[str, list[CensusCount]] = {}
    for row in snapshot.query("census"):
        found.setdefault(row.neighbourhood_code, []).append(CensusCount(*row))
    return found


@lru_cache(maxsize=128)
def value_labels(snapshot: Snapshot, dimension: str, language: str) -> Mapping[str, str]:
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
    return tuple(_merges(snapshot, dimension, year).get((place.level, place.area_code), ()))


@lru_cache(maxsize=64)
def _merges(snapshot: Snapshot, dimension: str, year: int) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in snapshot.query("merges", dimension=dimension, year=year):
        found.setdefault((row.level, row.area_code), []).append(row.value)
    return found
