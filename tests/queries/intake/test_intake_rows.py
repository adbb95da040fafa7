"""Which rows are accepted, quarantined, duplicates or superseded, and what they become in the mart."""

from __future__ import annotations

import csv
import datetime

import pytest

from queries.model import Refusal

EXCHANGE_HEADER = "exchange_id,posted_at,member_id,exchange_type,direction,category,campaign_code"
MEMBER_HEADER = (
    "member_id,neighbourhood_code,household_id,residence_code,dwelling_type,gender,birth_year,joined_on,left_on"
    ",verified"
)


def the_reason(report, table):
    (reason,) = report.file(table).reasons
    return reason.column, reason.first_lines


def test_a_valid_bundle_is_accepted_whole(bundle, imported, mart):
    report = imported(bundle.path)
    assert {file.table: (file.read, file.accepted) for file in report.files} == {
        "neighbourhoods": (2, 2),
        "members": (3, 3),
        "exchanges": (3, 3),
    }
    assert mart("SELECT source, covers_until, simulated, files, columns FROM bundle") == [
        (
            "small",
            datetime.date(2024, 3, 31),
            False,
            ["exchanges", "members", "neighbourhoods"],
            ["exchanges.category"],
        )
    ]
    assert mart("SELECT count(*), count(DISTINCT household_key), min(octet_length(member_key)) FROM member") == [
        (3, 3, 16)
    ]


BAD_EXCHANGES = [
    ("x9,2024-03-05,ada-lovelace,gossip,,,", "exchange_type"),
    ("x9,2024-03-05,ada-lovelace,local_news,shout,,", "direction"),
    ("x9,2024-03-05,nobody,local_news,,,", "member_id"),
    ("x9,2024-03-05,ada-lovelace,local_news,,,no-such-campaign", "campaign_code"),
    ("x9,2024-03-05,ada-lovelace,local_news,,,Flood", "campaign_code"),
    ("x9,2024-02-30,ada-lovelace,local_news,,,", "posted_at"),
    ("x9,05/03/2024,ada-lovelace,local_news,,,", "posted_at"),
    ("x9,2024-03-05 25:00,ada-lovelace,local_news,,,", "posted_at"),
    ("x9,soon,ada-lovelace,local_news,,,", "posted_at"),
    (" ,2024-03-05,ada-lovelace,local_news,,,", "exchange_id"),
    (f"{'x' * 65},2024-03-05,ada-lovelace,local_news,,,", "exchange_id"),
    ("x9,,ada-lovelace,local_news,,,", "posted_at"),
    ("x9,2024-03-05,ada-lovelace,local_news,,", None),
    ("x9,2024-03-05,ada-lovelace,local_news,,,,", None),
]
BAD_MEMBERS = [
    ("m,nowhere,,,,,,,,", "neighbourhood_code"),
    ("m,North,,,,,,,,", "neighbourhood_code"),
    ("m,north,,Tour A,,,,,,", "residence_code"),
    ("m,north,,,castle,,,,,", "dwelling_type"),
    ("m,north,,,,F,,,,", "gender"),
    ("m,north,,,,,about 1970,,,", "birth_year"),
    ("m,north,,,,,,yesterday,,", "joined_on"),
    ("m,north,,,,,,,2023-13-01,", "left_on"),
    ("m,north,,,,,,,,perhaps", "verified"),
    (f"m,north,{'h' * 65},,,,,,,", "household_id"),
]


def listed(report, table):
    """(line, column) of each quarantined row of a file, from the stored list."""
    rows = csv.reader(report.stored.with_suffix(".quarantine.csv").read_text("utf-8").splitlines())
    return [(int(line), column or None) for file, line, column, _ in rows if file == f"{table}.csv"]


def test_each_bad_exchange_is_quarantined_with_its_line_and_column(bundle, imported):
    bundle.with_campaign().rows("exchanges", [EXCHANGE_HEADER, *(row for row, _ in BAD_EXCHANGES)])
    bundle.toml("covers_until = 2024-06-30")
    report = imported(bundle.path, accept_quarantine=True)
    assert listed(report, "exchanges") == [(line, column) for line, (_, column) in enumerate(BAD_EXCHANGES, 2)]


def test_each_bad_member_is_quarantined_with_its_line_and_column(bundle, imported):
    bundle.rows("members", [MEMBER_HEADER, *(row for row, _ in BAD_MEMBERS)]).toml("covers_until = 2024-06-30")
    report = imported(bundle.path, accept_quarantine=True)
    assert listed(report, "members") == [(line, column) for line, (_, column) in enumerate(BAD_MEMBERS, 2)]


def test_the_post_of_a_quarantined_member_points_nowhere(bundle, imported):
    bundle.rows("members", [*bundle.members[:-1], "alan-turing,nowhere"])
    report = imported(bundle.path, accept_quarantine=True)
    assert the_reason(report, "exchanges") == ("member_id", (4,))


def test_blank_optional_values_become_null(bundle, imported, mart):
    members = [MEMBER_HEADER, "a,north,,,,,,,,", "b,north,h1,r1,other,female,1970.0,2020-01-02,2021-01-02,oui"]
    bundle.rows("members", members).rows("exchanges", [EXCHANGE_HEADER, "x1,2024-03-05,a,local_news,,,"])
    imported(bundle.path)
    found = mart("SELECT gender, birth_year, joined_on, left_on, verified FROM member ORDER BY birth_year")
    assert found == [
        ("female", 1970, datetime.date(2020, 1, 2), datetime.date(2021, 1, 2), True),
        (None,) * 5,
    ]
    assert mart("SELECT direction, category, campaign_code FROM exchange") == [(None, None, None)]


def test_an_undeclared_category_counts_as_other_and_is_reported(bundle, imported, mart):
    rows = [f"x{n},2024-03-05,ada-lovelace,item_sharing,{c}" for n, c in enumerate(["kitchen", "Rocket parts", ""])]
    report = imported(bundle.rows("exchanges", [bundle.exchanges[0], *rows]).path)
    assert sorted(mart("SELECT coalesce(category, '-') FROM exchange")) == [("-",), ("kitchen",), ("other",)]
    assert any("1 exchanges have a category that is not declared" in note for note in report.notes)


def test_a_bundle_may_declare_its_own_categories(bundle, imported, mart):
    bundle.rows("categories", ["category,label_en,label_fr,theme,kind", "repairs,Repairs,Réparations,all,service"])
    imported(bundle.path)
    assert mart("SELECT * FROM category") == [("repairs", "Repairs", "Réparations", "all", "service")]
    assert sorted(mart("SELECT coalesce(category, '-') FROM exchange")) == [("-",), ("other",), ("repairs",)]


@pytest.mark.parametrize(("year", "kept"), [(1899, None), (1900, 1900), (2014, 2014), (2015, None), (2040, None)])
def test_an_implausible_birth_year_becomes_unknown_and_is_counted(bundle, imported, mart, year, kept):
    bundle.rows("members", ["member_id,neighbourhood_code,birth_year", f"ada-lovelace,north,{year}"])
    bundle.rows("exchanges", bundle.exchanges[:2])
    report = imported(bundle.path)
    assert mart("SELECT birth_year FROM member") == [(kept,)]
    assert any("birth year" in note for note in report.notes) == (kept is None)


def test_an_identical_row_is_a_duplicate_and_a_later_version_supersedes(bundle, imported, mart):
    lines = [
        bundle.exchanges[0],
        "x1,2024-03-01,ada-lovelace,item_sharing,kitchen",
        "x1,2024-03-01,ada-lovelace,item_sharing,kitchen",
        "x1,2024-03-02,ada-lovelace,item_sharing,kitchen",
        "x2,2024-03-02,ada-lovelace,item_sharing,kitchen",
        "x2,2024-03-03,ada-lovelace,item_sharing,kitchen",
        "x2,2024-03-02,ada-lovelace,item_sharing,kitchen",
    ]
    file = imported(bundle.rows("exchanges", lines).path).file("exchanges")
    assert (file.read, file.accepted, file.quarantined, file.duplicates, file.superseded) == (6, 2, 0, 2, 2)
    days = mart("SELECT posted_on FROM exchange ORDER BY 1")
    assert days == [(datetime.date(2024, 3, 2),), (datetime.date(2024, 3, 2),)]


def test_tables_without_an_id_are_superseded_by_their_natural_key(bundle, imported, mart):
    bundle.with_campaign()
    contacts = ["flood,ada-lovelace,2024-03-02,", "flood,ada-lovelace,2024-03-02,2024-03-04"]
    bundle.rows("campaign_contacts", ["campaign_code,member_id,contacted_at,opened_at", *contacts])
    answers = ["flood,ada-lovelace,boots,no,2024-03-05", "flood,ada-lovelace,boots,yes,2024-03-06"]
    bundle.rows("campaign_answers", ["campaign_code,member_id,item,answer,answered_at", *answers])
    bundle.places("projects", [bundle.feature({"type": "Point", "coordinates": [2.355, 48.855]}, **bundle.project)])
    stages = ["park,works,2024-01-01,non", "park,works,2024-02-01,non", "park,existing,2024-03-01,"]
    bundle.rows("project_stages", ["project_code,stage,starts_on,public", *stages])
    report = imported(bundle.path)
    assert [report.file(t).superseded for t in ("campaign_contacts", "campaign_answers", "project_stages")] == [1] * 3
    assert mart("SELECT opened_on FROM campaign_contact") == [(datetime.date(2024, 3, 4),)]
    assert mart("SELECT item, answer FROM campaign_answer") == [("boots", True)]
    assert mart("SELECT stage, public FROM project_stage ORDER BY 1") == [("existing", True), ("works", False)]


@pytest.mark.parametrize(
    ("table", "header", "row", "column"),
    [
        ("campaign_contacts", "campaign_code,member_id,contacted_at", "fire,ada-lovelace,2024-03-02", "campaign_code"),
        ("campaign_contacts", "campaign_code,member_id,contacted_at", "flood,nobody,2024-03-02", "member_id"),
        (
            "campaign_answers",
            "campaign_code,member_id,item,answer,answered_at",
            "flood,ada-lovelace,boots,maybe,2024-03-02",
            "answer",
        ),
        (
            "campaign_answers",
            "campaign_code,member_id,item,answer,answered_at",
            "flood,nobody,boots,yes,2024-03-02",
            "member_id",
        ),
        ("project_stages", "project_code,stage,starts_on", "park,works,2024-01-01", "project_code"),
        ("responses", "response_id,exchange_id,member_id,responded_at", "r,x9,ada-lovelace,2024-04-01", "exchange_id"),
        ("responses", "response_id,exchange_id,member_id,responded_at", "r,x1,nobody,2024-04-01", "member_id"),
        ("responses", "response_id,exchange_id,member_id,responded_at", "r,x2,ada-lovelace,2024-03-01", "responded_at"),
        (
            "responses",
            "response_id,exchange_id,member_id,responded_at,completed_at",
            "r,x1,grace-hopper,2024-04-02,2024-04-01",
            "completed_at",
        ),
    ],
)
def test_a_row_that_points_nowhere_or_back_in_time_is_quarantined(bundle, imported, table, header, row, column):
    report = imported(bundle.with_campaign().rows(table, [header, row]).path)
    assert the_reason(report, table) == (column, (2,))


def test_a_campaign_of_an_unknown_neighbourhood_is_quarantined(bundle, imported):
    header = "campaign_code,title,theme,organisation,starts_on,ends_on,neighbourhood_codes"
    bundle.rows("campaigns", [header, "flood,Flood,safety,city,2024-03-01,2024-04-30,north|nowhere"])
    assert the_reason(imported(bundle.path), "campaigns") == ("neighbourhood_codes", (2,))


def test_a_household_is_placed_by_its_lowest_member(bundle, imported, mart):
    members = [
        MEMBER_HEADER,
        "m2,south,h,res-b,house_rural,,,,,",
        "m10,north,h,res-a,other,,,,,",
        "m3,south,,,,,,,,",
    ]
    bundle.rows("members", members).rows("exchanges", [EXCHANGE_HEADER, "x1,2024-03-05,m2,local_news,,,"])
    imported(bundle.path)
    found = mart("SELECT neighbourhood_code, dwelling_type, residence_code FROM household ORDER BY 1")
    assert found == [("north", "other", "res-a"), ("south", None, None)]
    assert mart("SELECT count(*) FROM member JOIN household USING (source, household_key)") == [(3,)]
    assert mart("SELECT count(*) FROM member m JOIN household h ON m.member_key = h.household_key") == [(1,)]


def test_more_than_five_percent_of_a_required_file_in_quarantine_refuses_the_bundle(bundle, imported, folders):
    good = [f"g{n},2024-03-05,ada-lovelace,item_sharing,kitchen" for n in range(19)]
    bad = ["b1,never,ada-lovelace,item_sharing,kitchen", "b2,never,ada-lovelace,item_sharing,kitchen"]
    bundle.rows("exchanges", [bundle.exchanges[0], *good, bad[0]])
    assert imported(bundle.path).file("exchanges").quarantined == 1  # exactly 5 %
    bundle.rows("exchanges", [bundle.exchanges[0], *good, *bad])
    before = folders.mart.read_bytes()
    with pytest.raises(Refusal, match="2 of 21 rows"):
        imported(bundle.path)
    assert folders.mart.read_bytes() == before
    assert imported(bundle.path, accept_quarantine=True).file("exchanges").quarantined == 2


def test_a_lost_pseudonym_key_is_not_replaced(bundle, imported, folders):
    imported(bundle.path)
    (folders.keys / "pseudonym-small.key").unlink()
    bundle.rows("members", [*bundle.members, "new-member,north"])
    with pytest.raises(Refusal, match="put back the saved copy"):
        imported(bundle.path)


def test_a_date_of_another_age_is_quarantined(bundle, imported):
    bundle.rows("exchanges", [*bundle.exchanges, *(f"y{n},1024-03-01,ada-lovelace,local_news," for n in range(1))])
    report = imported(bundle.path, accept_quarantine=True)
    assert report.file("exchanges").quarantined == 1
    assert "before the year 2000" in report.text()
