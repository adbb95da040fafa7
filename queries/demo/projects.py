"""The urban projects of the demonstration and the dates of their stages.

It owns projects and which stages are public; the effect of works on activity is in `truths`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import shapely
from shapely import Point, affinity, box
from shapely.geometry.base import BaseGeometry

from queries.catalogue import Stage
from queries.demo.organisations import developer_places, landlord_places
from queries.demo.truths import MONTHS, TRUTHS, Planted, month_start


@dataclass(frozen=True)
class Project:
    """An urban project in one neighbourhood; `shape` in degrees, `dwellings` None for public space."""

    code: str
    name: str
    owner: str
    kind: str
    dwellings: int | None
    neighbourhood_code: str
    shape: BaseGeometry
    stages: tuple[Stage, ...]


#: Projects without effect: kind, owner, months of consultation, works and existing (None: no date), public of each.
_QUIET = (
    ("construction", "bati_promotion", (-6, 14, 30), (True, True, True)),
    ("construction", "bati_promotion", (22, 40, None), (True, False, False)),
    ("construction", "bati_promotion", (30, 44, None), (False, False, False)),
    ("renovation", "habitat_social", (2, 20, 33), (True, True, True)),
    ("renovation", "habitat_social", (26, 38, None), (True, False, False)),
    ("public_space", "city_hall", (0, 16, 27), (True, True, True)),
    ("public_space", "city_hall", (28, None, None), (True, False, False)),
    ("renovation", "city_hall", (24, 37, 49), (True, True, False)),
)
_EFFECTIVE = (
    ("renovation", "habitat_social"),
    ("public_space", "city_hall"),
    ("construction", "bati_promotion"),
    ("construction", "bati_promotion"),
)
_NAMES = {"construction": "Nouveau quartier", "renovation": "Rénovation", "public_space": "Place et jardins"}
STAGES = ("consultation", "works", "existing")


def projects(frame: gpd.GeoDataFrame, where: Planted, last_day: date, seed: int) -> tuple[Project, ...]:
    """Four projects that move activity, in the planted districts, and eight that do not; code order."""
    rng = np.random.default_rng([seed, 9])
    made: list[tuple[str, str, str, tuple[int | None, ...], tuple[bool, ...]]] = []
    for code, stages, (kind, owner) in zip(where.works, TRUTHS.works, _EFFECTIVE, strict=False):
        begins = (stages.works_from - 8, stages.works_from, stages.existing_from)
        made.append((kind, owner, code, begins, (True, True, True)))
    taken = {*where.works, *where.silent, *where.flood, *where.step}
    everywhere = frame["neighbourhood_code"].tolist()
    for number, (kind, owner, months, public) in enumerate(_QUIET):
        territory = {"habitat_social": landlord_places(frame), "bati_promotion": developer_places(frame)}
        free = [c for c in territory.get(owner, everywhere) if c not in taken] or everywhere
        code = free[(number * 7) % len(free)]
        taken.add(code)
        made.append((kind, owner, code, months, public))
    return tuple(project(number, frame, last_day, rng, *row) for number, row in enumerate(made, 1))


def project(
    number: int,
    frame: gpd.GeoDataFrame,
    last_day: date,
    rng: np.random.Generator,
    kind: str,
    owner: str,
    code: str,
    begins: tuple[int | None, ...],
    public: tuple[bool, ...],
    months: int = MONTHS,
) -> Project:
    """One project with its ground; `begins`: the month in which each stage begins, None without a date."""
    row = frame.loc[frame["neighbourhood_code"] == code].iloc[0]
    point = row.geometry.representative_point()
    # A renovation is where its building is, the others have ground of their own.
    shape = point if kind == "renovation" else _ground(row.geometry, point, number)
    size = int(np.round(rng.integers(40, 400), -1))
    stages = tuple(
        Stage(stage, month_start(last_day, month, months), seen)
        for stage, month, seen in zip(STAGES, begins, public, strict=True)
        if month is not None
    )
    return Project(
        f"p{number:02d}", f"{_NAMES[kind]} – {row['name']}", owner, kind, None if kind == "public_space" else size,
        code, shapely.set_precision(shape, 1e-6), stages,
    )  # fmt: skip


def _ground(neighbourhood: BaseGeometry, middle: Point, number: int) -> BaseGeometry:
    """A block of about 240 by 160 metres around a point, turned a little, inside its neighbourhood."""
    metre = 1 / 111_320
    across, along = 120 * metre / math.cos(math.radians(middle.y)), 80 * metre
    block = affinity.rotate(box(middle.x - across, middle.y - along, middle.x + across, middle.y + along), 17 * number)
    parts = shapely.get_parts(neighbourhood.intersection(block))
    return next(part for part in parts if part.intersects(middle))
