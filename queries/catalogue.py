"""Public facts of a snapshot that go with numbers: campaigns, projects and their stages, labels of values.

What is not public is filtered here, by scope, before anything else sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from queries.model import Scope
from queries.snapshot import Snapshot


@dataclass(frozen=True)
class Campaign:
    """One campaign that touches the scope; `neighbourhoods` are those of its zone that lie in the scope."""

    code: str
    title: str
    theme: str
    organisation: str
    starts_on: date
    ends_on: date
    neighbourhoods: tuple[str, ...]
    households_exposed: int | None


@dataclass(frozen=True)
class Stage:
    """When a stage of a project began: consultation, works or existing."""

    stage: str
    starts_on: date
    public: bool


@dataclass(frozen=True)
class Project:
    """One urban project with the stages that the scope may see, oldest first; lon and lat in degrees (EPSG:4326)."""

    code: str
    name: str
    owner: str
    kind: str
    dwellings: int | None
    neighbourhoods: tuple[str, ...]
    stages: tuple[Stage, ...]
    lon: float
    lat: float

    def stage_on(self, day: date) -> str | None:
        """The stage that the project had reached on a day; None before its first."""
        begun = [stage.stage for stage in self.stages if stage.starts_on <= day]
        return begun[-1] if begun else None


def campaigns(scope: Scope, snapshot: Snapshot) -> tuple[Campaign, ...]:
    """The campaigns that touch the scope's neighbourhoods, latest first."""
    own = set(scope.neighbourhoods)
    return tuple(
        Campaign(
            row.campaign_code, row.title, row.theme, row.organisation, row.starts_on, row.ends_on,
            tuple(code for code in row.neighbourhood_codes if code in own), row.households_exposed,
        )
        for row in snapshot.query("campaigns", neighbourhoods=list(scope.neighbourhoods))
    )  # fmt: skip


def projects(scope: Scope, snapshot: Snapshot) -> tuple[Project, ...]:
    """The projects in the scope's neighbourhoods with a stage that it may see, in code order."""
    own = set(scope.neighbourhoods)
    found = snapshot.query("projects", neighbourhoods=list(scope.neighbourhoods), organisation=scope.organisation_code)
    result = []
    for code, group in groupby(found, key=lambda row: row.project_code):
        rows = list(group)
        first = rows[0]
        zone = tuple(n for n in first.neighbourhood_codes if n in own)
        stages = tuple(Stage(row.stage, row.starts_on, row.public) for row in rows)
        result.append(
            Project(code, first.name, first.owner, first.kind, first.dwellings, zone, stages, first.lon, first.lat)
        )
    return tuple(result)


def value_labels(snapshot: Snapshot, dimension: str, language: str) -> dict[str, str]:
    """The declared values of a dimension with their labels in `en` or `fr`, in declared order."""
    found = snapshot.query("declared", dimension=dimension)
    return {row.value: row.label_fr if language == "fr" else row.label_en for row in found}
