"""Where building projects are and which stage each has reached on a day.

It places what `queries.projects` lets an organisation see and decides nothing about who sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import shapely

from layers import boundaries

if TYPE_CHECKING:
    from queries import Project

#: The stages in the order of a project's life; `planned` is a project whose first visible stage is still to come.
STAGES = ("planned", "consultation", "works", "existing")


@dataclass(frozen=True)
class ProjectPoint:
    """One project on the map: longitude and latitude in degrees, its stage and the day that stage began."""

    code: str
    name: str
    stage: str
    since: date | None
    neighbourhoods: tuple[str, ...]
    lon: float
    lat: float
    shape: str = ""  # GeoJSON text of its area or line, where it has one


def points(projects: Iterable[Project], on: date) -> tuple[ProjectPoint, ...]:
    """The projects that have a place, with the stage reached on the day `on`, in code order."""
    placed = (project for project in projects if project.lon is not None and project.lat is not None)
    return tuple(
        sorted(
            (
                ProjectPoint(
                    code=project.code,
                    name=project.name,
                    stage=stage,
                    since=since,
                    neighbourhoods=tuple(project.neighbourhoods),
                    lon=round(float(project.lon), 5),
                    lat=round(float(project.lat), 5),
                    shape=project.shape,
                )
                for project in placed
                for stage, since in (stage_on(project, on),)
            ),
            key=lambda point: point.code,
        )
    )


def stage_on(project: Project, on: date) -> tuple[str, date | None]:
    """The latest stage begun by that day and its first day; `("planned", None)` before the first."""
    begun = [stage for stage in project.stages if stage.starts_on <= on]
    if not begun:
        return "planned", None
    latest = max(begun, key=lambda stage: (stage.starts_on, STAGES.index(stage.stage)))
    return latest.stage, latest.starts_on


def signs(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the features of projects, the points where their signs stand: one a project."""
    return [each for each in found if each["geometry"]["type"] == "Point"]


def features(point: ProjectPoint, **drawn: Any) -> list[dict[str, Any]]:
    """The project as GeoJSON: its area or line if it has one, then the point where its sign stands.

    Each with its name, its first neighbourhood and how it is drawn.
    """
    first = next(iter(point.neighbourhoods), "")
    shapes = [shapely.from_geojson(point.shape)] if point.shape else []
    return [
        boundaries.feature(shape, code=point.code, name=point.name, neighbourhood=first, **drawn)
        for shape in (*shapes, shapely.Point(point.lon, point.lat))
    ]
