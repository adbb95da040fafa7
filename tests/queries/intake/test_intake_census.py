"""The census of homes: which counts are accepted, what replaces what, and pairs of attribute and value."""

from __future__ import annotations

import pytest

from queries.intake.contract import CENSUS
from queries.intake.erasing import erase
from queries.model import Refusal

HEADER = "neighbourhood_code,attribute,value,households,persons"
ROWS = "SELECT neighbourhood_code, attribute, value, households, persons FROM census ORDER BY ALL"


def test_every_value_of_the_contract_is_read_with_and_without_persons(bundle, imported, mart):
    pairs = [(attribute, value) for attribute, values in CENSUS.items() for value in values]
    assert len(pairs) == 15
    rows = [f"north,{attribute},{value},{n},{2 * n if n % 2 else ''}" for n, (attribute, value) in enumerate(pairs)]
    file = imported(bundle.rows("census", [HEADER, *rows]).path).file("census")
    assert (file.read, file.accepted, file.reasons) == (15, 15, ())
    assert mart(ROWS) == sorted(
        ("north", attribute, value, n, 2 * n if n % 2 else None) for n, (attribute, value) in enumerate(pairs)
    )
    assert mart("SELECT columns FROM bundle") == [(["exchanges.category", "census.persons"],)]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nowhere,gender,male,5,", "neighbourhood_code", "points nowhere: no such neighbourhood"),
        ("North,gender,male,5,", "neighbourhood_code", "a code with other characters than a-z 0-9 _ -"),
        ("north,religion,male,5,", "attribute", "a code outside the closed list"),
        ("north,gender,house_rural,5,", "value", "a code outside the closed list of its attribute"),
        ("north,dwelling_type,male,5,", "value", "a code outside the closed list of its attribute"),
        ("north,age_band,unknown,5,", "value", "a code outside the closed list of its attribute"),
        ("north,age_band,,5,", "value", "blank, and required"),
        ("north,gender,male,-5,", "households", "not a whole number from zero up"),
        ("north,gender,male,5.5,", "households", "not a whole number from zero up"),
        ("north,gender,male,5,-1", "persons", "not a whole number from zero up"),
        ("north,gender,male,,9", "households", "blank, and required"),
        ("north,gender,male,,", "households", "blank, and required"),
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_used_is_quarantined_with_its_line(bundle, imported, mart, row, column, reason):
    file = imported(bundle.rows("census", [HEADER, "north,gender,other,0,0", row]).path).file("census")
    assert (file.read, file.accepted, file.quarantined) == (2, 1, 1)
    assert [(r.column, r.reason, r.first_lines) for r in file.reasons] == [(column, reason, (3,))]
    assert mart(ROWS) == [("north", "gender", "other", 0, 0)], "nobody is a count too"


def test_the_same_value_of_two_attributes_is_two_counts_and_a_later_row_supersedes(bundle, imported, mart):
    rows = ["north,gender,other,3,", "north,gender,other,3,", "north,dwelling_type,other,7,", "north,gender,other,4,"]
    file = imported(bundle.rows("census", [HEADER, *rows]).path).file("census")
    assert (file.read, file.accepted, file.duplicates, file.superseded) == (4, 2, 1, 1)
    assert mart(ROWS) == [("north", "dwelling_type", "other", 7, None), ("north", "gender", "other", 4, None)]


def test_an_appended_bundle_adds_and_corrects_counts_and_a_full_one_replaces_them(bundle, imported, mart):
    imported(bundle.rows("census", [HEADER, "north,gender,male,5,", "north,gender,female,6,"]).path)
    bundle.toml('mode = "append"')
    imported(bundle.rows("census", [HEADER, "north,gender,female,8,", "south,gender,male,1,"]).path)
    assert [(row[0], row[2], row[3]) for row in mart(ROWS)] == [
        ("north", "female", 8), ("north", "male", 5), ("south", "male", 1),
    ]  # fmt: skip
    bundle.toml('mode = "full"')
    imported(bundle.rows("census", [HEADER, "south,gender,male,2,"]).path)
    assert [(row[0], row[3]) for row in mart(ROWS)] == [("south", 2)]


def test_erasing_a_member_leaves_the_census_as_it_is(bundle, imported, folders, mart):
    imported(bundle.rows("census", [HEADER, "north,gender,male,5,9"]).path)
    erase("ada-lovelace", folders, None, [bundle.path])
    assert mart(ROWS) == [("north", "gender", "male", 5, 9)]


def test_a_column_of_people_in_the_census_refuses_the_bundle(bundle, imported, folders):
    with pytest.raises(Refusal, match=r"census\.csv: the column “member_id”"):
        imported(bundle.rows("census", [f"{HEADER},member_id", "north,gender,male,5,9,ada"]).path)
    assert not folders.mart.exists()
