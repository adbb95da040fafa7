"""Local places and residence points of a snapshot: who sees them, where they are, and snapshots without them."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

import queries
from queries import Scope, Snapshot, open_current
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))
LANDLORD = Scope("bailleur", ("a4", "a5", "b1"), ("bailleur",))
#: Code, kind and position of each place: two in a1, one in a2, one in b4, which has too few households for numbers.
PLACES = (("fournil", "shop", 2.305, 48.805), ("amicale", "association", 2.31, 48.81),
          ("square", "green_space", 2.33, 48.81), ("mairie", "public_service", 2.35, 48.85))  # fmt: skip


@pytest.fixture(scope="module")
def folders(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The town with local places, published."""
    path = tmp_path_factory.mktemp("places") / "bundle"
    shutil.copytree(town.path, path)
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
         "properties": {"place_code": code, "name": f"Chez {code}", "kind": kind}}
        for code, kind, lon, lat in PLACES
    ]  # fmt: skip
    (path / "places.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    folders = Folders(path.parent / "data")
    import_bundle(path, folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.fixture(scope="module")
def snapshot(folders: Folders) -> Snapshot:
    found = open_current(folders)
    assert found is not None
    return found


def test_local_places_are_published_with_their_position(snapshot: Snapshot) -> None:
    found = queries.local_places(TOWN, snapshot)
    assert {(p.code, p.kind, p.lon, p.lat) for p in found} == set(PLACES)
    assert [(p.neighbourhood_code, p.code) for p in found] == [
        ("a1", "amicale"), ("a1", "fournil"), ("a2", "square"), ("b4", "mairie"),
    ]  # fmt: skip
    assert found[0].name == "Chez amicale"
    assert "places" in snapshot.manifest["bundle_files"]


@pytest.mark.parametrize(
    ("scope", "codes"),
    [
        (Scope("bailleur", ("a1",)), {"amicale", "fournil"}),
        (Scope("bailleur", ("a2", "b1")), {"square"}),
        (Scope("bailleur", ("b1",)), set()),
        (Scope("nobody", ()), set()),
        (Scope("thief", ("'; DROP TABLE local_places; --", "ville", "groupe-a", "%")), set()),
    ],
)
def test_a_scope_sees_the_local_places_of_its_own_neighbourhoods_alone(
    snapshot: Snapshot, scope: Scope, codes: set[str]
) -> None:
    assert {p.code for p in queries.local_places(scope, snapshot)} == codes


def test_a_landlord_sees_its_residences_at_the_building_nearest_to_their_middle(snapshot: Snapshot) -> None:
    found = {p.code: p for p in queries.residence_points(LANDLORD, snapshot)}
    assert set(found) == {"bailleur.a4", "bailleur.a5", "bailleur.b1"}
    of_two = found["bailleur.b1"]
    assert (of_two.neighbourhood_code, of_two.dwellings) == ("b1", 690)
    assert (of_two.lon, of_two.lat) == (2.345, 48.83), "the larger of the two"
    for code in found:
        assert queries.place(LANDLORD, snapshot, code).homes == found[code].dwellings


@pytest.mark.parametrize(
    ("scope", "codes"),
    [
        (TOWN, set()),
        (Scope("ville", tuple(SIZES), ("nobody",)), set()),
        (Scope("office", ("a1",), ("office",)), {"office.a1"}),
        (Scope("office", ("b1",), ("office",)), set()),
        (Scope("bailleur", ("b1",), ("bailleur",)), {"bailleur.b1"}),
        (Scope("bailleur", (), ("bailleur",)), set()),
    ],
)
def test_residences_are_seen_by_their_own_landlord_in_its_neighbourhoods_alone(
    snapshot: Snapshot, scope: Scope, codes: set[str]
) -> None:
    assert {p.code for p in queries.residence_points(scope, snapshot)} == codes


def test_a_mart_of_before_there_were_places_gives_the_same_cells(
    snapshot: Snapshot, folders: Folders, tmp_path: Path
) -> None:
    again = Folders(tmp_path)
    shutil.copytree(folders.keys, again.keys)
    shutil.copy(folders.mart, again.mart)
    with duckdb.connect(again.mart) as mart:
        mart.execute("DROP TABLE place")
    assert publish(again, progress=False).content == snapshot.manifest["content_sha256"]
    older = open_current(again)
    assert older is not None
    assert queries.local_places(TOWN, older) == ()
    assert queries.residence_points(LANDLORD, older)


@pytest.mark.parametrize(("number", "missing"), [(1, ("local_places", "residence_points", "census")), (2, ("census",))])
def test_a_snapshot_of_an_earlier_format_says_nothing_of_what_it_lacks_and_still_answers(
    folders: Folders, tmp_path: Path, number: int, missing: tuple[str, ...]
) -> None:
    old = Folders(tmp_path)
    shutil.copytree(folders.published, old.published)
    folder = old.published / old.current.read_text().strip()
    with duckdb.connect(folder / "cells.duckdb") as cells:
        for table in missing:
            cells.execute(f"DROP TABLE {table}")
        cells.execute("ALTER TABLE projects DROP shape")
    content = json.loads((folder / "manifest.json").read_text())["content"] | {"format": number}
    content["files"]["cells.duckdb"] = hashlib.sha256((folder / "cells.duckdb").read_bytes()).hexdigest()
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    sealed = {"content": content, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(sealed))
    snapshot = open_current(old)
    assert snapshot is not None
    assert (queries.local_places(TOWN, snapshot) == ()) == (number == 1)
    assert (queries.residence_points(LANDLORD, snapshot) == ()) == (number == 1)
    assert queries.census(TOWN, snapshot) == ()
    assert {project.shape for project in queries.projects(TOWN, snapshot)} == {""}
    assert queries.answer(TOWN, snapshot, "active_households", queries.Selection()).rows[0].shown == "yes"
