"""What every test shares: where the real inputs lie when they are there, and a small town that is imported for real."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import hypothesis
import pytest

from queries.durable import write_secret
from queries.folders import Folders
from queries.intake import Report, import_bundle
from queries.publish import publish
from queries.snapshot import LIMITS, Snapshot, open_current
from tests.town import Town, write_town

# How long a test takes is no matter of whether it passes.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

KEY = bytes(range(7, 39))

#: Material that lies beside a checkout at home and nowhere else; tests that need it skip without it.
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-pictures", action="store_true", help="write the references of the gallery anew")
    parser.addoption("--pictures", action="store_true", help="keep pictures of the journeys in test-artefacts/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys take longest: they begin first, so that no core waits for another one at the end.

    One core builds the demonstration for all of them: meanwhile the others publish towns, two files each.
    """
    first = ["test_every_page", "test_cells", "test_epochs", "test_publish", "test_erasure", "test_separation"]
    at = {name: place for place, name in enumerate(first)}
    items.sort(key=lambda item: (at.get(item.path.stem, len(first)), "journeys" not in item.path.parts))


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A made-up town of nine neighbourhoods in two groups, as the rows written to its bundle."""
    return write_town(tmp_path_factory.mktemp("town") / "bundle")


@pytest.fixture(scope="session")
def town_folders(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A deployment with the town imported and published, through the same doors as any other bundle.

    Its noise key is always the same: what is hidden must not differ from one run of the tests to the next.
    """
    folders = Folders(tmp_path_factory.mktemp("deployment"))
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(town.path, folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.fixture(scope="session")
def town_snapshot(town_folders: Folders) -> Snapshot:
    snapshot = open_current(town_folders)
    assert snapshot is not None
    return snapshot


@pytest.fixture
def with_cells(town_snapshot: Snapshot, tmp_path: Path) -> Iterator[Callable[..., Snapshot]]:
    """The town after statements on its published cells, so that a number of the page is one that the test has given."""
    opened = []

    def edited(*statements: str) -> Snapshot:
        path = tmp_path / (f"cells-{len(opened)}.duckdb" if opened else "cells.duckdb")  # of each call its own
        shutil.copy(town_snapshot.folder / "cells.duckdb", path)
        with duckdb.connect(path) as connection:
            for statement in statements:
                connection.execute(statement)
        opened.append(duckdb.connect(str(path), config=LIMITS))
        return replace(town_snapshot, connection=opened[-1])

    yield edited
    for connection in opened:
        connection.close()


def cell(
    number: int | None, dimension: str, value: str, where: str = "level = 'neighbourhood'",
    period: str = "period_kind = 'year' AND period_on = '2023-01-01'", measure: str = "households",
) -> str:  # fmt: skip
    """The statement that gives a published cell, or the same one of several places, a number (None: hidden)."""
    return (f"UPDATE cells SET {measure} = {'NULL' if number is None else number} WHERE {where} AND {period} "
            f"AND dimension = '{dimension}' AND value = '{value}'")  # fmt: skip


@pytest.fixture
def made(with_cells: Callable[..., Snapshot]) -> Snapshot:
    """a1 goes without and is short of childcare, b1 waits, b2 hardly asks, b3 is silent, a5 hardly reached."""
    return with_cells(
        cell(120, "outcome", "asked"), cell(108, "outcome", "answered"), cell(96, "outcome", "completed"),
        cell(40, "reply_speed", "later"), cell(60, "outcome", "completed", "area_code = 'a1'"),
        cell(120, "need", "childcare:asked", "area_code = 'a1'"),
        cell(30, "need", "childcare:offered", "area_code = 'a1'"),
        "UPDATE fits SET number = 0.9 WHERE parameter = 'flag'",
        "UPDATE fits SET number = CASE parameter WHEN 'a' THEN 8 ELSE 2 END WHERE model IN ('answered', 'completed')",
        cell(95, "reply_speed", "later", "area_code = 'b1'"),
        *(cell(None, "outcome", value, "area_code = 'b2'") for value in ("asked", "answered", "completed")),
        cell(None, "total", "total", "area_code = 'b3'", measure="active_households"),
        "UPDATE cells SET enrolled_households = 20 WHERE area_code = 'a5' AND dimension = 'total' "
        "AND enrolled_households IS NOT NULL",
    )  # fmt: skip


@pytest.fixture(scope="session")
def warsaw(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, Report]:
    """The real bundle of Warsaw, imported once (about half a minute)."""
    if not (SHARED / "real" / "warsaw").is_dir():
        pytest.skip("the real bundle of Warsaw is not beside this checkout")
    folders = Folders(tmp_path_factory.mktemp("warsaw"))
    return folders, import_bundle(SHARED / "real" / "warsaw", folders, progress=False)


@pytest.fixture(scope="session")
def warsaw_snapshot(warsaw: tuple[Folders, Report]) -> Snapshot:
    """Warsaw, published."""
    publish(warsaw[0], progress=False)
    snapshot = open_current(warsaw[0])
    assert snapshot is not None
    return snapshot
