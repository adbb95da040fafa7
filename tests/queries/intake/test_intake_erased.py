"""Members who were erased do not come back with an older export, and their rows are no fault of its files."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from queries.intake.pseudonymise import Pseudonyms
from queries.model import Refusal

REASON = "erased at this person's request"


@pytest.fixture
def erase(folders):
    """List members of “small”, which was imported before, as erased, or their keys as those of another source."""

    def write(*members, source="small"):
        keys = [Pseudonyms(folders.keys, "small", True).key(member) for member in members]
        rows = {"source": pa.array([source] * len(keys), pa.string()), "member_key": pa.array(keys, pa.binary())}
        pq.write_table(pa.table(rows), folders.erased)

    return write


@pytest.fixture
def full_of_ada(bundle):
    """Half of all rows are those of one member, or point to them."""
    bundle.with_campaign()
    bundle.rows("members", ["member_id,neighbourhood_code,household_id", "ada,north,h", "grace,north,h", "alan,south,"])
    header = "exchange_id,posted_at,member_id,exchange_type"
    bundle.rows("exchanges", [header, "x1,2024-03-01,ada,local_news", "x2,2024-03-02,grace,local_news"])
    answers = ["r1,x1,grace,2024-03-03", "r2,x2,ada,2024-03-03", "r3,x2,alan,2024-03-03"]
    bundle.rows("responses", ["response_id,exchange_id,member_id,responded_at", *answers])
    bundle.rows(
        "campaign_contacts",
        ["campaign_code,member_id,contacted_at", "flood,ada,2024-03-02", "flood,alan,2024-03-02"],
    )
    bundle.rows(
        "campaign_answers",
        ["campaign_code,member_id,item,answer,answered_at", "flood,ada,boots,yes,2024-03-05"],
    )
    return bundle


def everything(mart):
    tables = [name for (name,) in mart("SELECT table_name FROM duckdb_tables()")]
    return {table: mart(f"FROM {table}") for table in tables}


def test_an_erased_member_does_not_come_back_and_nobody_else_leaves(full_of_ada, imported, erase, folders, mart):
    imported(full_of_ada.path)
    erase("ada")
    key = Pseudonyms(folders.keys, "small", True).key("ada")
    report = imported(full_of_ada.toml("covers_until = 2024-04-30").path)  # not these very files: read again
    assert not [table for table, rows in everything(mart).items() if any(key in row for row in rows)]
    counts = {file.table: (file.accepted, file.quarantined) for file in report.files}
    assert counts == {
        "neighbourhoods": (2, 0),
        "members": (2, 1),
        "campaigns": (1, 0),
        "exchanges": (1, 1),
        "responses": (1, 2),
        "campaign_contacts": (1, 1),
        "campaign_answers": (0, 1),
    }
    assert mart("SELECT count(*) FROM household") == [(2,)]
    said = {(file.table, reason.column, reason.reason) for file in report.files for reason in file.reasons}
    assert said == {
        ("members", "member_id", REASON),
        ("exchanges", "member_id", REASON),
        ("responses", "member_id", REASON),
        ("campaign_contacts", "member_id", REASON),
        ("campaign_answers", "member_id", REASON),
    }
    assert not report.stored.with_suffix(".quarantine.csv").read_text("utf-8").splitlines()[1:], (
        "a line with an answer to a post of theirs would lead whoever holds the export to it"
    )
    assert "ada" not in json.dumps(json.loads(report.stored.read_text("utf-8"))["files"])


def test_an_appended_bundle_does_not_bring_an_erased_member_back(full_of_ada, imported, erase, folders, mart):
    imported(full_of_ada.path)
    erase("ada", "max")
    full_of_ada.rows("members", ["member_id,neighbourhood_code,household_id", "max,north,h", "zoe,north,h"])
    header = "exchange_id,posted_at,member_id,exchange_type"
    full_of_ada.rows("exchanges", [header, "x3,2024-03-04,max,local_news", "x4,2024-03-04,zoe,local_news"])
    report = imported(full_of_ada.toml('mode = "append"').path)
    assert (report.file("members").accepted, report.file("exchanges").accepted) == (1, 1)
    key = Pseudonyms(folders.keys, "small", True).key("max")
    assert mart(f"SELECT count(*) FROM member WHERE member_key = from_hex('{key.hex()}')") == [(0,)]


def test_a_row_of_an_erased_member_is_judged_by_nothing_else(bundle, imported, erase):
    imported(bundle.path)
    erase("ada-lovelace")
    wrong = ["ada-lovelace,nowhere", "ada-lovelace,NOT A CODE", "ada-lovelace,north", "ada-lovelace,north"]
    report = imported(bundle.rows("members", [*bundle.members, *wrong]).path)
    (reason,) = report.file("members").reasons
    assert (reason.reason, reason.count, reason.first_lines) == (REASON, 5, ())
    assert (report.file("members").read, report.file("members").duplicates) == (7, 0)


def test_the_same_id_of_another_source_is_another_person(bundle, imported, erase):
    imported(bundle.path)
    erase("ada-lovelace")
    assert imported(bundle.toml('source = "other"').path).file("members").accepted == 3


def test_a_key_listed_for_another_source_erases_nobody_here(bundle, imported, erase):
    imported(bundle.path)
    erase("ada-lovelace", source="other")
    assert imported(bundle.rows("exchanges", bundle.exchanges[:2]).path).file("members").accepted == 3


def test_erased_rows_hide_no_faulty_file_and_make_none(bundle, imported, erase):
    imported(bundle.path)
    erase("ada-lovelace")
    posts = [f"a{n},2024-03-05,ada-lovelace,item_sharing,kitchen" for n in range(30)]
    good = [f"g{n},2024-03-05,grace-hopper,item_sharing,kitchen" for n in range(19)]
    bad = ["b1,never,grace-hopper,item_sharing,kitchen", "b2,never,grace-hopper,item_sharing,kitchen"]
    bundle.rows("exchanges", [bundle.exchanges[0], *posts, *good, bad[0]])
    assert imported(bundle.path).file("exchanges").quarantined == 31
    bundle.rows("exchanges", [bundle.exchanges[0], *posts, *good, *bad])
    with pytest.raises(Refusal, match="2 of 21 rows"):
        imported(bundle.path)


@pytest.mark.parametrize(
    "damaged",
    [
        None,
        {"source": ["small"]},
        {"source": ["small"], "member_key": ["00" * 16]},
        {"source": ["small"], "member_key": [b"too short"]},
        {"source": ["small"], "member_key": pa.array([None], pa.binary())},
        {"source": pa.array([None], pa.string()), "member_key": [b"0" * 16]},
    ],
)
def test_a_damaged_list_of_erased_members_refuses_the_import(bundle, imported, folders, damaged):
    imported(bundle.path)
    before = folders.mart.read_bytes()
    if damaged is None:
        folders.erased.write_bytes(b"PAR1")
    else:
        pq.write_table(pa.table(damaged), folders.erased)
    bundle.rows("exchanges", bundle.exchanges[:2])
    with pytest.raises(Refusal, match="put back the saved copy"):
        imported(bundle.path)
    assert folders.mart.read_bytes() == before


def test_the_key_of_an_erased_member_does_not_come_back_as_that_of_a_household(bundle, imported, erase, folders, mart):
    """The export names the household after the member who founded it; the others of it stay one household."""
    rows = ["member_id,neighbourhood_code,household_id", "ada,north,ada", "grace,north,ada", "alan,north,ada"]
    bundle.rows("members", [*rows, "joan,south,joan"]).rows("exchanges", [
        "exchange_id,posted_at,member_id,exchange_type", "x1,2024-03-01,grace,local_news",
        "x2,2024-03-01,joan,local_news"])  # fmt: skip
    imported(bundle.path)
    erase("ada")
    key = Pseudonyms(folders.keys, "small", True).key("ada")
    found = []
    for covers_until in ("2024-04-29", "2024-04-30"):
        imported(bundle.toml(f"covers_until = {covers_until}").path)
        assert not [table for table, rows in everything(mart).items() if any(key in row for row in rows)]
        found.append(mart("SELECT household_key, count(*) FROM member GROUP BY ALL ORDER BY ALL"))
    assert found[0] == found[1]
    assert sorted(count for _, count in found[0]) == [1, 2]
