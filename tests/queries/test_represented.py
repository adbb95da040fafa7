"""Who is enrolled beside who lives there, counted again from the cells and the census of the town."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

import queries
from queries import Period, Place, Scope, Selection, Snapshot, represented
from queries.catalogue import merged_values
from queries.snapshot import LIMITS

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
TOWN = Scope("town", ALL)
YEAR = Period.parse("2023")
#: Homes of the town's census by kind of dwelling, as shares.
CENSUS = {"apartment_large_city": 0.5, "house_large_city": 0.3, "apartment_medium_city": 0.2}


def place_of(snapshot: Snapshot, code: str, scope: Scope = TOWN) -> Place:
    return next(place for place in queries.places(scope, snapshot) if place.area_code == code)


@pytest.mark.parametrize("code", ["a1", "b1", "ville"])
def test_shares_are_those_of_the_published_cells(town_snapshot: Snapshot, code: str) -> None:
    place = place_of(town_snapshot, code)
    found = represented(TOWN, town_snapshot, place, "dwelling_type", YEAR)
    assert found is not None
    asked = Selection((f"{place.level}:{code}",), YEAR, "dwelling_type")
    cells = {row.value: row.answer for row in
             queries.answer(TOWN, town_snapshot, "enrolled_households", asked).rows}  # fmt: skip
    assert found.merged == merged_values(town_snapshot, place, "dwelling_type", 2023)
    told = {kind.value: kind for kind in found.kinds}
    assert set(told) == {value for value, count in cells.items() if count is not None and value != "unknown"}
    known = sum(cells[value] or 0 for value in told)
    step = 0.05 if known < 100 else 0.01
    for value, kind in told.items():
        assert kind.enrolled == cells[value]
        assert kind.share == pytest.approx((cells[value] or 0) / known, abs=step / 2 + 1e-9)
    living = {value: sum(CENSUS.get(v, 0.0) for v in (found.merged if value == "merged" else (value,)))
              for value in told}  # fmt: skip
    for value, kind in told.items():
        assert (kind.living or 0) == pytest.approx(living[value], abs=0.002), "of all homes, whatever is hidden"


def test_gender_is_told_of_the_city_alone_and_only_to_those_who_hold_it(town_snapshot: Snapshot) -> None:
    assert represented(TOWN, town_snapshot, place_of(town_snapshot, "a1"), "gender", YEAR) is None
    city = represented(TOWN, town_snapshot, place_of(town_snapshot, "ville"), "gender", YEAR)
    assert city is not None
    assert city.index is None, "the town's census tells dwellings only"
    part = Scope("part", ("a1", "a2"))
    assert represented(part, town_snapshot, place_of(town_snapshot, "ville", part), "dwelling_type", YEAR).index is None  # type: ignore[union-attr]


def test_a_place_that_is_too_small_tells_nothing(town_snapshot: Snapshot) -> None:
    assert represented(TOWN, town_snapshot, place_of(town_snapshot, "b4"), "dwelling_type", YEAR) is None


def test_an_older_snapshot_has_no_census_to_compare_with(town_snapshot: Snapshot) -> None:
    older = replace(town_snapshot, manifest={**town_snapshot.manifest, "format": 2})
    found = represented(TOWN, older, place_of(older, "a1"), "dwelling_type", YEAR)
    assert found is not None
    assert found.index is None
    assert {kind.living for kind in found.kinds} == {None}
    assert sum(kind.share for kind in found.kinds) == pytest.approx(1, abs=0.1)


def test_a_kind_below_threshold_is_named_and_its_homes_count(town_snapshot: Snapshot, tmp_path: Path) -> None:
    """Without it, flats of large cities would be 5 homes in 8, not 1 in 2."""
    path = tmp_path / "cells.duckdb"
    shutil.copy(town_snapshot.folder / "cells.duckdb", path)
    with duckdb.connect(path) as connection:
        connection.execute(
            "UPDATE cells SET enrolled_households = NULL WHERE level = 'neighbourhood' AND area_code = 'a1' "
            "AND dimension = 'dwelling_type' AND value = 'house_large_city'"
        )
    with duckdb.connect(str(path), config=LIMITS) as connection:
        changed = replace(town_snapshot, connection=connection)
        before, found = (
            represented(TOWN, snapshot, place_of(snapshot, "a1"), "dwelling_type", YEAR)
            for snapshot in (town_snapshot, changed)
        )
    assert before is not None
    assert found is not None
    assert (before.hidden, found.hidden) == ((), ("house_large_city",))
    told = {kind.value: kind for kind in found.kinds}
    assert "house_large_city" not in told
    for kind in before.kinds:
        if kind.value in told:
            assert told[kind.value].living == kind.living
    assert found.is_clear, "at most seventeen houses where three homes in ten are houses"
    assert (found.index or 1) < (before.index or 0)
