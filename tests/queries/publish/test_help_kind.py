"""Declared help from mart to answer: protected like every breakdown, added to a frozen year, kept in the tally."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import queries
from queries import Period, Refusal, Scope, Selection, Snapshot, open_current
from queries.benchmarks import figures
from queries.dimensions import HELP_KINDS
from queries.durable import write_secret
from queries.folders import Folders
from queries.intake import import_bundle
from queries.intake.contract import HELP_KINDS as CONTRACT
from queries.intake.erasing import erase
from queries.publish import counts as counting
from queries.publish import publish
from queries.publish.lattice import load_lattice
from queries.publish.protect import threshold
from queries.publish.tally import read_tally, with_tally
from tests.conftest import KEY
from tests.queries.publish import twin
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))
YEAR = Period.parse("2023")


def cells(snapshot: Snapshot, dimension: str = "help_kind") -> dict[tuple, int | None]:
    with snapshot.connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT level, area_code, period_kind, period_on, value, households, active_households FROM cells "
            "WHERE dimension = $dimension", {"dimension": dimension},
        ).fetchall()  # fmt: skip
    return {row[:5]: row[5] if row[5] is not None else row[6] for row in rows}


def by_place(town: Town) -> dict[tuple[str, str], int]:
    """(place, value) -> true households of 2023, from the slow twin; groups and city are sums."""
    found: dict[tuple[str, str], int] = {}
    for (code, start, value), households in twin.willing(town, "year", "2024-12-15").items():
        assert start == YEAR.start
        for place in (code, f"groupe-{code[0]}", "ville"):
            found[place, value] = found.get((place, value), 0) + len(households)
    return found


def test_each_kind_and_any_are_told_by_year_at_every_level_but_residences(town_snapshot: Snapshot) -> None:
    found = cells(town_snapshot)
    assert {key[2] for key in found} == {"year"}
    assert {key[0] for key in found} == {"neighbourhood", "group", "city"}
    places = {key[:2] for key in found}
    codes = [value.code for value in HELP_KINDS]
    assert {(*place, value) for place in places for value in codes} == {(*key[:2], key[4]) for key in found}
    assert ("neighbourhood", "b4") not in places
    assert town_snapshot.manifest["told"]["help_kind"]["residence_group"] == {}


def test_a_cell_is_its_true_count_with_the_noise_of_its_place_or_nothing(town: Town, town_snapshot: Snapshot) -> None:
    true, lattice = by_place(town), load_lattice()
    shown = [(key, value) for key, value in cells(town_snapshot).items() if value is not None]
    hidden = [key for key, value in cells(town_snapshot).items() if value is None]
    assert len(shown) > 40
    assert hidden
    for (level, code, _, _, value), published in shown:
        assert true[code, value] >= lattice.k
        s = max(lattice.noise(level, sum(n for c, n in SIZES.items() if code in (c, f"groupe-{c[0]}", "ville")))[1], 2)
        assert published >= threshold(lattice.k, 2)
        assert abs(published - true[code, value]) <= 6 * s
    errors = [abs(published - true[key[1], key[4]]) for key, published in shown]
    assert sum(error > 0 for error in errors) > len(errors) / 2, "most are not the true count"
    for key in hidden:
        assert true.get((key[1], key[4]), 0) < 40


def without_declarations(town: Town, folder: Path) -> Folders:
    """The town as a platform that has no declarations yet, published."""
    shutil.copytree(town.path, folder / "bundle")
    (folder / "bundle" / "help_offers.csv").unlink()
    folders = Folders(folder / "data")
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(folder / "bundle", folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.mark.deep
def test_a_frozen_year_gets_declarations_as_an_added_dimension(
    town: Town, town_snapshot: Snapshot, tmp_path: Path
) -> None:
    folders = without_declarations(town, tmp_path)
    before = open_current(folders)
    assert before is not None
    assert cells(before) == {}
    for path in folders.lattices.glob("*.json"):  # as a version stored it that knew no declarations
        stored = json.loads(path.read_text())
        del stored["definition"]["dimensions"]["help_kind"]
        path.write_text(json.dumps(stored))
    shutil.copy(town.path / "help_offers.csv", tmp_path / "bundle" / "help_offers.csv")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    after = open_current(folders)
    assert after is not None
    assert cells(after) == cells(town_snapshot)
    for dimension in ("total", "theme", "exchange_type"):
        assert cells(after, dimension) == cells(before, dimension)
    assert "help_kind" in json.loads((folders.lattices / "2023.json").read_text())["definition"]["dimensions"]


def test_removing_the_dimension_again_is_refused(town_folders: Folders, tmp_path: Path, monkeypatch) -> None:
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.data, folders.data)
    smaller = load_lattice().raw | {
        "dimensions": {k: v for k, v in load_lattice().raw["dimensions"].items() if k != "help_kind"}
    }
    monkeypatch.setattr("queries.publish.lattice._shipped", lambda: smaller)
    with pytest.raises(Refusal, match=r"dimensions\.help_kind was changed or removed"):
        publish(folders, progress=False)


def test_what_an_erased_member_declared_stays_in_the_tally_and_no_published_number_moves(
    town: Town, town_folders: Folders, town_snapshot: Snapshot, tmp_path: Path
) -> None:
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.data, folders.data)
    early = pd.read_csv(town.path / "help_offers.csv").query("declared_on < '2023-12-01'")
    alone = town.members.drop_duplicates("household_id", keep=False).member_id
    member = min(set(early.member_id) & set(alone))

    def counted() -> pd.DataFrame:
        connection = counting.open_mart(folders.mart)
        frame = counting.count_willing(connection, [YEAR])
        connection.close()
        return frame

    def sums(frame: pd.DataFrame) -> dict:
        return frame.groupby(["unit", "value"]).households.sum().to_dict()

    before = counted()
    erase(member, folders)
    after, kept = counted(), read_tally(folders)
    own = early[early.member_id == member].help_kind.nunique()
    assert before.households.sum() - after.households.sum() == own + 1, "the kinds and any"
    assert sums(with_tally(after, "help_kind", "year", kept)) == sums(before)
    publish(folders, progress=False)
    erased = open_current(folders)
    assert erased is not None
    assert cells(erased) == cells(town_snapshot)


@pytest.mark.deep
def test_a_bundle_without_declarations_has_no_such_dimension_and_says_nothing(town: Town, tmp_path: Path) -> None:
    folders = without_declarations(town, tmp_path)
    with duckdb.connect(folders.mart) as mart:
        mart.execute("DROP TABLE help_offer")  # a mart of an earlier version
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    assert "help_kind" not in snapshot.manifest["dimensions"]
    assert queries.answer(TOWN, snapshot, "latent_supply", Selection(period=YEAR)).rows == ()


def test_latent_supply_is_a_share_of_the_households_with_any_declaration(town: Town, town_snapshot: Snapshot) -> None:
    found = queries.answer(TOWN, town_snapshot, "latent_supply", Selection(period=YEAR))
    assert found.by == "help_kind"
    assert tuple(row.value for row in found.rows) == CONTRACT, "any is the whole and no part of itself"
    true, published = by_place(town), cells(town_snapshot)
    base = published["city", "ville", "year", YEAR.start, "any"]
    for row in found.rows:
        top = published["city", "ville", "year", YEAR.start, row.value]
        assert top is not None
        assert base is not None
        assert row.answer == pytest.approx(top / base, abs=0.006)
        assert row.answer == pytest.approx(true["ville", row.value] / true["ville", "any"], abs=0.03)
        assert row.base == base
    with pytest.raises(Refusal, match="published by year"):
        queries.answer(TOWN, town_snapshot, "latent_supply", Selection(period=Period.parse("2023-Q1")))


def test_the_study_says_the_same_seven_kinds_by_the_same_names() -> None:
    study = {code: figure for (table, code), figure in figures().items() if table == "help"}
    assert list(study) == [value.code for value in HELP_KINDS if value.code != "any"] == list(CONTRACT)
    for value in HELP_KINDS[:-1]:
        assert {language: text.replace("'", "’") for language, text in study[value.code].label.items()} == value.label
    assert queries.study_help() == {code: figure.value / 100 for code, figure in study.items()}
    assert queries.study_help()["food"] == 0.8
    assert sum(queries.study_mix().values()) == pytest.approx(0.994)
