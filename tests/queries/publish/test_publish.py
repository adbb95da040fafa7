"""A publication from import to snapshot: what is in it, what is not, and that nothing half done is ever live."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Refusal
from queries.publish import publish
from queries.snapshot import Damaged, Snapshot, open_current, verified_manifest
from tests.town import Town


def cells(snapshot: Snapshot) -> set[tuple]:
    with snapshot.connection.cursor() as cursor:
        return set(cursor.execute("SELECT * FROM cells").fetchall())


@pytest.fixture
def copy(town_folders: Folders, tmp_path: Path) -> Folders:
    """A deployment of one's own to damage."""
    shutil.copytree(town_folders.data, tmp_path / "data")
    return Folders(tmp_path / "data")


def test_publishing_again_gives_the_same_cells(copy: Folders, town_snapshot: Snapshot) -> None:
    publish(copy, progress=False)
    again = open_current(copy)
    assert again is not None
    assert again.id != town_snapshot.id
    assert cells(again) == cells(town_snapshot)


def test_a_late_row_moves_no_published_number(
    town: Town, copy: Folders, town_snapshot: Snapshot, tmp_path: Path
) -> None:
    late = tmp_path / "late"
    shutil.copytree(town.path, late)
    active = set(town.exchanges[town.exchanges.posted_at.str.startswith("2023-05")].member_id)
    quiet = next(row.member_id for row in town.members.itertuples() if row.member_id not in active)
    with (late / "exchanges.csv").open("a") as file:
        file.write(f"x999999,2023-05-03T10:00:00Z,{quiet},item_sharing,offer,kitchen,\n")
    import_bundle(late, copy, progress=False)
    publish(copy, progress=False)
    after = open_current(copy)
    assert after is not None
    assert after.id != town_snapshot.id
    assert cells(after) == cells(town_snapshot)


def test_a_campaign_never_shows_a_place_that_is_not_published(town: Town, tmp_path: Path) -> None:
    changed = tmp_path / "bundle"
    shutil.copytree(town.path, changed)
    path = changed / "campaigns.csv"
    path.write_text(path.read_text().replace("a1|a2|b1", "a1|b4"))
    folders = Folders(tmp_path / "data")
    import_bundle(changed, folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    found = {(row[0], row[1], row[5]): row[10] for row in cells(snapshot) if row[2] == "campaign"}
    assert {place for _, place, _ in found} == {"a1", "ville"}
    steps = {step for _, _, step in found}
    assert all(found["city", "ville", s] == found["neighbourhood", "a1", s] for s in steps), "one place, one cell"


def test_a_place_with_one_kind_of_dwelling_tells_no_breakdown_of_it(town: Town, tmp_path: Path) -> None:
    """It would be the total again, with other noise."""
    shutil.copytree(town.path, tmp_path / "bundle")
    members = town.members.copy()
    members.loc[members.neighbourhood_code == "a3", "dwelling_type"] = "house_rural"
    members.to_csv(tmp_path / "bundle" / "members.csv", index=False)
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    told = {row[1] for row in cells(snapshot) if row[0] == "neighbourhood" and row[4] == "dwelling_type"}
    assert "a1" in told
    assert "a3" not in told


def test_only_ended_and_covered_periods_are_published(town_snapshot: Snapshot) -> None:
    periods = town_snapshot.manifest["periods"]
    assert periods["month"][0] == "2023-01"
    assert periods["month"][-1] == "2024-11", "the bundle is complete until 15 December"
    assert periods["quarter"][-1] == "2024-Q3"
    assert periods["year"] == ["2023"]


def test_what_came_of_a_request_waits_for_28_more_days(town: Town, tmp_path: Path) -> None:
    shutil.copytree(town.path, tmp_path / "bundle")
    (tmp_path / "bundle" / "bundle.toml").write_text('source = "town"\ncovers_until = 2024-10-20\n')
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    last = {value: max(row[3] for row in cells(snapshot) if row[2] == "quarter" and row[4:6] == ("outcome", value))
            for value in ("asked", "completed")}  # fmt: skip
    assert last["asked"].isoformat() == "2024-07-01"
    assert last["completed"].isoformat() == "2024-04-01"


def test_every_declared_row_exists_in_every_published_place(town_snapshot: Snapshot) -> None:
    found = cells(town_snapshot)
    places = {row[:2] for row in found if row[0] in ("neighbourhood", "group", "city")}
    months = [row for row in found if row[2] == "month" and row[4] == "total"]
    assert len(months) == len(places) * len(town_snapshot.manifest["periods"]["month"])
    assert ("neighbourhood", "b4") not in places, "30 enrolled households are too few"


def test_below_the_city_a_breakdown_carries_households_only(town_snapshot: Snapshot) -> None:
    for level, _, kind, _, dimension, _, active, exchanges, *_ in cells(town_snapshot):
        if level in ("neighbourhood", "group") and dimension in ("category", "theme", "direction", "dwelling_type"):
            assert exchanges is None
        if level == "neighbourhood" and dimension != "total" and kind == "month":
            assert exchanges is None
        assert active is None or active >= 16


def test_no_true_count_and_no_identifier_is_in_the_snapshot(town: Town, town_snapshot: Snapshot) -> None:
    content = b"".join(path.read_bytes() for path in town_snapshot.folder.iterdir())
    for word in [*town.members.member_id[:50], *town.members.household_id[:50], "m00001", "b4-h0001"]:
        assert word.encode() not in content
    tables = {row[0] for row in town_snapshot.connection.cursor().execute("SHOW TABLES").fetchall()}
    assert tables == {
        "areas",
        "cells",
        "campaigns",
        "campaign_needs",
        "near",
        "comparison_places",
        "passed",
        "passed_outcomes",
        "ground",
        "census",
        "declared",
        "extents",
        "fits",
        "kinds",
        "local_places",
        "merges",
        "noise",
        "projects",
        "project_stages",
        "residence_points",
    }


def test_nothing_imported_means_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="quartier import"):
        publish(Folders(tmp_path), progress=False)
    assert open_current(Folders(tmp_path)) is None


def test_a_flipped_byte_is_noticed_and_the_last_good_snapshot_served(copy: Folders, town_snapshot: Snapshot) -> None:
    publish(copy, progress=False)
    newest = copy.published / copy.current.read_text()
    path = newest / "cells.duckdb"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        verified_manifest(newest)
    served = open_current(copy)
    assert served is not None
    assert served.id == town_snapshot.id


def assert_flips_are_noticed(folder: Path, count: int) -> None:
    """Flip one bit at a time, anywhere in any file of the snapshot, and put it back."""
    chance = random.Random(24)
    files = sorted(folder.iterdir())
    assert verified_manifest(folder)
    for _ in range(count):
        path = chance.choice(files)
        position, bit = chance.randrange(path.stat().st_size), 1 << chance.randrange(8)
        with path.open("r+b") as file:
            file.seek(position)
            byte = file.read(1)[0]
            file.seek(position)
            file.write(bytes([byte ^ bit]))
        try:
            content = verified_manifest(folder)
        except Damaged:
            content = None
        with path.open("r+b") as file:
            file.seek(position)
            file.write(bytes([byte]))
        assert content is None or path.name == "manifest.json", f"bit {bit} of byte {position} of {path.name}"
        assert content in (None, verified_manifest(folder)), "white space alone may change"


def test_every_flipped_bit_is_noticed(copy: Folders) -> None:
    assert_flips_are_noticed(copy.published / copy.current.read_text(), 150)


@pytest.mark.deep
def test_two_thousand_flipped_bits_are_noticed(copy: Folders) -> None:
    assert_flips_are_noticed(copy.published / copy.current.read_text(), 2_000)


@pytest.mark.parametrize("name", ["manifest.json", "neighbourhoods.geojson", "cells.duckdb"])
def test_a_truncated_file_is_noticed(copy: Folders, name: str) -> None:
    folder = copy.published / copy.current.read_text()
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Damaged):
        verified_manifest(folder)


def test_an_altered_manifest_is_noticed_even_where_no_file_is_named(copy: Folders) -> None:
    path = copy.published / copy.current.read_text() / "manifest.json"
    sealed = json.loads(path.read_text())
    sealed["content"]["simulated"] = True
    path.write_text(json.dumps(sealed))
    with pytest.raises(Damaged):
        verified_manifest(path.parent)


def test_a_killed_publication_leaves_the_old_snapshot_live(copy: Folders) -> None:
    before = copy.current.read_text()
    script = (
        "import os, sys, pathlib\n"
        "import queries.publish as p\nfrom queries.folders import Folders\n"
        "p.publish_folder = lambda *a: os.kill(os.getpid(), 9)\n"
        "p.publish(Folders(pathlib.Path(sys.argv[1])), progress=False)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(copy.data)], check=False)
    assert killed.returncode == -9
    assert copy.current.read_text() == before
    served = open_current(copy)
    assert served is not None
    assert served.id == before
    assert list(copy.published.glob(".staging-*")), "the kill came while staging"
    publish(copy, progress=False)
    assert not list(copy.published.glob(".staging-*")), "the next publication cleans up"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/hostname')",
        "SELECT * FROM read_parquet('x.parquet')",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM '/etc/passwd'",
        "COPY cells TO '/tmp/stolen.csv'",
        "COPY cells FROM '/etc/passwd'",
        "EXPORT DATABASE '/tmp/stolen'",
        "ATTACH '/tmp/other.duckdb'",
        "ATTACH ':memory:' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '64GB'",
        "SET lock_configuration = false",
        "INSERT INTO cells SELECT * FROM cells",
        "UPDATE cells SET active_households = 1",
        "DELETE FROM cells",
        "DROP TABLE cells",
        "CREATE TABLE mine AS SELECT 1",
    ],
)
def test_the_snapshot_connection_reaches_nothing_but_its_own_cells(town_snapshot: Snapshot, statement: str) -> None:
    before = cells(town_snapshot)
    with pytest.raises((duckdb.Error, ValueError)):
        town_snapshot.select(statement, {})
    if statement != "ATTACH ':memory:' AS other":  # the engine lets this one pass; the door above does not
        with pytest.raises(duckdb.Error), town_snapshot.connection.cursor() as cursor:
            cursor.execute(statement)
    assert cells(town_snapshot) == before
    assert not Path("/tmp/stolen.csv").exists()


@pytest.mark.parametrize("text", ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE cells", "", "PRAGMA database_list"])
def test_a_snapshot_answers_one_select_at_a_time(town_snapshot: Snapshot, text: str) -> None:
    with pytest.raises(ValueError, match="one SELECT"):
        town_snapshot.select(text, {})
    assert town_snapshot.select("SELECT $n AS n", {"n": 2}) == ([(2,)], ("n",))
