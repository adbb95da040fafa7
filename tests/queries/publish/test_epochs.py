"""Epochs, revisions and the frozen lattice: what may change a published number, and what may not."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.intake.retention import retain
from queries.model import Refusal
from queries.publish import publish
from queries.publish.ledger import read_horizon, read_ledger
from queries.snapshot import Snapshot, open_current
from tests.town import Town


@pytest.fixture
def copy(town_folders: Folders, tmp_path: Path) -> Folders:
    folders = Folders(tmp_path / "copy")
    shutil.copytree(town_folders.data, folders.data)
    return folders


def cells(folders: Folders) -> pd.DataFrame:
    """The live snapshot's cells, one row a cell."""
    snapshot = open_current(folders)
    assert isinstance(snapshot, Snapshot)
    rows, columns = snapshot.select("SELECT * FROM cells", {})
    key = ["level", "area_code", "period_kind", "period_on", "dimension", "value"]
    return pd.DataFrame(rows, columns=list(columns)).set_index(key).sort_index()


def with_late_rows(town: Town, folders: Folders, path: Path, number: int = 400) -> None:
    """Import the town again with posts of March 2023 that were not there before."""
    shutil.copytree(town.path, path)
    posts = pd.read_csv(path / "exchanges.csv", dtype=str)
    late = posts.head(number).assign(posted_at="2023-03-15T10:00:00Z", exchange_type="local_news", category="")
    late["exchange_id"] = [f"late{i}" for i in range(number)]
    late["member_id"] = town.members.member_id.sample(number, random_state=1, replace=True).to_numpy()
    pd.concat([posts, late]).to_csv(path / "exchanges.csv", index=False)
    import_bundle(path, folders, progress=False)


def test_late_rows_wait_for_the_revision_and_are_told_in_fifties(town: Town, copy: Folders, tmp_path: Path) -> None:
    before = cells(copy)
    with_late_rows(town, copy, tmp_path / "late", 310)
    waiting = publish(copy, progress=False)
    pd.testing.assert_frame_equal(cells(copy), before)
    assert waiting.waiting == 350
    assert publish(copy, progress=False).content == waiting.content


def test_a_revision_shows_late_rows_in_a_new_epoch_and_leaves_other_years_alone(
    town: Town, copy: Folders, tmp_path: Path
) -> None:
    before = cells(copy)
    with_late_rows(town, copy, tmp_path / "late")
    report = publish(copy, revise=2023, progress=False)
    after = cells(copy)
    assert report.waiting == 0
    days = before.index.get_level_values("period_on")
    later = [day.year != 2023 for day in days]
    pd.testing.assert_frame_equal(after.loc[before.index][later], before[later])
    march = ("city", "ville", "month", pd.Timestamp("2023-03-01").date(), "total", "total")
    assert after.loc[march].exchanges > before.loc[march].exchanges + 150
    held = [day.year == 2023 for day in days]
    changed = (after.loc[before.index] != before)["active_households"][held] & before.active_households[held].notna()
    assert changed.mean() > 0.2, "a new epoch draws its noise anew"
    assert read_ledger(copy).epochs[2023][0] == 1
    assert publish(copy, progress=False).content == report.content


def test_a_revision_keeps_standing_as_published_once_retention_ran(town: Town, copy: Folders, tmp_path: Path) -> None:
    """Who was active before is known in part only then: everybody would be new."""
    before = cells(copy)
    retain(copy, date(2025, 1, 15))
    assert date.min < read_horizon(copy) <= date(2023, 1, 1)
    with_late_rows(town, copy, tmp_path / "late")
    publish(copy, revise=2023, progress=False)
    after = cells(copy)
    standing = before.index.get_level_values("dimension") == "standing"
    assert standing.sum() > 20
    pd.testing.assert_frame_equal(after.loc[before.index][standing], before[standing])
    assert (after.loc[before.index] != before)["active_households"].any()


def test_a_year_is_revised_once_a_calendar_year_and_only_when_it_is_over(copy: Folders) -> None:
    publish(copy, revise=2023, progress=False)
    again = cells(copy)
    with pytest.raises(Refusal, match="one revision a calendar year"):
        publish(copy, revise=2023, progress=False)
    with pytest.raises(Refusal, match="not over"):
        publish(copy, revise=2024, progress=False)
    with pytest.raises(Refusal, match="nothing to revise"):
        publish(copy, revise=2019, progress=False)
    pd.testing.assert_frame_equal(cells(copy), again)


def test_a_revision_killed_while_it_is_written_leaves_the_ledger_of_before(
    copy: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells of a new epoch without its number would let the next revision draw the same noise over other rows."""
    before = read_ledger(copy)
    real, killed = os.replace, []

    def dies_at(count: int) -> None:
        def replace(source: str, target: str) -> None:
            killed.append(target)
            if len(killed) == count:
                raise KeyboardInterrupt
            real(source, target)

        killed.clear()
        monkeypatch.setattr(os, "replace", replace)

    for count in range(1, 6):
        dies_at(count)
        with pytest.raises(KeyboardInterrupt):
            publish(copy, revise=2023, progress=False)
        monkeypatch.undo()
        after = read_ledger(copy)
        whole = after.cells.equals(before.cells) == (after.epochs == before.epochs)
        assert whole, f"killed at {killed[-1]}: new cells and the new epoch come together"
        if after.epochs != before.epochs:
            break
    else:
        pytest.fail("no kill came after the ledger was written")


def test_the_epochs_of_a_ledger_of_an_earlier_version_are_kept(copy: Folders) -> None:
    ledger = read_ledger(copy)
    ledger.cells.attrs = {}
    ledger.cells.to_parquet(copy.private / "published.parquet", index=False)
    state = {"epochs": {"2023": {"epoch": 1, "revised_on": f"{datetime.now(UTC).date()}"}}, "posts": ledger.posts}
    (copy.private / "published.json").write_text(json.dumps(state))
    with pytest.raises(Refusal, match="one revision a calendar year"):
        publish(copy, revise=2023, progress=False)


def test_a_year_whose_rows_retention_removed_is_not_revised(copy: Folders) -> None:
    (copy.private / "retention.json").write_text(json.dumps({"horizon": "2023-06-01"}))
    with pytest.raises(Refusal, match="removed by retention"):
        publish(copy, revise=2023, progress=False)


def test_a_lost_ledger_is_not_a_first_publication(copy: Folders) -> None:
    (copy.private / "published.parquet").unlink()
    with pytest.raises(Refusal, match="is lost while numbers are published"):
        publish(copy, progress=False)


@pytest.mark.deep
def test_the_same_rows_and_key_give_the_same_cells_in_another_deployment(copy: Folders) -> None:
    first = publish(copy, progress=False).content
    (copy.private / "published.parquet").unlink()
    copy.current.unlink()
    assert publish(copy, progress=False).content == first
    snapshot = open_current(copy)
    assert snapshot is not None
    assert snapshot.manifest["content_sha256"] == first


def test_a_dimension_may_be_added_within_a_year_and_not_changed_or_removed(copy: Folders) -> None:
    """The deployment's own lattice lies over the shipped one, so it can stand for a changed product."""
    before = cells(copy)
    (copy.own_lattice).write_text('[crossed]\n"dwelling_type:direction" = { active_households = ["year"] }\n')
    publish(copy, progress=False)
    after = cells(copy)
    assert "dwelling_type:direction" in after.index.get_level_values("dimension")
    pd.testing.assert_frame_equal(after.loc[before.index], before)
    copy.own_lattice.write_text('[dimensions.type_group]\nneighbourhood = { active_households = ["year"] }\n')
    with pytest.raises(Refusal, match=r"dimensions.type_group.*--new-year"):
        publish(copy, progress=False)
    publish(copy, new_year=True, progress=False)
    pd.testing.assert_frame_equal(cells(copy).loc[before.index], before)


def test_what_the_noise_rests_on_never_changes_under_published_years(copy: Folders) -> None:
    copy.own_lattice.write_text("[clip]\nmonth = 2\n")
    with pytest.raises(Refusal, match="cannot change"):
        publish(copy, new_year=True, progress=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("k = 3", "at least 11"),
        ("[city.ville]\nk = 6", "from 7 to 11"),
        ("[city.ville]\nname = 'x'", "may only state k"),
        ("[colour]\nred = 1", "no entry colour"),
        ("[city.rome]\nk = 7", "names the city rome, and what was imported has ville"),
        ("k = = 3", "TOML"),
    ],
)
def test_a_deployments_own_lattice_is_checked(copy: Folders, text: str, said: str) -> None:
    copy.own_lattice.write_text(text)
    with pytest.raises(Refusal, match=said):
        publish(copy, progress=False)


@pytest.mark.deep
def test_a_city_that_shows_from_seven_on_keeps_every_number_it_showed_at_eleven(
    town_folders: Folders, tmp_path: Path
) -> None:
    found = {}
    for k in (11, 7):
        folders = Folders(tmp_path / f"k{k}")
        folders.private.mkdir(parents=True)
        shutil.copy(town_folders.mart, folders.mart)
        shutil.copytree(town_folders.keys, folders.keys)
        folders.own_lattice.write_text(f"[city.ville]\nk = {k}\n")
        publish(folders, progress=False)
        found[k] = cells(folders)
    eleven, seven = found[11], found[7]
    assert list(eleven.index) == list(seven.index)
    shown = eleven.notna()
    assert (seven[shown] == eleven[shown])[shown].all().all() or (seven.where(shown).equals(eleven.where(shown)))
    assert seven.notna().sum().sum() > shown.sum().sum()


@pytest.mark.parametrize("content", ["00" * 32, "ab" * 32, "not hexadecimal", "12" * 8])
def test_a_weak_noise_key_is_refused(copy: Folders, content: str) -> None:
    (copy.keys / "noise.key").write_text(content)
    with pytest.raises(Refusal, match=r"noise\.key"):
        publish(copy, progress=False)
