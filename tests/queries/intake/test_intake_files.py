"""How the files of a bundle are found and read: formats, encodings, and what refuses the whole bundle."""

from __future__ import annotations

import json
import stat
import zipfile

import pytest

from queries.model import Refusal

PUBLIC_FACTS = "SELECT posted_on, exchange_type, category FROM exchange ORDER BY ALL"


def test_folder_zip_gzip_and_parquet_give_the_same_mart(bundle, imported, mart):
    imported(bundle.path)
    expected = mart(PUBLIC_FACTS), mart("SELECT exchange_key, member_key FROM exchange ORDER BY ALL")
    sources = [bundle.zipped(), bundle.zipped(inside=False)]
    sources += [bundle.gzipped("exchanges").gzipped("members").path]
    for path in sources:
        imported(path)
        assert (mart(PUBLIC_FACTS), mart("SELECT exchange_key, member_key FROM exchange ORDER BY ALL")) == expected
    (bundle.path / "exchanges.csv.gz").unlink()
    (bundle.path / "members.csv.gz").unlink()
    bundle.rows("members", bundle.members).rows("exchanges", bundle.exchanges)
    report = imported(bundle.parquet("exchanges").parquet("members").path)
    assert report.file("exchanges").file == "exchanges.parquet"
    assert (mart(PUBLIC_FACTS), mart("SELECT exchange_key, member_key FROM exchange ORDER BY ALL")) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_the_declared_encoding_and_delimiter_are_used(bundle, imported, mart, encoding):
    title = "Crue à Évry" + (" – 5 €" if encoding != "latin-1" else "")
    lines = [
        "campaign_code;title;theme;organisation;starts_on;ends_on;neighbourhood_codes",
        f'flood;"{title}; ""bis""";safety;city;2024-03-01;2024-04-30;north',
    ]
    bundle.rows("members", [line.replace(",", ";") for line in bundle.members])
    bundle.rows("exchanges", [line.replace(",", ";") for line in bundle.exchanges])
    bundle.rows("campaigns", lines, encoding).toml(f'encoding = "{encoding.removesuffix("-sig")}"\ndelimiter = ";"')
    imported(bundle.path)
    assert mart("SELECT title FROM campaign") == [(f'{title}; "bis"',)]


def test_tabs_and_day_first_dates_are_read_as_declared(bundle, imported, mart):
    bundle.toml('delimiter = "tab"\ndate_format = "%d/%m/%Y"\ncovers_until = 2024-06-30\nsimulated = true')
    bundle.rows("members", [line.replace(",", "\t") for line in bundle.members])
    lines = [
        bundle.exchanges[0],
        "x1,03/04/2024,ada-lovelace,local_news,",
        "x2,03/04/2024 10:15,alan-turing,local_news,",
    ]
    bundle.rows("exchanges", [line.replace(",", "\t") for line in lines])
    report = imported(bundle.path)
    assert [str(day) for (day,) in mart("SELECT posted_on FROM exchange")] == ["2024-04-03"] * 2
    assert (str(report.covers_until), report.simulated) == ("2024-06-30", True)


def test_bytes_that_are_not_of_the_encoding_refuse_the_file_with_its_line(bundle, imported):
    lines = [*bundle.members, "zoé,north"]
    with pytest.raises(Refusal, match=r"members\.csv, line 5: not valid utf-8"):
        imported(bundle.rows("members", lines, "latin-1").path)


@pytest.mark.parametrize("text", ['"open,north', 'a"b",north\n"c"d,north'])
def test_broken_quoting_refuses_the_file_with_its_line(bundle, imported, text):
    with pytest.raises(Refusal, match=r"members\.csv, line \d+: the quoting is broken"):
        imported(bundle.rows("members", [*bundle.members, text]).path)


def test_line_numbers_count_the_lines_of_the_file(bundle, imported):
    lines = [bundle.exchanges[0], 'x0,2024-03-01,ada-lovelace,local_news,"two', 'lines"', "", "x1,bad"]
    report = imported(bundle.rows("exchanges", lines).path, accept_quarantine=True)
    assert report.file("exchanges").reasons[0].first_lines == (5,)


def test_a_file_without_a_last_newline_is_reported_as_perhaps_cut(bundle, imported):
    bundle.raw("members.csv", "\n".join(bundle.members).encode())
    assert any("may have been cut" in note for note in imported(bundle.path).notes)


@pytest.mark.parametrize("keep", [0, 4, 40])
def test_a_truncated_parquet_or_gzip_is_refused(bundle, imported, keep):
    path = bundle.parquet("exchanges").path / "exchanges.parquet"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Refusal, match=r"exchanges\.parquet"):
        imported(bundle.path)
    path.unlink()
    path = bundle.rows("exchanges", bundle.exchanges).gzipped("exchanges").path / "exchanges.csv.gz"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(Refusal, match=r"exchanges\.csv\.gz"):
        imported(bundle.path)


def test_an_unknown_column_refuses_the_bundle_by_name(bundle, imported, folders):
    bundle.rows("members", ["member_id,neighbourhood_code,email", "a,north,a@example.org"])
    with pytest.raises(Refusal, match=r"members\.csv: the column “email”"):
        imported(bundle.path)
    assert not folders.mart.exists()


def test_an_unknown_property_of_a_place_refuses_the_bundle_too(bundle, imported):
    bundle.places("neighbourhoods", [bundle.neighbourhood("a", bundle.square(2, 48), mayor="X")])
    with pytest.raises(Refusal, match=r"neighbourhoods\.geojson: the column “mayor”"):
        imported(bundle.path)


def test_a_missing_column_a_missing_file_and_two_formats_are_refused(bundle, imported):
    bundle.rows("responses", ["response_id,exchange_id,member_id"])
    with pytest.raises(Refusal, match=r"responses\.csv: the required column “responded_at” is missing"):
        imported(bundle.path)
    (bundle.path / "responses.csv").unlink()
    bundle.gzipped("members").rows("members", bundle.members)
    with pytest.raises(Refusal, match=r"members: both members\.csv and members\.csv\.gz"):
        imported(bundle.path)
    (bundle.path / "members.csv").unlink()
    (bundle.path / "members.csv.gz").rename(bundle.path / "members.xlsx")
    with pytest.raises(Refusal, match=r"no members\.csv.*members\.xlsx"):
        imported(bundle.path)


@pytest.mark.parametrize(
    "text",
    [
        'colour = "red"',
        'mode = "merge"',
        'timezone = "Paris"',
        'encoding = "utf-16"',
        'delimiter = "|"',
        'date_format = "%m/%d/%Y"',
        'covers_until = "June"',
        'source = "../up"',
        "source = 3",
        'simulated = "yes"',
        "mode =",
    ],
)
def test_what_bundle_toml_may_not_say_is_refused(bundle, imported, text):
    with pytest.raises(Refusal, match=r"bundle\.toml"):
        imported(bundle.toml(text).path)


def test_files_not_read_and_files_unknown_are_named_and_left_alone(bundle, imported):
    bundle.raw("surveys.csv", b"\xff\xfe").raw("survey_answers.parquet", b"").raw("notes.txt", b"hello")
    notes = " ".join(imported(bundle.path).notes)
    assert "survey_answers.parquet, surveys.csv" in notes
    assert "ignored, not a file of the contract: notes.txt" in notes
    assert "not in the bundle: residences, places, categories, campaigns, responses" in notes


@pytest.mark.parametrize("name", ["../evil.csv", "/evil.csv", "a/../../evil.csv", "..\\evil.csv", "C:/evil.csv"])
def test_a_zip_that_points_outside_itself_is_refused(bundle, imported, name, tmp_path):
    path = bundle.zipped()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(Refusal, match="points outside"):
        imported(path)
    assert not list(tmp_path.rglob("evil.csv"))


def test_a_zip_with_a_link_or_too_much_content_is_refused(bundle, imported, monkeypatch):
    path = bundle.zipped()
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("small/categories.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Refusal, match="is a link"):
        imported(path)
    monkeypatch.setattr("queries.intake.bundle.LARGEST_ZIP_CONTENT", 100)
    with pytest.raises(Refusal, match="more than 2 GB"):
        imported(bundle.zipped())


def test_neither_folder_nor_zip_is_refused(bundle, imported):
    for path in (bundle.path / "members.csv", bundle.path / "absent"):
        with pytest.raises(Refusal, match="give the folder of the bundle"):
            imported(path)


def test_the_closed_lists_are_those_of_the_study():
    import csv
    from pathlib import Path

    from queries.intake import contract

    with (Path(contract.__file__).parents[1] / "study" / "figures.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lists = {"dwelling": contract.DWELLING_TYPES, "exchange_type": contract.EXCHANGE_TYPES, "help": contract.HELP_KINDS}
    for table, codes in lists.items():
        assert {row["code"] for row in rows if row["table"] == table} == set(codes)


def test_the_report_is_stored_with_counts_and_lines_but_no_values(bundle, imported, folders):
    bundle.rows("exchanges", [*bundle.exchanges, "x7,2024-03-01,secret-stranger,local_news,"])
    report = imported(bundle.path, accept_quarantine=True)
    stored = json.loads(report.stored.read_text("utf-8"))
    exchanges = next(file for file in stored["files"] if file["table"] == "exchanges")
    assert exchanges["reasons"] == [
        {"column": "member_id", "reason": "points nowhere: no such member", "count": 1, "first_lines": [5]}
    ]
    listed = report.stored.with_suffix(".quarantine.csv").read_text("utf-8")
    assert "exchanges.csv,5,member_id,points nowhere: no such member" in listed
    assert "secret-stranger" not in listed + report.stored.read_text("utf-8") + report.text()
    assert "exchanges.csv: 4 read, 3 accepted, 1 quarantined" in report.text()
