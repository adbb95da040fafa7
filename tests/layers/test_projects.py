"""A project is drawn at the stage it has reached on a day."""

from __future__ import annotations

from datetime import date

import pytest

import queries
from dashboard.figures.palettes import palette
from layers import drawing
from layers.projects import features, points, stage_on
from queries import Project, Scope, Snapshot, Stage
from tests.town import ground

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


@pytest.mark.parametrize(("organisation", "seen"), [("ville", {"parc"}), ("promoteur", {"parc", "tour"})])
def test_the_ground_of_a_project_is_drawn_for_whom_the_project_is_visible(
    town_snapshot: Snapshot, organisation: str, seen: set[str]
) -> None:
    scope = Scope(organisation, queries.territory(town_snapshot, ("city:ville",)))
    found = {each.code: each for each in points(queries.projects(scope, town_snapshot), date(2024, 12, 1))}
    assert {code for code, each in found.items() if each.shape} == seen
    area, sign = features(found["parc"], stage="works")
    assert area["geometry"] == {"type": "Polygon", "coordinates": [ground(2.31)]}
    assert sign["geometry"] == {"type": "Point", "coordinates": [2.31, 48.81]}
    assert area["properties"] == sign["properties"] == {
        "code": "parc", "name": "Le parc", "neighbourhood": "a1", "stage": "works"}  # fmt: skip
    (point,) = points([PROJECT], date(2026, 1, 1))
    assert [each["geometry"]["type"] for each in features(point)] == ["Point"]
    elsewhere = Scope(organisation, ("b4",))
    assert points(queries.projects(elsewhere, town_snapshot), date(2024, 12, 1)) == ()


def test_an_area_lies_under_its_sign_and_a_circle_is_drawn_for_points_only() -> None:
    drawn = {layer["id"]: layer["filter"] for layer in drawing.projects(palette("light"))}
    assert list(drawn) == ["projects-area", "projects-edge", "projects", "projects-sign"]
    assert "Polygon" in str(drawn["projects-area"])
    assert all("Polygon" not in str(drawn[name]) and "'Point'" in str(drawn[name]) for name in list(drawn)[1:])
