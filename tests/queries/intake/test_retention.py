"""Keeping times: what is past them goes from the mart and the named raw files, whole months are kept, in any order."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from app import main
from queries.folders import Folders
from queries.intake.pseudonymise import Pseudonyms
from queries.intake.retention import retain
from queries.model import Refusal
from queries.publish.ledger import read_horizon

TODAY = date(2026, 4, 17)  # raw rows are kept from 2025-03-01 on, rows of the mart from 2024-03-01 on
MEMBERS = [
    "member_id,neighbourhood_code,household_id,left_on",
    "ada,north,h1,2024-02-29", "bob,north,h1,", "cyd,south,,2024-02-29", "dan,south,,2024-03-01",
    "eve,north,,2024-02-29", "fay,north,,",
]  # fmt: skip
EXCHANGES = [
    "exchange_id,posted_at,member_id,exchange_type",
    "x1,2024-02-29,ada,local_news",
    "x2,2024-03-01,bob,local_news",
    "x3,2025-02-28T23:30:00Z,bob,local_news",
    "x4,2025-03-01,fay,local_news",
    "x5,2026-03-31,fay,local_news",
]
RESPONSES = [
    "response_id,exchange_id,member_id,responded_at",
    "r1,x1,fay,2026-03-01",
    "r2,x2,eve,2024-03-02",
    "r3,x3,fay,2025-03-02",
    "r4,x4,bob,2025-03-02",
]
CAMPAIGNS = [
    "campaign_code,title,theme,organisation,starts_on,ends_on,neighbourhood_codes",
    "flood,Flood,safety,city,2024-01-01,2024-02-29,north|south",
    "frost,Frost,safety,city,2024-01-01,2024-03-01,north|south",
]
CONTACTS = ["campaign_code,member_id,contacted_at", "flood,fay,2024-01-02", "frost,fay,2024-01-02"]
ANSWERS = [
    "campaign_code,member_id,item,answer,answered_at",
    "flood,bob,boots,yes,2024-01-02",
    "frost,bob,boots,yes,2024-01-03",
    "frost,fay,boots,yes,2025-03-01",
]
TABLES = {"members": MEMBERS, "exchanges": EXCHANGES, "responses": RESPONSES, "campaigns": CAMPAIGNS,
          "campaign_contacts": CONTACTS, "campaign_answers": ANSWERS}  # fmt: skip


@pytest.fixture
def aged(bundle, imported, mart):
    """An export of two years, imported; every row of the tables above is in the mart."""
    for table, lines in TABLES.items():
        bundle.rows(table, lines)
    report = imported(bundle.path)
    assert all(file.accepted == file.read for file in report.files)
    return bundle


def lines_of(bundle, table):
    return (bundle.path / f"{table}.csv").read_text("utf-8").splitlines()


def test_the_mart_keeps_posts_from_the_first_of_the_month_on(aged, folders, mart):
    retain(folders, TODAY)
    assert mart("SELECT posted_on FROM exchange ORDER BY 1")[0] == (date(2024, 3, 1),)
    assert mart("SELECT count(*) FROM exchange") == [(4,)]
    # The answer of 2026 goes with the post of 2024 that it answers.
    assert mart("SELECT responded_on FROM response ORDER BY 1") == [
        (date(2024, 3, 2),), (date(2025, 3, 2),), (date(2025, 3, 2),)
    ]  # fmt: skip


def test_a_campaign_that_had_ended_loses_its_people_and_stays_itself(aged, folders, mart):
    retain(folders, TODAY)
    assert mart("SELECT DISTINCT campaign_code FROM campaign_contact") == [("frost",)]
    assert mart("SELECT campaign_code, count(*) FROM campaign_answer GROUP BY ALL") == [("frost", 2)]
    assert mart("SELECT count(*) FROM campaign") == [(2,)]


def test_who_left_before_goes_with_the_household_unless_something_of_them_is_kept(aged, folders, mart):
    """Ada and Cyd go (Ada's household has Bob), Dan left on the cut, and an answer of Eve's to a kept post is kept."""
    assert mart("SELECT count(*), count(DISTINCT household_key) FROM member") == [(6, 5)]
    retain(folders, TODAY)
    assert mart("SELECT left_on FROM member ORDER BY ALL") == [
        (date(2024, 2, 29),), (date(2024, 3, 1),), (None,), (None,)
    ]  # fmt: skip
    assert mart("SELECT count(*) FROM household") == [(4,)]
    placed = "SELECT count(*) FROM household_placing JOIN member USING (source, household_key, member_key)"
    assert mart(placed) == [(4,)]
    for table in ("exchange", "response", "campaign_contact", "campaign_answer"):
        assert mart(f"SELECT count(*) FROM {table} ANTI JOIN member USING (source, member_key)") == [(0,)]


def test_raw_files_lose_rows_by_their_own_date_and_answers_with_their_post(aged, folders):
    retain(folders, TODAY, [aged.path])
    assert lines_of(aged, "exchanges") == [EXCHANGES[0], *EXCHANGES[4:]]
    assert lines_of(aged, "responses") == [RESPONSES[0], RESPONSES[4]]
    assert lines_of(aged, "campaign_contacts") == CONTACTS[:1]
    assert lines_of(aged, "campaign_answers") == [ANSWERS[0], ANSWERS[3]]
    assert lines_of(aged, "members") == MEMBERS


def test_numbers_of_posts_are_those_of_their_own_source(aged, folders, tmp_path):
    """Two platforms may number their posts alike: an old post of one is not a young post of the other."""
    other = shutil.copytree(aged.path, tmp_path / "other")
    text = (other / "exchanges.csv").read_text("utf-8").replace("x1,2024-02-29", "x1,2026-01-01")
    (other / "exchanges.csv").write_text(text, "utf-8")
    declared = (other / "bundle.toml").read_text("utf-8") if (other / "bundle.toml").exists() else ""
    kept = [line for line in declared.splitlines() if not line.startswith("source")]
    (other / "bundle.toml").write_text("\n".join(['source = "elsewhere"', *kept]) + "\n", "utf-8")
    retain(folders, TODAY, [aged.path, other])
    assert not any(line.startswith("r1,") for line in lines_of(aged, "responses"))
    assert "r1,x1,fay,2026-03-01" in (other / "responses.csv").read_text("utf-8")


def test_a_day_is_the_local_day_of_the_declared_zone(aged, folders):
    aged.toml('timezone = "Europe/Paris"\n')
    retain(folders, TODAY, [aged.path])
    assert lines_of(aged, "exchanges") == [EXCHANGES[0], *EXCHANGES[3:]]  # 23:30 in London is the 1st in Paris
    assert lines_of(aged, "responses") == [RESPONSES[0], *RESPONSES[3:]]


def test_dates_are_read_as_declared_and_what_is_no_date_stays(aged, folders):
    aged.toml('date_format = "%d/%m/%Y"\n')
    rows = ["a,28/02/2025,bob,local_news", "b,01/03/2025,bob,local_news", "c,soon,bob,local_news", "d,,bob,local_news"]
    aged.rows("exchanges", [EXCHANGES[0], *rows])
    retain(folders, TODAY, [aged.path])
    assert lines_of(aged, "exchanges") == [EXCHANGES[0], *rows[1:]]


@pytest.mark.deep
@pytest.mark.parametrize("form", ["gz", "parquet", "zip"])
def test_every_form_of_bundle_is_shortened(aged, folders, imported, form):
    path = aged.path
    if form == "zip":
        path = aged.zipped()
    else:
        for table in ("exchanges", "responses", "campaign_answers"):
            aged.gzipped(table) if form == "gz" else aged.parquet(table)
    first = retain(folders, TODAY, [path])
    assert all(store.changed for store in first.stores)
    report = imported(path)
    accepted = {table: report.file(table).accepted for table in ("exchanges", "responses", "campaign_answers")}
    assert accepted == {"exchanges": 2, "responses": 1, "campaign_answers": 1}
    if form == "zip":
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None


def test_a_second_run_changes_nothing(aged, folders):
    retain(folders, TODAY, [aged.path])
    watched = [folders.mart, folders.private / "retention.json", *aged.path.iterdir()]
    before = {path: path.read_bytes() for path in watched}
    again = retain(folders, TODAY, [aged.path])
    assert not any(store.changed for store in again.stores)
    assert {path: path.read_bytes() for path in watched} == before
    assert sorted(path.name for path in folders.private.iterdir()) == [
        ".lock", "keys", "mart.duckdb", "reports", "retention.json"
    ]  # fmt: skip


def test_a_dry_run_says_the_same_and_changes_nothing(aged, folders):
    before = {path: path.read_bytes() for path in [folders.mart, *aged.path.iterdir()]}
    said = retain(folders, TODAY, [aged.path], dry_run=True)
    assert {path: path.read_bytes() for path in before} == before
    assert set(aged.path.iterdir()) == before.keys() - {folders.mart}
    assert not (folders.private / "retention.json").exists()
    assert said.text() == (
        "Retention on 2026-04-17: the mart would lose what was older than 2024-03 and went back to 2024-02; "
        "the raw files of small would lose what was older than 2025-03 and went back to 2024-02."
    )
    done = retain(folders, TODAY, [aged.path])
    assert done.text() == said.text().replace("would lose", "lost")
    assert "held nothing of before 2024-03" in retain(folders, TODAY, [aged.path]).text()


def test_the_horizon_is_what_the_publisher_reads_and_never_goes_back(aged, folders):
    retain(folders, TODAY)
    assert read_horizon(folders) == date(2024, 3, 1)
    retain(folders, TODAY - timedelta(days=200))
    assert read_horizon(folders) == date(2024, 3, 1)
    retain(folders, TODAY + timedelta(days=31))
    assert json.loads((folders.private / "retention.json").read_text()) == {"horizon": "2024-04-01"}


def test_a_kill_between_the_horizon_and_the_mart_is_made_good_by_the_next_run(aged, folders, mart, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("queries.intake.mart.put_in_place", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            retain(folders, TODAY, [aged.path])
    assert mart("SELECT count(*) FROM exchange") == [(5,)]
    assert read_horizon(folders) == date(2024, 3, 1)
    assert lines_of(aged, "exchanges") == EXCHANGES
    assert not list(aged.path.glob("*.new"))
    retain(folders, TODAY, [aged.path])
    assert mart("SELECT count(*) FROM exchange") == [(4,)]
    assert lines_of(aged, "exchanges") == [EXCHANGES[0], *EXCHANGES[4:]]


def test_removed_rows_leave_no_residue_in_the_file(aged, folders):
    post = Pseudonyms(folders.keys, "small", True).key("x1")
    assert post in folders.mart.read_bytes()
    retain(folders, TODAY)
    assert post not in folders.mart.read_bytes()


def test_it_refuses_a_day_to_come_a_deployment_without_a_mart_and_a_damaged_horizon(
    aged, folders, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("QUARTIER_DATA", str(folders.data))
    mart = folders.mart.read_bytes()
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert main(["retention", "--today", f"{tomorrow}"]) == 2
    assert "still to come" in capsys.readouterr().err
    with pytest.raises(Refusal, match="nothing to look through"):
        retain(Folders(tmp_path / "empty"), TODAY)
    (folders.private / "retention.json").write_text("{}")
    with pytest.raises(Refusal, match="damaged"):
        retain(folders, TODAY)
    assert folders.mart.read_bytes() == mart


def test_the_command_prints_one_sentence_without_a_count(aged, folders, monkeypatch, capsys):
    monkeypatch.setenv("QUARTIER_DATA", str(folders.data))
    assert main(["retention", "--today", "2026-04-17", "--bundle", str(aged.path), "--dry-run"]) == 0
    said = capsys.readouterr()
    assert said.out.count("\n") == 1
    assert said.err == ""
    assert said.out.startswith("Retention on 2026-04-17: the mart would lose")
