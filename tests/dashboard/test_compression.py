"""What is compressed and what is not, through the site itself."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest

from dashboard.compression import prepare, program_files
from queries.folders import Folders
from tests.site import Site, make_site


@pytest.fixture
def site(town_folders: Folders, tmp_path: Path) -> Site:
    return make_site(town_folders, tmp_path / "accounts.sqlite")


def scripts(site: Site) -> list[str]:
    page = site.signed_in().get("/").text
    return re.findall(r'(?:src|href)="(/(?:_dash-component-suites|assets)/[^"]+)"', page)


@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None)])
def test_a_script_is_the_same_in_every_encoding(site: Site, accepts: str, encoding: str | None) -> None:
    client = site.signed_in()
    for address in scripts(site):
        plain = client.get(address)
        sent = client.get(address, headers={"Accept-Encoding": accepts})
        assert sent.status_code == 200
        assert "Accept-Encoding" in sent.headers["Vary"]
        assert "Cookie" in sent.headers["Vary"]
        if len(plain.data) < 1_000:
            continue
        assert sent.headers.get("Content-Encoding") == encoding
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding](sent.data)
        assert unpacked == plain.data
        assert "immutable" in sent.headers["Cache-Control"]


def test_an_empty_answer_to_the_same_etag(site: Site) -> None:
    client = site.signed_in()
    address = next(each for each in scripts(site) if each.startswith("/assets/")).partition("?")[0]
    first = client.get(address, headers={"Accept-Encoding": "br"})
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["plotly.min.js", "async-graph.js"])
def test_what_is_fetched_without_a_version_is_not_sent_twice(site: Site, name: str) -> None:
    """A megabyte of figures at every language switch: whoever has it gets an empty answer."""
    client = site.signed_in()
    folder = {"plotly.min.js": "plotly/package_data", "async-graph.js": "dash/dcc"}[name]
    address, accepts = f"/_dash-component-suites/{folder}/{name}", {"Accept-Encoding": "br"}
    first = client.get(address, headers=accepts)
    assert (first.status_code, first.headers["Content-Encoding"]) == (200, "br")
    again = client.get(address, headers={**accepts, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    changed = client.get(address, headers={**accepts, "If-None-Match": 'W/"another"'})
    assert changed.status_code == 200


def test_pages_with_words_of_the_reader_are_not_compressed(site: Site) -> None:
    """Their size would tell of the token that they hold."""
    for address in ("/", "/sign-in?next=/map", "/residents"):
        answer = site.signed_in().get(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer.mimetype == "text/html"
        assert "Content-Encoding" not in answer.headers


def test_data_is_compressed_and_stays_out_of_stores(site: Site) -> None:
    answer = site.signed_in().get("/_dash-dependencies", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert json.loads(brotli.decompress(answer.data))
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_head_says_what_a_get_would_send(site: Site) -> None:
    client, address = site.signed_in(), scripts(site)[0]
    accepts = {"Accept-Encoding": "br"}
    asked, told = client.get(address, headers=accepts), client.head(address, headers=accepts)
    assert told.data == b""
    assert told.headers["Content-Length"] == asked.headers["Content-Length"]


def test_whatever_the_site_loads_can_be_prepared(site: Site, tmp_path: Path) -> None:
    held = {path.read_bytes() for path in program_files()}
    client = site.signed_in()
    assert {a for a in scripts(site) if len(body := client.get(a).data) >= 1_000 and body not in held} == set()


def test_preparing_twice_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [path for path in program_files() if path.parent.name == "assets"]
    monkeypatch.setattr("dashboard.compression.program_files", lambda: iter(few))
    assert prepare(tmp_path) == len(few)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert prepare(tmp_path) == len(few)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    assert {brotli.decompress(path.read_bytes()) for path in tmp_path.iterdir()} == {path.read_bytes() for path in few}
