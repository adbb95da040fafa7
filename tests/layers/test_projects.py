"""A project is drawn at the stage it has reached on a day."""

from __future__ import annotations

from datetime import date

from layers.projects import points, stage_on
from queries import Project, Stage

PROJECT = Project(
    "p1", "Gare", "city_hall", "housing", 120, ("a",),
    (Stage("consultation", date(2024, 1, 15), True), Stage("works", date(2025, 3, 1), True)), 2.1234567, 48.7654321,
)  # fmt: skip


def test_the_latest_stage_begun_counts() -> None:
    assert stage_on(PROJECT, date(2024, 12, 31)) == ("consultation", date(2024, 1, 15))
    assert stage_on(PROJECT, date(2025, 3, 1)) == ("works", date(2025, 3, 1))


def test_before_its_first_stage_a_project_is_to_come() -> None:
    assert stage_on(PROJECT, date(2023, 12, 31)) == ("planned", None)


def test_points_carry_place_stage_and_rounded_position() -> None:
    (point,) = points([PROJECT], date(2026, 1, 1))
    assert (point.stage, point.neighbourhoods, point.lon, point.lat) == ("works", ("a",), 2.12346, 48.76543)
