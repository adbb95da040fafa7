"""Declared help: which rows are accepted, what replaces what, and that it goes with its member and not before."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from queries.intake.erasing import erase
from queries.intake.retention import retain

HEADER = "member_id,help_kind,declared_on"
OFFERS = "SELECT help_kind, declared_on FROM help_offer ORDER BY ALL"


def test_declarations_are_read_under_the_pseudonym_of_their_member(bundle, imported, mart):
    bundle.rows("help_offers", [HEADER, "ada-lovelace,food,2023-01-01", "ada-lovelace,diy,2024-02-29"])
    report = imported(bundle.path)
    file = report.file("help_offers")
    assert (file.read, file.accepted, file.reasons) == (2, 2, ())
    assert mart(OFFERS) == [("diy", date(2024, 2, 29)), ("food", date(2023, 1, 1))]
    assert mart("SELECT count(*) FROM help_offer JOIN member USING (source, member_key)") == [(2,)]
    assert mart("SELECT files FROM bundle")[0][0] == ["exchanges", "help_offers", "members", "neighbourhoods"]
    assert not any("not read yet" in note for note in report.notes)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("ada-lovelace,money,2024-01-01", "help_kind", "a code outside the closed list"),
        ("ada-lovelace,any,2024-01-01", "help_kind", "a code outside the closed list"),
        ("ada-lovelace,,2024-01-01", "help_kind", "blank, and required"),
        ("nobody,diy,2024-01-01", "member_id", "points nowhere: no such member"),
        (",diy,2024-01-01", "member_id", "blank, and required"),
        ("ada-lovelace,diy,soon", "declared_on", "not a date in the declared format"),
        ("ada-lovelace,diy,", "declared_on", "blank, and required"),
        ("ada-lovelace,diy", None, "not as many fields as the header"),
    ],
)  # fmt: skip
def test_a_declaration_that_cannot_be_used_is_quarantined_with_its_line(bundle, imported, mart, row, column, reason):
    file = imported(bundle.rows("help_offers", [HEADER, "ada-lovelace,food,2023-01-01", row]).path).file("help_offers")
    assert (file.read, file.accepted, file.quarantined) == (2, 1, 1)
    assert [(r.column, r.reason, r.first_lines) for r in file.reasons] == [(column, reason, (3,))]
    assert mart(OFFERS) == [("food", date(2023, 1, 1))]


def test_the_same_row_twice_is_a_duplicate_and_a_later_day_supersedes(bundle, imported, mart):
    rows = ["ada-lovelace,food,2023-01-01", "ada-lovelace,food,2023-01-01", "ada-lovelace,food,2023-06-01"]
    file = imported(bundle.rows("help_offers", [HEADER, *rows]).path).file("help_offers")
    assert (file.read, file.accepted, file.duplicates, file.superseded) == (3, 1, 1, 1)
    assert mart(OFFERS) == [("food", date(2023, 6, 1))]


def test_an_appended_bundle_adds_and_corrects_declarations_and_a_full_one_replaces_them(bundle, imported, mart):
    imported(bundle.rows("help_offers", [HEADER, "ada-lovelace,food,2023-01-01", "ada-lovelace,diy,2023-01-01"]).path)
    bundle.toml('mode = "append"').rows("members", bundle.members[:1])
    imported(bundle.rows("help_offers", [HEADER, "ada-lovelace,diy,2024-01-01", "alan-turing,diy,2024-01-01"]).path)
    later = ("diy", date(2024, 1, 1))
    assert mart(OFFERS) == [later, later, ("food", date(2023, 1, 1))]
    bundle.toml('mode = "full"').rows("members", bundle.members)
    imported(bundle.rows("help_offers", [HEADER, "grace-hopper,parcels,2024-02-01"]).path)
    assert mart(OFFERS) == [("parcels", date(2024, 2, 1))]


def test_an_erased_member_leaves_no_declaration_and_an_older_export_brings_none_back(bundle, imported, folders, mart):
    rows = [HEADER, "ada-lovelace,food,2023-01-01", "grace-hopper,food,2023-02-01"]
    imported(bundle.rows("help_offers", rows).path)
    raw = (bundle.path / "help_offers.csv").read_bytes()
    receipt = erase("ada-lovelace", folders, None, [bundle.path])
    assert "the help they had declared" in receipt.text()
    assert "help_offers.csv" in receipt.raw_files["small"]
    assert (bundle.path / "help_offers.csv").read_text() == f"{HEADER}\ngrace-hopper,food,2023-02-01\n"
    assert mart(OFFERS) == [("food", date(2023, 2, 1))]
    bundle.raw("help_offers.csv", raw).rows("members", bundle.members).rows("exchanges", bundle.exchanges)
    file = imported(bundle.toml("covers_until = 2024-04-30").path).file("help_offers")
    assert (file.accepted, file.quarantined) == (1, 1)
    assert mart(OFFERS) == [("food", date(2023, 2, 1))]


def test_a_declaration_has_no_age_and_goes_with_the_member_who_left(bundle, imported, folders, mart):
    """Retention cuts on 2024-03-01: Grace left before and only her declaration is left of her."""
    stays = ["ada-lovelace,north,", "grace-hopper,north,2024-02-29", "alan-turing,south,2024-03-01"]
    bundle.rows("members", ["member_id,neighbourhood_code,left_on", *stays])
    bundle.rows("exchanges", [bundle.exchanges[0], "x1,2024-03-01,ada-lovelace,item_sharing,"])
    days = ["ada-lovelace,food,2015-01-01", "grace-hopper,parcels,2024-02-01", "alan-turing,diy,2015-01-01"]
    imported(bundle.rows("help_offers", [HEADER, *days]).path)
    retain(folders, date(2026, 4, 17), [bundle.path])
    assert mart(OFFERS) == [("diy", date(2015, 1, 1)), ("food", date(2015, 1, 1))]
    assert mart("SELECT count(*) FROM member") == [(2,)]
    assert (bundle.path / "help_offers.csv").read_text().splitlines() == [HEADER, *days], "as the file of members"


def test_a_mart_of_before_there_were_declarations_is_carried_over_erased_from_and_shortened(
    bundle, imported, folders, mart
):
    imported(bundle.toml('source = "other"').path)
    with duckdb.connect(folders.mart) as connection:
        connection.execute("DROP TABLE help_offer")
        connection.execute("DROP TABLE census")
    erase("grace-hopper", folders)
    assert mart("SELECT count(*) FROM help_offer") == [(0,)]
    with duckdb.connect(folders.mart) as connection:
        connection.execute("DROP TABLE help_offer")
    retain(folders, date(2026, 4, 17))
    assert mart("SELECT count(*) FROM member") == [(2,)]
    with duckdb.connect(folders.mart) as connection:
        connection.execute("DROP TABLE IF EXISTS help_offer")
        connection.execute("DROP TABLE census")
    imported(bundle.rows("help_offers", [HEADER, "ada-lovelace,food,2023-01-01"]).toml('source = "small"').path)
    assert mart(OFFERS) == [("food", date(2023, 1, 1))]
    assert mart("SELECT source, count(*) FROM member GROUP BY ALL ORDER BY ALL") == [("other", 2), ("small", 3)]
