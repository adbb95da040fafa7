"""What campaigns ask for: which rows are accepted, what replaces what, and that they are of nobody."""

from __future__ import annotations

import pytest

from queries.intake.erasing import erase

HEADER = "campaign_code,item,needed,neighbourhood_code"
NEEDS = "SELECT campaign_code, item, neighbourhood_code, needed FROM campaign_need ORDER BY ALL"


@pytest.fixture
def asking(bundle):
    return bundle.with_campaign()


def test_needs_are_read_for_a_neighbourhood_and_for_the_whole_zone(asking, imported, mart):
    code, place = mart_of(asking)
    report = imported(asking.rows("campaign_needs", [HEADER, f"{code},torch,40,{place}", f"{code},torch,7,"]).path)
    file = report.file("campaign_needs")
    assert (file.read, file.accepted, file.reasons) == (2, 2, ())
    assert mart(NEEDS) == [(code, "torch", "", 7), (code, "torch", place, 40)]
    assert not any("campaign_needs" in note for note in report.notes), "it is read now"


def test_a_file_without_neighbourhoods_asks_for_the_whole_zone(asking, imported, mart):
    code, _ = mart_of(asking)
    rows = ["campaign_code,item,needed", f"{code},torch,40", f"{code},duvet,9", f"{code},torch,41"]
    file = imported(asking.rows("campaign_needs", rows).path).file("campaign_needs")
    assert (file.read, file.accepted, file.superseded) == (3, 2, 1)
    assert mart(NEEDS) == [(code, "duvet", "", 9), (code, "torch", "", 41)]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("nowhere,torch,5,", "campaign_code", "points nowhere: no such campaign"),
        ("{code},torch,5,nowhere", "neighbourhood_code", "none of the neighbourhoods of its campaign"),
        ("{code},torch,-5,", "needed", "not a whole number from zero up"),
        ("{code},torch,,", "needed", "blank, and required"),
        ("{code},,5,", "item", "blank, and required"),
        ("{code},Torch lamp,5,", "item", "a code with other characters than a-z 0-9 _ -"),
    ],
)  # fmt: skip
def test_a_need_that_cannot_be_used_is_quarantined_with_its_line(asking, imported, mart, row, column, reason):
    code, _ = mart_of(asking)
    rows = [HEADER, f"{code},torch,1,", row.format(code=code)]
    file = imported(asking.rows("campaign_needs", rows).path).file("campaign_needs")
    assert (file.read, file.accepted, file.quarantined) == (2, 1, 1)
    assert [(r.column, r.reason, r.first_lines) for r in file.reasons] == [(column, reason, (3,))]
    assert mart(NEEDS) == [(code, "torch", "", 1)]


def test_an_appended_bundle_corrects_needs_and_a_full_one_replaces_them(asking, imported, mart):
    code, place = mart_of(asking)
    imported(asking.rows("campaign_needs", [HEADER, f"{code},torch,5,", f"{code},torch,2,{place}"]).path)
    asking.toml('mode = "append"')
    imported(asking.rows("campaign_needs", [HEADER, f"{code},torch,6,"]).path)
    assert mart(NEEDS) == [(code, "torch", "", 6), (code, "torch", place, 2)]
    asking.toml('mode = "full"')
    imported(asking.rows("campaign_needs", [HEADER, f"{code},duvet,1,"]).path)
    assert mart(NEEDS) == [(code, "duvet", "", 1)]


def test_what_is_asked_for_stays_when_a_member_goes(asking, imported, folders, mart):
    code, _ = mart_of(asking)
    imported(asking.rows("campaign_needs", [HEADER, f"{code},torch,5,"]).path)
    erase("ada-lovelace", folders)
    assert mart(NEEDS) == [(code, "torch", "", 5)]


def mart_of(bundle):
    """The code of the bundle's first campaign, and a neighbourhood of its zone."""
    header, first = (bundle.path / "campaigns.csv").read_text().splitlines()[:2]
    row = dict(zip(header.split(","), first.split(","), strict=True))
    return row["campaign_code"], row["neighbourhood_codes"].split("|")[0]
