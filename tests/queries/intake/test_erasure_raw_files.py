"""Erasing from raw files: the member's rows go from every form of file, and not a byte of the others changes."""

from __future__ import annotations

import gzip
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from queries.intake.erasing import erase

REPLY = ["response_id,exchange_id,member_id,responded_at", "r1,x1,grace-hopper,2024-03-04"]
EXCHANGES = (
    "\ufeffexchange_id;posted_at;member_id;exchange_type;category\r\n"
    '"x1";2024-03-01;ada;item_sharing;"kit""chen\r\nand ;more"\r\n'
    "x2;2024-03-02;grâce;item_sharing;'ünquoted \n"
    "\r\n"
    'x3;2024-03-03;"ada";local_news;"two\nlines"\n'
    "x4;too;many;fields;for;ada;here\n"
    "x5;2024-03-05;ad;local_news;ada\n"
    "x6;2024-03-05;ADA;local_news;\n"
    "x7;2024-03-06;ada;local_news;"
)
EXCHANGES_LEFT = (
    "\ufeffexchange_id;posted_at;member_id;exchange_type;category\r\n"
    "x2;2024-03-02;grâce;item_sharing;'ünquoted \n"
    "\r\n"
    "x5;2024-03-05;ad;local_news;ada\n"
    "x6;2024-03-05;ADA;local_news;\n"
)
RESPONSES = (
    "response_id;exchange_id;member_id;responded_at\nr1;x1;bob;2024-03-03\nr2;x2;ada;2024-03-03\nr3;x2;bob;2024-03-03\n"
)
RESPONSES_LEFT = "response_id;exchange_id;member_id;responded_at\nr3;x2;bob;2024-03-03\n"
HELP = "member_id;help_kind;declared_on\nada;diy;2024-01-01\nbob;diy;2024-01-01\n"
SURVEY = "survey_code;respondent_id\ns;ada\n"
NAMES = ["ada", "grâce", "bob", "ad", "ADA"]


def strange(bundle, encoding: str = "utf-8"):
    """A bundle whose files are hard to rewrite."""
    bom, codec = ("", encoding) if encoding != "utf-8" else ("\ufeff", "utf-8")
    bundle.toml(f'source = "small"\ndelimiter = ";"\nencoding = "{encoding}"\ncovers_until = 2024-04-30\n')
    bundle.raw(
        "members.csv", "".join(["member_id;neighbourhood_code\n", *(f"{name};north\n" for name in NAMES)]).encode(codec)
    )
    for name, text in (
        ("exchanges", EXCHANGES),
        ("responses", RESPONSES),
        ("help_offers", HELP),
        ("survey_answers", SURVEY),
    ):
        bundle.raw(f"{name}.csv", text.replace("\ufeff", bom).encode(codec))
    return bundle


def left(path: Path, name: str) -> bytes:
    if path.is_file():
        with zipfile.ZipFile(path) as archive:
            return archive.read(next(entry for entry in archive.namelist() if entry.endswith("/" + name)))
    return (path / name).read_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
@pytest.mark.parametrize("form", ["csv", "gz", "zip"])
def test_raw_csv_files_lose_the_members_rows_and_not_a_byte_else(bundle, imported, folders, encoding, form):
    strange(bundle, encoding)
    imported(bundle.path, accept_quarantine=True)
    if form == "gz":
        for table in ("exchanges", "responses", "members"):
            bundle.gzipped(table)
    path = bundle.zipped() if form == "zip" else bundle.path
    untouched = {name: left(path, name) for name in ("survey_answers.csv", "neighbourhoods.geojson", "bundle.toml")}
    receipt = erase("ada", folders, None, [path])
    bom = "\ufeff" if encoding == "utf-8" else ""
    expected = {"exchanges": EXCHANGES_LEFT.replace("\ufeff", bom), "responses": RESPONSES_LEFT}
    expected["members"] = "".join(["member_id;neighbourhood_code\n", *(f"{name};north\n" for name in NAMES[1:])])
    for table, text in expected.items():
        found = gzip.decompress(left(path, f"{table}.csv.gz")) if form == "gz" else left(path, f"{table}.csv")
        assert found == text.encode(encoding)
    assert left(path, "help_offers.csv") == b"member_id;help_kind;declared_on\nbob;diy;2024-01-01\n"
    assert {name: left(path, name) for name in untouched} == untouched
    assert receipt.left_alone == {path.name: ["survey_answers.csv"]}
    assert "survey answers carry ids of their own" in receipt.text()
    assert not list(path.parent.rglob("*.new"))


def test_a_rewritten_zip_keeps_its_other_entries_and_can_be_imported(bundle, imported, folders):
    imported(bundle.path)
    path = bundle.zipped()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        kept = {
            entry.filename: (entry.date_time, entry.external_attr, entry.compress_type) for entry in archive.infolist()
        }
    erase("ada-lovelace", folders, None, [path])
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert {e.filename: (e.date_time, e.external_attr, e.compress_type) for e in archive.infolist()} == kept
        assert not [name for name in names if b"ada-lovelace" in archive.read(name)]
    assert imported(path).file("members").accepted == 2


def test_raw_parquet_files_keep_their_types_and_other_rows(bundle, imported, folders):
    schema = pa.schema(
        [("exchange_id", pa.int64()), ("posted_at", pa.timestamp("ns", "Europe/Paris")), ("member_id", pa.int32()),
         ("exchange_type", pa.dictionary(pa.int8(), pa.string()))], metadata={"made by": "the platform"},
    )  # fmt: skip
    when = pd.date_range("2024-03-01", periods=6, tz="Europe/Paris")
    rows = pa.table([[1, 2, 3, 4, 5, 6], when, [7, 8, 9, 7, 8, 9], ["local_news"] * 6], schema=schema)
    (bundle.path / "exchanges.csv").unlink()
    pq.write_table(rows, bundle.path / "exchanges.parquet", row_group_size=2, compression="zstd")
    bundle.rows("members", ["member_id,neighbourhood_code", "7,north", "8,north", "9,south"])
    imported(bundle.path)
    erase("7", folders, None, [bundle.path])
    with pq.ParquetFile(bundle.path / "exchanges.parquet") as file:
        assert file.schema_arrow.equals(schema, check_metadata=True)
        assert file.read().equals(rows.take([1, 2, 4, 5]))
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_files_without_a_row_of_the_member_are_not_touched(bundle, imported, folders):
    imported(bundle.rows("responses", [REPLY[0], "r1,x3,grace-hopper,2024-04-01"]).path)
    before = (bundle.path / "responses.csv").stat()
    receipt = erase("ada-lovelace", folders, None, [bundle.path])
    assert (bundle.path / "responses.csv").stat().st_ino == before.st_ino
    assert "responses.csv" in receipt.raw_files["small"]  # gone through all the same: the receipt tells no difference


def test_answers_to_the_member_go_from_a_bundle_that_does_not_hold_the_post(bundle, imported, folders, tmp_path):
    imported(bundle.rows("responses", REPLY).path)
    later = shutil.copytree(bundle.path, tmp_path / "later" / "small")
    (later / "exchanges.csv").write_text(bundle.exchanges[0] + "\n")
    erase("ada-lovelace", folders, None, [later])
    assert (later / "responses.csv").read_text() == REPLY[0] + "\n"


def test_a_linked_raw_file_is_rewritten_where_it_lies(bundle, imported, folders, tmp_path):
    imported(bundle.path)
    elsewhere = tmp_path / "members.csv"
    shutil.move(bundle.path / "members.csv", elsewhere)
    (bundle.path / "members.csv").symlink_to(elsewhere)
    erase("ada-lovelace", folders, None, [bundle.path])
    assert (bundle.path / "members.csv").is_symlink()
    assert b"ada-lovelace" not in elsewhere.read_bytes()
