"""Residence groups and portfolios: what is kept of them, who sees them, and that their numbers are the mart's."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import queries
from queries.dimensions import DIMENSIONS
from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Period, Refusal, Scope, Selection
from queries.publish import counts as counting
from queries.publish import publish
from queries.publish.freezing import FrozenPlace, freeze_year
from queries.publish.lattice import load_lattice
from queries.publish.places import build_places
from queries.snapshot import Snapshot
from tests.queries.publish.test_lattice import table
from tests.town import SIZES

KEY = b"q" * 31 + b"z"
LANDLORD = Scope("bailleur", ("a4", "b1"), ("bailleur",))
YEAR = Period.parse("2023")


def frozen(
    counts: dict[str, dict[str, int]], folder: Path, others: int = 3, with_values: bool = True
) -> dict[str, FrozenPlace]:
    """Freeze a year from households by unit and dwelling type; `others` more neighbourhoods make a large deployment."""
    units = {**counts, **{f"z{i}": {"house_rural": 600} for i in range(others)}}
    codes = dict.fromkeys(unit.partition("/")[0] for unit in units)
    places = build_places(table(dict.fromkeys(codes)), list(units))
    rows = [(unit, value, n) for unit, values in units.items() for value, n in values.items()]
    by_value = pd.DataFrame(rows, columns=["unit", "value", "households"])
    total = by_value.groupby("unit", as_index=False).households.sum().assign(value="total")
    enrolled = {"total": total} | ({"dwelling_type": by_value} if with_values else {})
    return freeze_year(2024, places, enrolled, load_lattice(), KEY, folder)


def test_a_residence_group_needs_150_by_year_and_200_by_quarter(tmp_path: Path) -> None:
    kept = frozen({"a": {"house_rural": 500}, "a/x": {"house_rural": 260}, "b": {"house_rural": 500},
                   "b/x": {"house_rural": 170}, "c": {"house_rural": 500}, "c/x": {"house_rural": 120}},
                  tmp_path)  # fmt: skip
    assert kept["residence_group:x.a"].kinds == {"quarter", "year"}
    assert kept["residence_group:x.b"].kinds == {"year"}
    assert "residence_group:x.c" not in kept
    assert kept["portfolio:x"].units == {"a/x", "b/x"}, "a portfolio is the sum of what is published of it"
    assert kept["portfolio:x"].s_total == 3.0, "of two, a difference would single the other out"


def test_a_portfolio_is_told_by_quarter_only_where_each_of_its_groups_is(tmp_path: Path) -> None:
    """A quarter that one group does not tell would be what the portfolio has beside the others."""
    homes = {code: {"house_rural": 500} for code in "ab"}
    few = frozen(homes | {"a/x": {"house_rural": 260}, "b/x": {"house_rural": 170}}, tmp_path / "few")
    many = frozen(homes | {"a/x": {"house_rural": 260}, "b/x": {"house_rural": 270}}, tmp_path / "many")
    assert few["portfolio:x"].kinds == {"year"}
    assert many["portfolio:x"].kinds == {"quarter", "year"}


@pytest.mark.parametrize("beside", [0, 1, 10])
def test_a_residence_group_that_is_nearly_its_neighbourhood_is_not_published(beside: int, tmp_path: Path) -> None:
    kept = frozen({"a": {"house_rural": beside}, "a/x": {"house_rural": 260}}, tmp_path)
    assert "neighbourhood:a" in kept
    assert "residence_group:x.a" not in kept


def test_a_residence_group_that_is_nearly_all_of_a_dwelling_type_is_not_published(tmp_path: Path) -> None:
    """All but four of the flats of the neighbourhood: the flats less the group would be these four."""
    kept = frozen({"a": {"flat": 4, "house_rural": 300}, "a/x": {"flat": 260}}, tmp_path)
    assert "residence_group:x.a" not in kept
    kept = frozen({"a": {"flat": 40, "house_rural": 300}, "a/x": {"flat": 260}}, tmp_path / "more")
    assert "residence_group:x.a" in kept


def test_a_landlord_that_joins_within_the_year_leaves_the_first_alone(tmp_path: Path) -> None:
    first = frozen({"a": {"house_rural": 500}, "a/x": {"house_rural": 260}}, tmp_path)
    later = frozen({"a": {"house_rural": 300}, "a/x": {"house_rural": 260}, "a/y": {"house_rural": 195}}, tmp_path)
    assert later["residence_group:x.a"] == first["residence_group:x.a"]
    assert "residence_group:y.a" in later
    nearly = frozen({"a": {"house_rural": 5}, "a/x": {"house_rural": 260}, "a/y": {"house_rural": 195},
                     "a/w": {"house_rural": 180}}, tmp_path)  # fmt: skip
    assert "residence_group:w.a" not in nearly, "the three together would leave five households"


def test_an_attribute_that_arrives_within_the_year_is_looked_at_beside_residence_groups(tmp_path: Path) -> None:
    """The groups stand as published; the values that would leave four flats beside one of them are told nowhere."""
    counts = {"a": {"apartment_large_city": 4, "house_rural": 300}, "a/x": {"apartment_large_city": 260},
              "b": {"house_rural": 300, "apartment_large_city": 200, "unknown": 90}}  # fmt: skip
    first = frozen(counts, tmp_path, with_values=False)
    assert first["residence_group:x.a"].units == {"a/x"}
    later = frozen(counts, tmp_path)
    assert later["residence_group:x.a"] == first["residence_group:x.a"]
    assert later["neighbourhood:a"].whole == {"dwelling_type"}
    assert later["city:c"].whole == {"dwelling_type"}, "less the flats of b and the group, it would leave the four"


def test_an_attribute_that_arrives_within_the_year_is_told_beside_residence_groups_if_it_may(tmp_path: Path) -> None:
    counts = {"a": {"apartment_large_city": 40, "house_rural": 300}, "a/x": {"apartment_large_city": 260}}
    first = frozen(counts, tmp_path, with_values=False)
    later = frozen(counts, tmp_path)
    assert later["residence_group:x.a"] == first["residence_group:x.a"]
    assert later["neighbourhood:a"].whole == later["city:c"].whole == frozenset()


def test_only_its_landlord_sees_a_residence_group(town_snapshot: Snapshot) -> None:
    levels = {p.level for p in queries.places(LANDLORD, town_snapshot)}
    assert "residence_group" in levels
    everyone = Scope("ville", tuple(SIZES))
    assert {"residence_group", "portfolio"}.isdisjoint(p.level for p in queries.places(everyone, town_snapshot))
    for scope in (everyone, Scope("office", ("a1",), ("office",))):
        with pytest.raises(Refusal, match="no place"):
            queries.answer(scope, town_snapshot, "active_households", Selection(("bailleur.b1",), YEAR))


def test_the_numbers_of_a_residence_group_are_the_marts(town_folders: Folders, town_snapshot: Snapshot) -> None:
    connection = counting.open_mart(town_folders.mart)
    truth = counting.count_activity(connection, "total", "year", 12).set_index(["unit", "period_on"])
    connection.close()
    office = Scope("office", ("a1",), ("office",))
    for scope, code, unit in ((LANDLORD, "bailleur.b1", "b1/bailleur"), (office, "office.a1", "a1/office")):
        row = queries.answer(scope, town_snapshot, "active_households", Selection((code,), YEAR)).rows[0]
        true = truth.loc[unit, pd.Timestamp("2023-01-01")].households
        assert row.answer is not None
        assert row.noise_sd == pytest.approx(3 * np.sqrt(2))
        assert abs(row.answer - true) < 5 * row.noise_sd


def test_a_territory_may_name_a_portfolio(town_snapshot: Snapshot) -> None:
    assert set(queries.territory(town_snapshot, ("portfolio:bailleur",))) >= {"a4", "b1"}
    assert queries.territory(town_snapshot, ("portfolio:nobody",)) == ()


def test_weeks_are_published_for_the_city_alone(town_snapshot: Snapshot) -> None:
    rows, _ = town_snapshot.select(
        "SELECT DISTINCT level, dimension FROM cells WHERE period_kind = 'week'", {}
    )  # fmt: skip
    assert rows == [("city", "total")]


def test_a_deployment_without_residences_publishes_none(tmp_path: Path, town_folders: Folders, town) -> None:
    shutil.copytree(town.path, tmp_path / "bundle")
    (tmp_path / "bundle" / "residences.geojson").unlink()
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    assert "residence_group" not in publish(folders, progress=False).places


def test_every_declared_dimension_has_a_label_and_every_value_too(town_snapshot: Snapshot) -> None:
    rows, _ = town_snapshot.select("SELECT dimension, value, label_en, label_fr FROM declared", {})
    assert {dimension.partition(":")[0] for dimension, *_ in rows} <= set(DIMENSIONS)
    assert all(en and fr for _, _, en, fr in rows)
    used, _ = town_snapshot.select(
        "SELECT DISTINCT dimension, value FROM cells WHERE dimension NOT LIKE 'campaign%'", {}
    )
    assert set(used) <= {(dimension, value) for dimension, value, *_ in rows}
