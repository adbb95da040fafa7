"""Every row accounted for whatever the files hold; nothing half done; nothing personal in the mart."""

from __future__ import annotations

import argparse
import threading

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries.intake import command, import_bundle
from queries.model import Refusal

_WORDS = "a b c x1 x2 north south item_sharing offer kitchen flood 2024-03-01 2024-02-30 1980 yes oui é female -1 r1"
WORDS = st.sampled_from([*_WORDS.split(), "", " ", "2024-03-01 10:00", "x" * 65])
LIKELY = {
    "members": ["a", "north", "", "female", "1980"],
    "exchanges": ["x1", "2024-03-01", "a", "item_sharing", "kitchen"],
    "responses": ["r1", "x1", "a", "2024-03-02", ""],
}
HEADERS = {
    "members": "member_id,neighbourhood_code,household_id,gender,birth_year",
    "exchanges": "exchange_id,posted_at,member_id,exchange_type,category",
    "responses": "response_id,exchange_id,member_id,responded_at,completed_at",
}


@st.composite
def messy_rows(draw, table):
    """Rows that are mostly right in most columns, with copies, other versions, wrong values and wrong lengths."""
    ids = st.sampled_from([f"{LIKELY[table][0]}{n}" if n else LIKELY[table][0] for n in range(4)])
    usual = [ids, *(st.just(value) for value in LIKELY[table][1:])]
    row = st.tuples(*(st.one_of(cell, cell, cell, WORDS) for cell in usual)).map(list)
    ragged = st.lists(WORDS.filter(str.strip), min_size=2, max_size=4)
    return [",".join(cells) for cells in draw(st.lists(st.one_of(row, row, row, ragged), max_size=25))]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messy_rows("members"), messy_rows("exchanges"), messy_rows("responses"), st.integers(0, 2))
def test_every_row_is_accounted_for(bundle, folders, members, exchanges, responses, copies):
    for table, rows in (("members", members), ("exchanges", exchanges), ("responses", responses)):
        bundle.rows(table, [HEADERS[table], *rows])
    doubled = [*bundle.neighbourhoods, *bundle.neighbourhoods[:copies], bundle.neighbourhood("odd", None)]
    bundle.places("neighbourhoods", doubled).toml("covers_until = 2024-12-31")
    report = import_bundle(bundle.path, folders, accept_quarantine=True, progress=False)
    if report.already_imported:
        return
    for file in report.files:
        assert file.read == file.accepted + file.quarantined + file.duplicates + file.superseded
        assert file.quarantined == sum(reason.count for reason in file.reasons)
    read = {file.table: file.read for file in report.files}
    assert read == {"members": len(members), "exchanges": len(exchanges), "responses": len(responses)} | {
        "neighbourhoods": len(doubled)
    }
    with duckdb.connect(folders.mart, read_only=True) as mart:
        for table in ("member", "exchange", "response", "neighbourhood"):
            kept = mart.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            assert kept == report.file(f"{table}s").accepted


def test_no_id_is_found_in_the_bytes_of_the_mart(bundle, imported, folders):
    bundle.rows("members", ["member_id,neighbourhood_code,household_id", "ada-lovelace,north,house-of-byron"])
    bundle.rows("exchanges", [bundle.exchanges[0], "the-first-post,2024-03-01,ada-lovelace,item_sharing,kitchen"])
    header = "response_id,exchange_id,member_id,responded_at"
    bundle.rows("responses", [header, "the-first-answer,the-first-post,ada-lovelace,2024-03-02T11:22:33"])
    imported(bundle.path)
    kept = b"".join(path.read_bytes() for path in folders.private.rglob("*") if path.is_file())
    for id_ in (b"ada-lovelace", b"house-of-byron", b"the-first-post", b"the-first-answer", b"11:22:33"):
        assert id_ not in kept
    assert [path.name for path in folders.private.glob("import-*")] == []


def test_the_key_of_a_source_is_secret_and_stays(bundle, imported, folders, mart):
    imported(bundle.path)
    (key,) = folders.keys.iterdir()
    assert (key.name, key.stat().st_mode & 0o777, len(key.read_text().strip())) == ("pseudonym-small.key", 0o600, 64)
    before = mart("SELECT member_key FROM member ORDER BY 1")
    imported(bundle.rows("exchanges", bundle.exchanges[:2]).path)
    assert mart("SELECT member_key FROM member ORDER BY 1") == before
    key.write_text("damaged")
    with pytest.raises(Refusal, match="damaged"):
        imported(bundle.rows("exchanges", bundle.exchanges[:3]).path)


def test_a_refused_bundle_leaves_the_mart_byte_identical_and_no_key(bundle, imported, folders):
    imported(bundle.path)
    before = folders.mart.read_bytes()
    bundle.toml('source = "elsewhere"').rows("responses", ["response_id,phone", "1,2"])
    with pytest.raises(Refusal):
        imported(bundle.path)
    assert folders.mart.read_bytes() == before
    assert [path.name for path in folders.keys.iterdir()] == ["pseudonym-small.key"]


def test_the_same_bytes_twice_change_nothing(bundle, imported, folders):
    imported(bundle.path)
    before = folders.mart.read_bytes()
    report = imported(bundle.zipped())
    assert report.already_imported
    assert "already imported" in report.text()
    assert folders.mart.read_bytes() == before


def test_a_full_bundle_replaces_its_own_source_only(bundle, imported, mart):
    imported(bundle.path)
    imported(bundle.toml('source = "other"').path)
    imported(bundle.toml('source = "small"').rows("exchanges", bundle.exchanges[:2]).path)
    assert mart("SELECT source, count(*) FROM exchange GROUP BY 1 ORDER BY 1") == [("other", 3), ("small", 1)]
    assert mart("SELECT count(*), count(DISTINCT source) FROM bundle") == [(2, 2)]


def test_an_appended_bundle_adds_and_corrects(bundle, imported, mart):
    header = "member_id,neighbourhood_code,household_id"
    imported(bundle.rows("members", [header, "ada-lovelace,north,h", "grace-hopper,north,", "alan-turing,south,"]).path)
    bundle.toml('mode = "append"').rows("members", [header, "zoe,south,h", "alan-turing,north,"])
    bundle.rows(
        "exchanges", [bundle.exchanges[0], "x1,2024-03-01,grace-hopper,local_events,", "x4,2024-04-02,zoe,local_news,"]
    )
    bundle.rows("responses", ["response_id,exchange_id,member_id,responded_at", "r1,x2,ada-lovelace,2024-03-20"])
    imported(bundle.path)
    assert mart("SELECT count(*), count(DISTINCT exchange_key) FROM exchange") == [(4, 4)]
    assert mart("SELECT count(*) FROM exchange WHERE exchange_type = 'local_events'") == [(1,)]
    assert mart("SELECT reply_band FROM response") == [("28d",)]
    # zoe joins a household that ada placed: it stays; alan moves, and his household of one with him.
    assert mart("SELECT neighbourhood_code FROM household ORDER BY 1") == [("north",)] * 3
    assert mart("SELECT count(*) FROM member") == [(4,)]
    assert imported(bundle.path).already_imported


def test_imports_at_once_happen_one_after_the_other(bundle, folders, tmp_path):
    paths = []
    for number in range(3):
        copy = type(bundle)(tmp_path / f"copy{number}")
        paths.append(copy.path)
    threads = [threading.Thread(target=import_bundle, args=(p, folders), kwargs={"progress": False}) for p in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with duckdb.connect(folders.mart, read_only=True) as mart:
        assert mart.execute("SELECT count(*) FROM exchange").fetchall() == [(9,)]


def test_the_command_prints_the_report(bundle, folders, capsys):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([str(bundle.path)]), folders) == 0
    assert "members.csv: 3 read, 3 accepted" in capsys.readouterr().out


@pytest.mark.deep
def test_warsaw_is_accounted_for_to_the_row(warsaw):
    folders, report = warsaw
    counts = {file.table: (file.read, file.accepted, file.quarantined, file.duplicates) for file in report.files}
    assert counts["exchanges"] == (5_468_518, 5_468_517, 0, 1)
    assert counts["members"] == (547_812, 547_812, 0, 0)
    assert counts["projects"] == (1_555, 1_555, 0, 0)
    with duckdb.connect(folders.mart, read_only=True) as mart:
        rows = mart.execute("SELECT count(*), count(DISTINCT member_key) FROM exchange").fetchall()
    assert rows[0][0] == 5_468_517
    assert rows[0][1] <= 547_812
