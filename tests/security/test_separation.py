"""The site opens nothing private, starts in production only where it cannot, and what publishing says counts nobody."""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Set
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import app
from dashboard.access.accounts import open_accounts
from dashboard.access.organisations import add_organisation, add_person
from dashboard.pages import PAGES
from queries.folders import Folders
from queries.publish import PublishReport, publish
from tests.security.test_every_route import address
from tests.security.test_malformed_requests import bodies
from tests.security.watched import PRODUCTION, ROOT, Server, Visitor, as_anyone, clean, closed, free_port, served
from tests.site import PASSWORD, PEOPLE, Site, page_body
from tests.town import Town

#: How many merges and withheld places a printed report names before it says how many more there are.
NAMED = 5


@pytest.fixture
def deployment(town_folders: Folders, tmp_path: Path) -> Folders:
    """A published town with its accounts, of its own so that modes may change."""
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.data, folders.data)
    accounts = open_accounts(f"sqlite:///{folders.accounts}")
    for email, (code, kind, territory, _) in PEOPLE.items():
        add_organisation(accounts, code, f"The {code}", kind, territory)
        add_person(accounts, email, code, PASSWORD)
    accounts.close()
    return folders


@pytest.fixture
def empty(tmp_path: Path) -> Folders:
    """A deployment with a private folder and nothing else."""
    folders = Folders(tmp_path / "data")
    folders.private.mkdir(parents=True)
    return folders


def visit_everything(server: Server, site: Site, folders: Folders) -> int:
    """Sign in, then ask for every route, every page, every link of every page, and every callback; how many pages."""
    visitor = Visitor(server.port)
    visitor.sign_in()
    for rule in site.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            assert visitor.get(address(site.app, rule)).status_code < 500, rule.rule
    geometry = visitor.get(f"/geometry/{folders.current.read_text()}/neighbourhoods.geojson")
    assert geometry.status_code == 200
    for body in bodies(site, visitor):  # type: ignore[arg-type]
        assert visitor.call(body).status_code < 500
    waiting, seen = [*(page.PATH for page in PAGES), "/n/a1"], set()
    while waiting and len(seen) < 40:
        link = waiting.pop(0)
        if link in seen:
            continue
        seen.add(link)
        parts = urlsplit(link)
        answer = visitor.call(page_body(parts.path, f"?{parts.query}" if parts.query else ""))
        assert answer.status_code == 200, link
        page = json.dumps(answer.get_json())
        assert '"main"' in page.lower(), f"there is no page at {link}"
        assert "could not be made" not in page, link
        assert visitor.get(link).status_code < 500
        waiting += re.findall(r'"href": "(/[^"]*)"', page)
    return len(seen)


# The site and the private folder


def test_the_site_opens_nothing_private(deployment: Folders, site: Site, tmp_path: Path) -> None:
    """Although it could: in development it is only warned."""
    with served(deployment, tmp_path) as server:
        pages = visit_everything(server, site, deployment)
        assert pages > len(PAGES), "links of the pages were followed too"
    assert server.below(deployment.private) == set()
    assert server.below(deployment.published), "the snapshot was seen to be opened"
    assert str(deployment.accounts.absolute()) in server.opened()
    assert any(path.endswith(".duckdb") for path in server.held), "by the system, which sees what Python does not"


@pytest.mark.deep
def test_a_site_that_opened_something_private_would_be_noticed(deployment: Folders, tmp_path: Path) -> None:
    with served(deployment, tmp_path, "leak") as server:
        time.sleep(0.5)
    mart = str(deployment.mart.absolute())
    assert mart in server.record.read_text().splitlines(), "by Python"
    assert mart in server.held, "by the system"
    assert server.below(deployment.private) == {mart}


@pytest.mark.deep
def test_the_whole_site_answers_in_production_where_the_private_folder_is_closed(
    deployment: Folders, site: Site, tmp_path: Path
) -> None:
    with closed(deployment.private), served(deployment, tmp_path, **PRODUCTION) as server:
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run(as_anyone(["ls", str(deployment.private)]), check=True, capture_output=True)
        assert server.wait() == "ok"
        assert visit_everything(server, site, deployment) > len(PAGES)
    said = server.stderr.read_text()
    assert "Warning" not in said
    assert "Traceback" not in said


SERVE = {
    "quartier serve": ["-m", "app", "serve", "--port"],
    "gunicorn app:server": ["-m", "gunicorn", "app:server", "-b"],
}


@pytest.mark.parametrize(
    ("way", "mode"),
    [
        ("gunicorn app:server", 0o700),
        ("quartier serve", 0o100),
        *(pytest.param("quartier serve", mode, marks=pytest.mark.deep) for mode in (0o700, 0o400)),
    ],
)
def test_production_refuses_a_private_folder_that_it_can_read(empty: Folders, way: str, mode: int) -> None:
    """To list it or to enter it is enough: the names of its files are known."""
    empty.private.chmod(mode)
    port = f"127.0.0.1:{free_port()}" if "gunicorn" in way else str(free_port())
    ended = subprocess.run(
        as_anyone([sys.executable, *SERVE[way], port]), cwd=ROOT, env=clean(empty, PRODUCTION),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    empty.private.chmod(0o700)
    assert ended.returncode != 0
    assert "can read the private folder" in ended.stderr
    assert "chmod 700" in ended.stderr
    assert "listens" not in ended.stdout


def test_development_warns_of_a_private_folder_that_it_can_read(empty: Folders, tmp_path: Path) -> None:
    with served(empty, tmp_path) as server:
        assert server.wait() == "empty"
    assert f"Warning: the site can read {empty.private}" in server.stderr.read_text()


@pytest.mark.deep
def test_development_does_not_warn_of_a_closed_one(empty: Folders, tmp_path: Path) -> None:
    with closed(empty.private), served(empty, tmp_path) as server:
        assert server.wait() == "empty"
    assert "Warning" not in server.stderr.read_text()


# What publishing says


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text.replace(",", "")))


def leaves(value: Any) -> Iterator[Any]:
    """The values of a nested thing, and how many it has at each level, as reports say."""
    if isinstance(value, (dict, list, tuple)):
        yield max(0, len(value) - NAMED)
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def declared_numbers(report: PublishReport) -> set[str]:
    """The numbers that a report may hold, as it writes them."""
    found = list(leaves(asdict(report)))
    shares = [f"{each:.0%} {each:.0f}" for each in found if isinstance(each, float)]
    return numbers(" ".join([*map(str, found), *shares, "sha256"]))


def assert_says_nothing_of_anyone(text: str, town: Town, allowed: Set[str] = frozenset()) -> None:
    for column in (town.members.member_id, town.members.household_id, town.exchanges.exchange_id):
        assert not set(re.findall(r"[\w-]+", text)) & set(column)
    assert not set(re.findall(r"\b[0-9a-f]{32,}\b", text)) - allowed, "no pseudonym and no key"


def test_a_publication_says_only_what_its_report_declares(
    town: Town,
    town_folders: Folders,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.data, folders.data)
    before = set(folders.reports.iterdir())
    report = publish(folders, progress=False)
    print(report.text())
    said = capfd.readouterr()
    [written] = set(folders.reports.iterdir()) - before
    stored = json.loads(written.read_text(encoding="utf-8"))
    assert set(stored) == {field.name for field in fields(PublishReport)}
    assert all(isinstance(value, (str, int, float, list, dict)) for value in stored.values())
    assert all(round(share, 2) == share for share in stored["clipped_share"].values())
    spoken = said.out + said.err + caplog.text
    assert numbers(spoken) <= declared_numbers(report)
    seals = {each for each in asdict(report).values() if isinstance(each, str)}
    assert_says_nothing_of_anyone(spoken + written.read_text(encoding="utf-8"), town, seals)


def test_an_undeclared_number_or_name_would_be_noticed(town: Town) -> None:
    report = PublishReport("20240101T000000-aa", 1.0, 20, 10, {"month": 0.12})
    households = str(town.members.household_id.nunique())
    assert numbers(report.text()) <= declared_numbers(report)
    assert not numbers(f"{report.text()}\n{households} households") <= declared_numbers(report)
    with pytest.raises(AssertionError, match="pseudonym"):
        assert_says_nothing_of_anyone(f"counting {'0a' * 16}", town)
    with pytest.raises(AssertionError):
        assert_says_nothing_of_anyone(f"counting {town.members.household_id.iloc[0]}", town)


def break_nothing_imported(folders: Folders) -> None:
    folders.mart.unlink()


def break_lost_key(folders: Folders) -> None:
    (folders.keys / "noise.key").unlink()


def break_weak_key(folders: Folders) -> None:
    key = folders.keys / "noise.key"
    key.chmod(0o600)
    key.write_text("1234\n")


def break_ledger(folders: Folders) -> None:
    (folders.private / "published.parquet").write_bytes(b"nothing")


@pytest.mark.parametrize(
    "breaks", [break_nothing_imported, break_lost_key, break_weak_key, break_ledger], ids=lambda each: each.__name__
)
def test_a_publication_that_fails_says_nothing_of_anyone(
    town: Town, town_folders: Folders, tmp_path: Path, breaks: Any, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.data, folders.data)
    before = set(folders.reports.iterdir())
    breaks(folders)
    monkeypatch.setenv("QUARTIER_DATA", str(folders.data))
    failure = ""
    try:
        assert app.main(["publish", "--quiet"]) == 2
    except Exception as error:  # a damaged file is no refusal; its trace ends with these words
        failure = str(error)
    said = capfd.readouterr()
    spoken = said.out + said.err + caplog.text + failure
    assert spoken
    assert set(folders.reports.iterdir()) == before
    counts = {str(town.members.household_id.nunique()), str(len(town.members)), str(len(town.exchanges))}
    assert not numbers(spoken.replace(str(folders.data), "")) & counts
    assert_says_nothing_of_anyone(spoken, town)
