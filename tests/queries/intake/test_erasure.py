"""Erasing a member: nothing of them is left in the mart or the named raw files, everything of the others is."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections import Counter
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from app import main
from queries.durable import only_one
from queries.folders import Folders
from queries.intake import import_bundle
from queries.intake.erasing import erase
from queries.intake.pseudonymise import Pseudonyms
from queries.model import Refusal
from queries.publish import tally
from tests.town import Town

Rows = dict[str, Counter]


def rows_of(mart: Path) -> Rows:
    """Every row of every table, countable."""
    with duckdb.connect(mart, read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {
            table: Counter(
                tuple(tuple(value) if isinstance(value, list) else value for value in row)
                for row in connection.execute(f"FROM {table}").fetchall()
            )
            for table in tables
        }


def key_of(member: str, folders: Folders, source: str) -> bytes:
    return Pseudonyms(folders.keys, source, True).key(member)


def tables_with(key: bytes, rows: Rows) -> set[str]:
    return {table for table, found in rows.items() if any(key in row for row in found)}


def contents(*roots: Path) -> dict[str, str]:
    """What lies under folders, apart from the lock, which is opened by whoever looks."""
    files = [path for root in roots for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".lock"]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@dataclass(frozen=True)
class Erased:
    """The town before and after a member was erased from its mart and its export, by the command."""

    member: str
    key: bytes
    export: Path
    before: Folders
    after: Folders
    printed: str


@pytest.fixture(scope="module")
def erased(town: Town, town_folders: Folders, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    here = tmp_path_factory.mktemp("erased")
    folders, export = Folders(here / "data"), here / "town"
    shutil.copytree(town_folders.data, folders.data)
    shutil.copytree(town.path, export)
    member = lively(town)
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(io.StringIO()) as printed:
        patched.setenv("QUARTIER_DATA", str(folders.data))
        assert main(["erase", member, "--bundle", str(export)]) == 0
    key = key_of(member, town_folders, "town")
    return Erased(member, key, export, town_folders, folders, printed.getvalue())


def lively(town: Town) -> str:
    """A member of whom every member-level table has something, in a household with others that offered no help.

    The help was declared before the end of the one published year: what is declared later is in no cell yet.
    """
    shared = town.members[town.members.duplicated("household_id", keep=False)].member_id
    answered = pd.read_csv(town.path / "campaign_answers.csv").member_id
    posts = town.exchanges.set_index("exchange_id").member_id
    asked = town.responses.exchange_id.map(posts)
    declared = pd.read_csv(town.path / "help_offers.csv").query("declared_on < '2024-01-01'").merge(town.members)
    willing = declared[declared.groupby("household_id").member_id.transform("nunique") == 1].member_id
    return min(set(shared) & set(answered) & set(town.responses.member_id) & set(asked) & set(willing))


def test_no_table_of_the_mart_holds_the_pseudonym_and_the_others_stay(erased):
    before, after = rows_of(erased.before.mart), rows_of(erased.after.mart)
    assert tables_with(erased.key, before) >= {
        "member", "exchange", "response", "campaign_contact", "campaign_answer", "help_offer"
    }  # fmt: skip
    assert tables_with(erased.key, after) == set()
    posts = {row[1] for row in before["exchange"] if erased.key in row}
    assert any(row[2] in posts and erased.key not in row for row in before["response"])
    for table in before.keys() - {"household_placing"}:
        stays = {row: count for row, count in before[table].items() if erased.key not in row and not posts & set(row)}
        assert after[table] == stays, table
    # The household keeps its place; who of its members placed it is all that may have changed.
    assert {row[1] for row in after["household_placing"]} == {row[1] for row in before["household_placing"]}


def test_the_mart_file_has_no_residue_of_the_member(erased):
    assert erased.key in erased.before.mart.read_bytes()
    assert erased.key not in erased.after.mart.read_bytes()
    assert erased.member.encode() not in erased.after.mart.read_bytes()


def test_reports_and_receipt_name_nobody(erased):
    stored = {path.name: path.read_text("utf-8") for path in erased.after.reports.iterdir()}
    assert {name.split("-")[0] for name in stored} == {"erasure", "import", "publish"}
    for text in [*stored.values(), erased.printed]:
        assert erased.member not in text
        assert erased.key.hex() not in text.lower()
    (path,) = erased.after.reports.glob("erasure-*.json")
    assert path.with_suffix(".txt").read_text("utf-8") == erased.printed
    receipt = json.loads(path.read_text("utf-8"))
    assert (receipt["source"], receipt["mart"], receipt["register"], receipt["tally_kept"]) == ("town", *[True] * 3)
    assert set(receipt["raw_files"]["town"]) == {
        "members.csv", "exchanges.csv", "responses.csv", "campaign_contacts.csv", "campaign_answers.csv",
        "help_offers.csv",
    }  # fmt: skip
    assert not [value for value in receipt.values() if isinstance(value, int) and not isinstance(value, bool)]


def test_the_raw_files_of_the_town_hold_the_member_no_more(erased, town):
    assert erased.member.encode() in (town.path / "members.csv").read_bytes()
    assert not [path for path in erased.export.iterdir() if erased.member.encode() in path.read_bytes()]
    assert len(pd.read_csv(erased.export / "members.csv")) == len(town.members) - 1


def test_the_tally_holds_what_published_cells_lost(erased):
    expected = tally.difference(erased.before, erased.after.mart)
    assert set(expected.dimension) >= {"total", "help_kind"}
    same = [*tally.LABEL, "number"]
    kept = pd.read_parquet(erased.after.private / "tally.parquet")
    pd.testing.assert_frame_equal(
        kept[same].sort_values(same, ignore_index=True),
        expected[same].sort_values(same, ignore_index=True),
        check_dtype=False,
    )


def test_an_older_export_does_not_bring_the_member_back(erased, town, tmp_path):
    folders, older = Folders(tmp_path / "data"), tmp_path / "town"
    shutil.copytree(erased.after.data, folders.data)
    shutil.copytree(town.path, older)
    (older / "bundle.toml").write_text('source = "town"\ncovers_until = 2024-12-14\n')
    report = import_bundle(older, folders, progress=False)
    assert report.file("members").accepted == len(town.members) - 1
    assert tables_with(erased.key, rows_of(folders.mart)) == set()


def test_receipts_differ_in_nothing_that_would_tell_the_members_apart(bundle, imported, folders):
    imported(bundle.rows("responses", [REPLY[0], "r1,x1,alan-turing,2024-03-04"]).path)
    erased = [erase(member, folders, None, [bundle.path]) for member in ("ada-lovelace", "grace-hopper")]
    texts = [receipt.text().split("\n")[1:] for receipt in erased]
    assert texts[0] == texts[1]


def test_a_wrong_member_or_source_is_refused_and_nothing_changes(bundle, imported, folders, tmp_path):
    imported(bundle.path)
    before = contents(tmp_path)
    for member in ("nobody-at-all", "", "x" * 65, "ada-lovelace "):
        with pytest.raises(Refusal, match="no such member in “small”") as refused:
            erase(member, folders, None, [bundle.path])
        assert "nobody" not in str(refused.value)
    with pytest.raises(Refusal, match="not a source of the mart: it knows small"):
        erase("ada-lovelace", folders, "village")
    assert contents(tmp_path) == before
    bundle.toml('source = "village"\n')
    before = contents(tmp_path)
    with pytest.raises(Refusal, match="a bundle of “village”"):
        erase("ada-lovelace", folders, None, [bundle.path])
    with pytest.raises(Refusal, match="no mart"):
        erase("ada-lovelace", Folders(tmp_path / "empty"))
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", ["exchanges.csv", "members.csv"])  # the first to be read, the last to be written
def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(bundle, imported, folders, tmp_path, name):
    imported(bundle.path)
    with (bundle.path / name).open("ab") as file:
        file.write(b'"never closed\n')
    before = contents(tmp_path)
    with pytest.raises(Refusal, match="the quoting is broken"):
        erase("ada-lovelace", folders, None, [bundle.path])
    assert contents(tmp_path) == before


MEMBERS = [
    "member_id,neighbourhood_code,household_id,dwelling_type",
    "ada,north,h1,house_rural", "bob,south,h1,", "cyd,south,cyd,", "dan,north,cyd,", "eve,south,,",
]  # fmt: skip


def test_a_household_keeps_its_place_when_the_member_who_placed_it_goes(bundle, imported, folders, mart):
    imported(bundle.rows("members", MEMBERS).rows("exchanges", [bundle.exchanges[0]]).toml(TOML).path)
    erase("ada", folders)
    key, household = (key_of(name, folders, "small") for name in ("bob", "h1"))
    placed = "SELECT household_key, neighbourhood_code, dwelling_type FROM household"
    assert (household, "north", "house_rural") in mart(placed)
    assert (household, key) in mart("SELECT household_key, member_key FROM household_placing")


def test_a_household_without_members_vanishes(bundle, imported, folders, mart):
    imported(bundle.rows("members", MEMBERS).rows("exchanges", [bundle.exchanges[0]]).toml(TOML).path)
    erase("eve", folders)
    erase("ada", folders)
    erase("bob", folders)
    assert mart("SELECT count(*) FROM member") == [(2,)]
    for table in ("household", "household_placing"):
        assert mart(f"SELECT count(*) FROM {table}") == [(1,)]


def test_a_household_that_bears_the_members_id_gets_another_key(bundle, imported, folders, mart):
    imported(bundle.rows("members", MEMBERS).rows("exchanges", [bundle.exchanges[0]]).toml(TOML).path)
    key = key_of("cyd", folders, "small")
    assert tables_with(key, rows_of(folders.mart)) == {"member", "household", "household_placing"}
    erase("cyd", folders)
    assert tables_with(key, rows_of(folders.mart)) == set()
    dan = key_of("dan", folders, "small").hex()
    placed = "SELECT neighbourhood_code FROM member JOIN household USING (household_key)"
    assert mart(f"{placed} WHERE hex(member_key) = upper('{dan}')") == [("south",)]


def test_an_older_export_finds_the_household_that_lost_the_members_key(bundle, imported, folders, mart):
    imported(bundle.rows("members", MEMBERS).rows("exchanges", [bundle.exchanges[0]]).toml(TOML).path)
    erase("cyd", folders)
    before = mart("SELECT household_key, count(*) FROM member GROUP BY ALL ORDER BY ALL")
    imported(bundle.toml("covers_until = 2024-05-01\n").path)
    assert tables_with(key_of("cyd", folders, "small"), rows_of(folders.mart)) == set()
    assert mart("SELECT household_key, count(*) FROM member GROUP BY ALL ORDER BY ALL") == before


def test_the_same_id_of_another_source_stays_and_the_source_must_be_said(bundle, imported, folders, mart):
    imported(bundle.path)
    imported(bundle.toml('source = "other"').path)
    with pytest.raises(Refusal, match="Say which source with --source: it knows other, small"):
        erase("ada-lovelace", folders)
    others = "FROM member WHERE source = 'other' ORDER BY ALL"
    before = mart(others)
    assert erase("ada-lovelace", folders, "small").source == "small"
    assert mart(others) == before
    assert len(before) == 3
    assert mart("SELECT count(*) FROM member WHERE source = 'small'") == [(2,)]


class _Killed(BaseException):
    """Stands for the end of the process."""


class _Renames:
    """Lets so many renames happen and kills at the next."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
        self.left = step
        for name in ("replace", "rename"):
            monkeypatch.setattr(Path, name, self.counted(getattr(Path, name)))

    def counted(self, method):
        def run(path: Path, target: Path) -> Path:
            self.left -= 1
            if self.left == 0:
                raise _Killed
            return method(path, target)

        return run


TOML = "covers_until = 2024-04-30\n"
REPLY = ["response_id,exchange_id,member_id,responded_at", "r1,x1,grace-hopper,2024-03-04"]


def test_a_kill_at_any_step_leaves_the_old_or_the_new(bundle, folders, tmp_path, monkeypatch):
    """Steps are all the renames; what is left afterwards is looked at as the next holder of the lock finds it."""
    bundle.rows("responses", REPLY)
    import_bundle(bundle.path, folders, progress=False)
    key, whole = key_of("ada-lovelace", folders, "small"), tmp_path / "whole"
    shutil.copytree(folders.data, whole / "data")
    shutil.copytree(bundle.path, whole / "small")
    seen = []
    for step in range(1, 100):
        for name, target in (("data", folders.data), ("small", bundle.path)):
            shutil.rmtree(target)
            shutil.copytree(whole / name, target)
        finished = False
        with monkeypatch.context() as patched:
            _Renames(patched, step)
            with suppress(_Killed):
                erase("ada-lovelace", folders, None, [bundle.path])
                finished = True
        with only_one(folders):
            is_there = "member" in tables_with(key, rows_of(folders.mart))
        seen.append(is_there)
        assert (folders.private / "tally.parquet").exists() != is_there
        assert folders.erased.exists() != is_there
        assert bool(list(folders.reports.glob("erasure-*.json"))) != is_there
        if is_there:
            assert erase("ada-lovelace", folders, None, [bundle.path]).mart
        for name in ("members.csv", "exchanges.csv", "responses.csv"):
            assert b"ada-lovelace" not in (bundle.path / name).read_bytes()
        assert (bundle.path / "responses.csv").read_text("utf-8") == REPLY[0] + "\n"
        assert not list(folders.private.glob("import-*"))
        if finished:
            break
    assert set(seen) == {True, False}
    assert seen == sorted(seen, reverse=True)


def test_what_a_killed_process_left_is_deleted(bundle, imported, folders):
    imported(bundle.path)
    (folders.private / "import-killed").mkdir()
    (folders.private / "import-killed" / "staging.duckdb").write_text("ada-lovelace")
    erase("ada-lovelace", folders)
    assert not (folders.private / "import-killed").exists()


def test_a_bundle_found_later_can_be_cleaned_of_a_member_who_is_erased_already(bundle, imported, folders):
    imported(bundle.path)
    erase("ada-lovelace", folders)
    with pytest.raises(Refusal, match="no such member"):
        erase("ada-lovelace", folders)
    mart = folders.mart.read_bytes()
    receipt = erase("ada-lovelace", folders, None, [bundle.path])
    assert not receipt.mart
    assert folders.mart.read_bytes() == mart
    assert b"ada-lovelace" not in (bundle.path / "exchanges.csv").read_bytes()


def test_the_register_lists_members_of_every_source(bundle, imported, folders):
    imported(bundle.path)
    imported(bundle.toml('source = "other"').path)
    erase("ada-lovelace", folders, "small")
    erase("grace-hopper", folders, "other")
    found = {
        (row["source"], row["member_key"]) for row in pq.read_table(io.BytesIO(folders.erased.read_bytes())).to_pylist()
    }
    assert found == {
        ("small", key_of("ada-lovelace", folders, "small")),
        ("other", key_of("grace-hopper", folders, "other")),
    }
