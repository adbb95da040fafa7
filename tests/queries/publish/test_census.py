"""The census of a snapshot: as the bundle states it, for the neighbourhoods of a scope alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

import queries
from queries import Scope, Snapshot, open_current
from queries.catalogue import CensusCount
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))


def again(folders: Folders, target: Path) -> Folders:
    """The same mart and keys with nothing published."""
    copy = Folders(target)
    shutil.copytree(folders.keys, copy.keys)
    shutil.copy(folders.mart, copy.mart)
    return copy


def published(folders: Folders) -> Snapshot:
    publish(folders, progress=False)
    found = open_current(folders)
    assert found is not None
    return found


def test_the_census_is_published_as_it_is_for_every_neighbourhood(town_snapshot: Snapshot) -> None:
    found = queries.census(TOWN, town_snapshot)
    assert [c.neighbourhood_code for c in found] == [code for code in sorted(SIZES) for _ in range(3)]
    assert found[:3] == (
        CensusCount("a1", "dwelling_type", "apartment_large_city", 600, None),
        CensusCount("a1", "dwelling_type", "apartment_medium_city", 240, None),
        CensusCount("a1", "dwelling_type", "house_large_city", 360, None),
    )
    assert [c.households for c in found if c.neighbourhood_code == "b4"] == [60, 24, 36], "however few are enrolled"
    assert "census" in town_snapshot.manifest["bundle_files"]


@pytest.mark.parametrize(
    ("scope", "codes"),
    [
        (Scope("bailleur", ("a1",)), {"a1"}),
        (Scope("bailleur", ("a2", "b1"), ("bailleur",)), {"a2", "b1"}),
        (Scope("nobody", ()), set()),
        (Scope("thief", ("'; DROP TABLE census; --", "ville", "groupe-a", "%")), set()),
    ],
)
def test_a_scope_sees_the_census_of_its_own_neighbourhoods_alone(
    town_snapshot: Snapshot, scope: Scope, codes: set[str]
) -> None:
    assert {c.neighbourhood_code for c in queries.census(scope, town_snapshot)} == codes


def test_a_mart_of_before_there_was_a_census_gives_the_same_cells(
    town_folders: Folders, town_snapshot: Snapshot, tmp_path: Path
) -> None:
    older = again(town_folders, tmp_path)
    with duckdb.connect(older.mart) as mart:
        mart.execute("DROP TABLE census")
    snapshot = published(older)
    assert snapshot.manifest["content_sha256"] == town_snapshot.manifest["content_sha256"]
    assert queries.census(TOWN, snapshot) == ()


def test_of_two_sources_the_last_one_counts_a_neighbourhood_by_an_attribute(
    town: Town, town_folders: Folders, tmp_path: Path
) -> None:
    """Added up, the homes would be there twice; mixed, they would be those of neither."""
    both = again(town_folders, tmp_path / "data")
    shutil.copytree(town.path, tmp_path / "bundle")
    (tmp_path / "bundle" / "bundle.toml").write_text('source = "other"\ncovers_until = 2024-12-15\n')
    for name in ("campaigns", "campaign_contacts", "campaign_answers", "project_stages"):
        (tmp_path / "bundle" / f"{name}.csv").unlink()
    for name in ("projects", "residences"):
        (tmp_path / "bundle" / f"{name}.geojson").unlink()
    exchanges = tmp_path / "bundle" / "exchanges.csv"
    exchanges.write_text(exchanges.read_text().replace(",entraide", ","))
    (tmp_path / "bundle" / "census.csv").write_text(
        "neighbourhood_code,attribute,value,households,persons\n"
        "a1,dwelling_type,house_rural,1200,2600\na1,gender,female,700,\n"
    )
    import_bundle(tmp_path / "bundle", both, progress=False)
    found = queries.census(Scope("ville", ("a1", "a2")), published(both))
    assert [c for c in found if c.neighbourhood_code == "a1"] == [
        CensusCount("a1", "dwelling_type", "house_rural", 1200, 2600),
        CensusCount("a1", "gender", "female", 700, None),
    ]
    assert [c.households for c in found if c.neighbourhood_code == "a2"] == [440, 176, 264]
