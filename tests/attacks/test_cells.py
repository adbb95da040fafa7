"""Properties of published cells: each is its true count with the noise of its label, and nothing else moves it."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.intake.erasing import erase
from queries.model import Period
from queries.publish import counts as counting
from queries.publish import publish
from queries.publish.lattice import load_lattice
from queries.publish.ledger import read_ledger
from queries.snapshot import Snapshot, open_current
from tests.attacks.published_again import Known, Name, published_again, shown_values
from tests.town import Town

Copy = Callable[[str], Folders]


@pytest.fixture
def copy(town_folders: Folders, tmp_path: Path) -> Copy:
    """Copies of the published town, by name."""

    def of(name: str) -> Folders:
        shutil.copytree(town_folders.data, tmp_path / name)
        return Folders(tmp_path / name)

    return of


@pytest.fixture(scope="module")
def known(town_folders: Folders) -> dict[Name, Known]:
    return published_again(town_folders)


def live(folders: Folders) -> dict[Name, float | None]:
    snapshot = open_current(folders)
    assert snapshot is not None
    return shown_values(snapshot)


def test_every_published_number_is_its_true_count_with_the_noise_of_its_label(
    known: dict[Name, Known], town_snapshot: Snapshot
) -> None:
    shown = shown_values(town_snapshot)
    assert {name: value for name, value in shown.items() if value is not None} == {
        name: cell.value for name, cell in known.items() if cell.value is not None
    }
    assert known.keys() <= shown.keys(), "a hidden cell has a row too"
    assert sum(value is not None for value in shown.values()) > 2_000


def test_no_measure_is_shown_on_fewer_than_eleven_households_of_its_own(
    known: dict[Name, Known], town_snapshot: Snapshot
) -> None:
    shown = shown_values(town_snapshot)
    few = {name for name, cell in known.items() if cell.households < 11}
    assert {shown[name] for name in few} == {None}
    assert len(few) > 500


def test_exchanges_of_four_households_stay_hidden_however_many_answered(town: Town, tmp_path: Path) -> None:
    """Of a1, in 2023: four households post every bulk purchase, a hundred members answer them."""
    shutil.copytree(town.path, tmp_path / "bundle")
    a1 = town.members[town.members.neighbourhood_code == "a1"].drop_duplicates("household_id").member_id.to_list()
    posts = town.exchanges.copy()
    bulk = posts.index[posts.exchange_type == "bulk_purchases"]
    assert len(bulk) > 100
    posts.loc[bulk, "member_id"] = np.resize(a1[:4], len(bulk))
    posts.loc[bulk, "posted_at"] = "2023-05-10T10:00:00Z"
    posts.to_csv(tmp_path / "bundle" / "exchanges.csv", index=False)
    answers = pd.DataFrame({
        "response_id": [f"bulk{i}" for i in range(100)], "exchange_id": posts.exchange_id[bulk[:100]].to_numpy(),
        "member_id": a1[4:104], "responded_at": "2023-05-11T10:00:00Z", "completed_at": "",
    })  # fmt: skip
    pd.concat([town.responses, answers]).to_csv(tmp_path / "bundle" / "responses.csv", index=False)
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    shown = live(folders)
    for place in (("neighbourhood", "a1"), ("city", "ville")):
        cell = (*place, "year", "2023-01-01", "exchange_type", "bulk_purchases")
        assert shown[*cell, "exchanges"] is None, "four households posted, and the clip leaves 48 posts"
        assert shown[*cell, "active_households"] is not None


def test_members_count_three_times_a_household_at_most(town: Town, tmp_path: Path) -> None:
    """Twelve members of b3 become one household."""
    shutil.copytree(town.path, tmp_path / "bundle")
    members = town.members.copy()
    crowd = members.index[members.neighbourhood_code == "b3"][:12]
    members.loc[crowd, "household_id"] = "crowd"
    members.to_csv(tmp_path / "bundle" / "members.csv", index=False)
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    connection = counting.open_mart(folders.mart)
    year = [Period.parse("2023")]
    frame = counting.count_enrolled(connection, "total", year, load_lattice().clip_members, date(2024, 1, 1))
    connection.close()
    sizes = members[members.neighbourhood_code == "b3"].groupby("household_id").size()
    assert frame[frame.unit == "b3"].members.sum() == sizes.clip(upper=3).sum() < sizes.sum()


def test_a_revision_does_not_show_that_somebody_was_erased(town: Town, copy: Copy) -> None:
    stayed, left = copy("stayed"), copy("left")
    liveliest = town.exchanges.member_id.value_counts().index[0]
    erase(liveliest, left)
    for folders in (stayed, left):
        publish(folders, revise=2023, progress=False)
    assert live(left) == live(stayed)


def published(town: Town, data: Path, change: Callable[[Path, pd.DataFrame], None], key: Path) -> Folders:
    """A deployment of the town after `change` (of its bundle's folder, and of the members that are then written)."""
    bundle, folders = data / "bundle", Folders(data / "data")
    shutil.copytree(town.path, bundle)
    members = town.members.copy()
    change(bundle, members)
    members.to_csv(bundle / "members.csv", index=False)
    shutil.copytree(key, folders.keys)
    import_bundle(bundle, folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.mark.deep
def test_a_revision_does_not_show_that_the_last_household_of_a_residence_was_erased(
    town: Town, town_folders: Folders, tmp_path: Path
) -> None:
    """The unit of counting ends with them; their neighbourhood still tells what they had added to it."""
    saules = town.members[town.members.residence_code == "saules"]
    active = town.exchanges.member_id.value_counts().reindex(saules.member_id).idxmax()
    alone = saules.household_id[saules.member_id == active].iloc[0]

    def of_one(bundle: Path, members: pd.DataFrame) -> None:
        members.loc[(members.residence_code == "saules") & (members.household_id != alone), "residence_code"] = ""

    stayed = published(town, tmp_path / "town", of_one, town_folders.keys)
    left = Folders(tmp_path / "left")
    shutil.copytree(stayed.data, left.data)
    for member in saules.member_id[saules.household_id == alone]:
        erase(member, left)
    for folders in (stayed, left):
        publish(folders, revise=2023, progress=False)
    assert live(left) == live(stayed)


@pytest.mark.deep
def test_a_revision_does_not_show_an_erasure_before_a_landlord_was_renamed(
    town: Town, copy: Copy, tmp_path: Path
) -> None:
    stayed, left = copy("stayed"), copy("left")
    tenants = town.members[town.members.residence_code == "saules"].member_id
    erase(town.exchanges.member_id.value_counts().reindex(tenants).idxmax(), left)
    shutil.copytree(town.path, tmp_path / "bundle")
    path = tmp_path / "bundle" / "residences.geojson"
    path.write_text(path.read_text("utf-8").replace('"office"', '"bureau"'), "utf-8")
    for folders in (stayed, left):
        import_bundle(tmp_path / "bundle", folders, progress=False)
        publish(folders, revise=2023, progress=False)
    of_others = [
        {name: value for name, value in live(folders).items() if not name[1].startswith("bureau")}
        for folders in (stayed, left)
    ]
    assert of_others[0] == of_others[1]


@pytest.mark.deep
def test_a_revision_does_not_show_an_erasure_where_years_have_different_lattices(
    town: Town, town_folders: Folders, tmp_path: Path
) -> None:
    def of_2023(bundle: Path, members: pd.DataFrame) -> None:
        posts = town.exchanges[town.exchanges.posted_at < "2024"]
        posts.to_csv(bundle / "exchanges.csv", index=False)
        answers = town.responses[town.responses.exchange_id.isin(posts.exchange_id)]
        answers.to_csv(bundle / "responses.csv", index=False)
        said = (bundle / "bundle.toml").read_text("utf-8")
        (bundle / "bundle.toml").write_text(re.sub(r"covers_until = \S+", "covers_until = 2024-01-05", said), "utf-8")

    stayed = published(town, tmp_path / "town", of_2023, town_folders.keys)
    (stayed.lattices / "2024.json").unlink()  # the days of January alone had frozen it
    ledger = read_ledger(stayed)
    assert not (ledger.cells.period_on.dt.year == 2024).any()
    stayed.own_lattice.write_text('[dimensions.type_group]\nneighbourhood = { active_households = ["year"] }\n')
    import_bundle(town.path, stayed, progress=False)
    publish(stayed, new_year=True, progress=False)
    left = Folders(tmp_path / "left")
    shutil.copytree(stayed.data, left.data)
    erase(town.exchanges.member_id.value_counts().index[0], left)
    for folders in (stayed, left):
        publish(folders, revise=2023, new_year=True, progress=False)
    shown = live(left)
    assert shown == live(stayed)
    quarters = {name[3][:4] for name in shown if name[:3:2] == ("neighbourhood", "quarter") and name[4] == "type_group"}
    assert quarters == {"2023"}, "2024 has another lattice"


@pytest.mark.deep
def test_two_data_folders_with_the_same_rows_and_key_publish_the_same_content(
    town_folders: Folders, town_snapshot: Snapshot, tmp_path: Path
) -> None:
    contents = set()
    for name in ("one", "other"):
        folders = Folders(tmp_path / name)
        folders.private.mkdir(parents=True)
        shutil.copy(town_folders.mart, folders.mart)
        shutil.copytree(town_folders.keys, folders.keys)
        contents |= {publish(folders, progress=False).content for _ in range(2)}
    assert contents == {town_snapshot.manifest["content_sha256"]}


def test_another_key_gives_other_numbers(town_folders: Folders, town_snapshot: Snapshot, tmp_path: Path) -> None:
    folders = Folders(tmp_path / "other")
    folders.private.mkdir(parents=True)
    shutil.copy(town_folders.mart, folders.mart)
    shutil.copytree(town_folders.keys, folders.keys)
    (folders.keys / "noise.key").write_text(secrets.token_hex(32))
    report = publish(folders, progress=False)
    assert report.content != town_snapshot.manifest["content_sha256"]
    before, after = shown_values(town_snapshot), live(folders)
    both = [name for name in before.keys() & after.keys() if before[name] is not None and after[name] is not None]
    assert sum(before[name] != after[name] for name in both) > 0.7 * len(both)
