"""Real residents: 5.5 million choices of Warsaw's participatory budget, published and counted again from the file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import queries
from dashboard import frame
from queries import Period, Scope, Selection, Snapshot
from queries.folders import Folders
from queries.intake import Report
from queries.publish import publish
from tests.conftest import SHARED
from tests.dashboard.pages_view import text_of, view_of

pytestmark = pytest.mark.deep

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")


@pytest.fixture(scope="module")
def scope(warsaw_snapshot: Snapshot) -> Scope:
    return Scope("city", queries.territory(warsaw_snapshot, ("city:warszawa",)))


@pytest.fixture(scope="module")
def raw(warsaw_snapshot: Snapshot) -> pd.DataFrame:
    """One row a member, year and category with its number of posts, counted by pandas from the file itself."""
    folder = SHARED / "real" / "warsaw"
    posts = pd.read_parquet(folder / "exchanges.parquet", columns=["exchange_id", "posted_at", "member_id", "category"])
    posts = posts.drop_duplicates("exchange_id")  # one row of the file is an exact duplicate
    members = pd.read_csv(folder / "members.csv.gz", usecols=["member_id", "neighbourhood_code"])
    posts["year"] = pd.to_datetime(posts.posted_at).dt.year.astype(str)
    for column in ("member_id", "category", "year"):
        posts[column] = posts[column].astype("category")
    counted = posts.groupby(["member_id", "year", "category"], observed=True).size().rename("posts").reset_index()
    return counted.merge(members, on="member_id")


def compare(rows: tuple[queries.Row, ...], expected: dict[str, float]) -> float:
    """The largest distance between shown answers and the independent count, in standard deviations of the noise."""
    shown = [row for row in rows if row.answer is not None]
    assert shown
    return max(abs(row.answer - expected[row.area_code]) / row.noise_sd for row in shown)


@pytest.mark.parametrize("year", YEARS)
def test_active_households_of_each_district_and_year_match_a_raw_count(
    warsaw_snapshot: Snapshot, scope: Scope, raw: pd.DataFrame, year: str
) -> None:
    selection = Selection(period=Period.parse(year), by="neighbourhood")
    rows = queries.answer(scope, warsaw_snapshot, "active_households", selection).rows
    expected = raw[raw.year == year].groupby("neighbourhood_code").member_id.nunique().to_dict()
    assert len([row for row in rows if row.answer is not None]) == 18
    assert compare(rows, expected) < 5


@pytest.mark.parametrize("year", YEARS)
def test_exchanges_match_a_raw_count_with_the_same_clipping(
    warsaw_snapshot: Snapshot, scope: Scope, raw: pd.DataFrame, year: str
) -> None:
    selection = Selection(period=Period.parse(year), by="neighbourhood")
    rows = queries.answer(scope, warsaw_snapshot, "exchanges", selection).rows
    each = raw[raw.year == year].groupby(["neighbourhood_code", "member_id"], observed=True).posts.sum().clip(upper=12)
    assert compare(rows, each.groupby("neighbourhood_code").sum().to_dict()) < 5


@pytest.mark.parametrize("year", YEARS)
def test_category_cells_of_districts_and_city_match_a_raw_count(
    warsaw_snapshot: Snapshot, scope: Scope, raw: pd.DataFrame, year: str
) -> None:
    here = raw[raw.year == year]
    period = Period.parse(year)
    distances = []
    for code in scope.neighbourhoods:
        expected = (
            here[here.neighbourhood_code == code].groupby("category", observed=True).member_id.nunique().to_dict()
        )
        rows = queries.answer(scope, warsaw_snapshot, "active_households", Selection((code,), period, "category")).rows
        for row in rows:
            assert row.value != "other" or row.answer is None
            if row.answer is not None:
                distances.append(abs(row.answer - expected[row.value]) / row.noise_sd)
            else:
                assert expected.get(row.value, 0) < 28 + 6 * 8.5, "only small cells are hidden"
    assert len(distances) > 100
    assert max(distances) < 5
    clipped = here.assign(posts=here.posts.clip(upper=12)).groupby("category", observed=True).posts.sum().to_dict()
    rows = queries.answer(scope, warsaw_snapshot, "exchanges", Selection((), period, "category")).rows
    city = [abs(row.answer - clipped[row.value]) / row.noise_sd for row in rows if row.answer is not None]
    assert len(city) >= 8
    assert max(city) < 5


def test_the_noise_is_there_and_of_the_declared_size(
    warsaw_snapshot: Snapshot, scope: Scope, raw: pd.DataFrame
) -> None:
    scores = []
    for year in YEARS:
        rows = queries.answer(scope, warsaw_snapshot, "active_households",
                              Selection(period=Period.parse(year), by="neighbourhood")).rows  # fmt: skip
        expected = raw[raw.year == year].groupby("neighbourhood_code").member_id.nunique().to_dict()
        scores += [(row.answer - expected[row.area_code]) / row.noise_sd for row in rows if row.answer is not None]
    assert 0.75 < np.std(scores) < 1.25, "published numbers differ from the true ones as much as is declared"


def test_the_yearly_vote_is_the_rhythm_of_the_city(warsaw_snapshot: Snapshot, scope: Scope) -> None:
    months = [Period.parse(code) for code in warsaw_snapshot.manifest["periods"]["month"]]
    rows = queries.trend(scope, warsaw_snapshot, "active_households", Selection(), months).rows
    active = {row.period for row in rows if row.answer is not None}
    assert active == {"2019-09", "2020-09", "2021-06", "2022-06", "2023-06", "2024-06"}


def test_each_campaign_has_its_voters_and_what_is_missing_is_known(warsaw_snapshot: Snapshot, scope: Scope) -> None:
    assert len(queries.campaigns(scope, warsaw_snapshot)) == 6
    rows = queries.answer(scope, warsaw_snapshot, "campaign_step", Selection(period=Period.parse("2024"))).rows
    steps = {row.value.split(":")[1]: row for row in rows}
    assert steps["answered"].answer > 60_000
    assert steps["contacted"].why == steps["matched"].why == "not_published"
    assert "responses" not in warsaw_snapshot.manifest["bundle_files"]
    assert len(queries.projects(scope, warsaw_snapshot)) == 1555


def test_each_edition_has_the_voters_of_each_district_that_a_raw_count_has(
    warsaw_snapshot: Snapshot, scope: Scope, raw: pd.DataFrame
) -> None:
    """One member a household and one edition a year: who posted in a year answered the edition of that year."""
    voters = raw.groupby(["year", "neighbourhood_code"]).member_id.nunique()
    for edition in queries.campaigns(scope, warsaw_snapshot):
        found = queries.funnels_by_place(scope, warsaw_snapshot, edition)
        assert len(found) == len(edition.neighbourhoods)
        for each in found:
            answered = next(step.count for step in each.steps if step.code == "answered")
            assert each.place is not None
            assert isinstance(answered, queries.Estimate)
            true = voters[str(edition.starts_on.year), each.place.area_code]
            assert abs(answered.value - true) < 4.5 * np.sqrt(answered.variance), (edition.code, each.place)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_effect_can_be_told_where_every_district_took_part(
    warsaw_snapshot: Snapshot, scope: Scope, language: str
) -> None:
    said = {"en": "neither an effect nor a season can be told apart",
            "fr": "ni un effet ni une saison ne peuvent en être distingués"}  # fmt: skip
    for edition in queries.campaigns(scope, warsaw_snapshot):
        view = view_of(warsaw_snapshot, f"?campaign={edition.code}", neighbourhoods=scope.neighbourhoods,
                       language=language)  # fmt: skip
        assert said[language] in text_of(frame.render(view, "/campaigns"))


LACKING = {
    "en": ("No responses:", "No declared help:", "No kind of dwelling:", "No categories of objects or services:",
           "No census:"),
    "fr": ("Pas de réponses", "Pas d’aides déclarées", "Pas de type de logement",
           "Pas de catégories d’objets ni de services", "Pas de recensement"),
}  # fmt: skip


@pytest.mark.parametrize("language", LACKING)
@pytest.mark.parametrize(("path", "used"), [("/exchanges", (0, 2, 3)), ("/needs", (0, 1)),
                                            ("/n/{code}", (0, 1, 2, 3, 4))])  # fmt: skip
def test_every_page_says_what_this_bundle_lacks(
    warsaw_snapshot: Snapshot, scope: Scope, path: str, used: tuple[int, ...], language: str
) -> None:
    view = view_of(warsaw_snapshot, "?period=2024", neighbourhoods=scope.neighbourhoods, language=language)
    text = text_of(frame.render(view, path.format(code=scope.neighbourhoods[0])))
    for at in used:
        assert LACKING[language][at] in text


def test_publishing_the_same_rows_again_gives_the_same_cells(
    warsaw: tuple[Folders, Report], warsaw_snapshot: Snapshot, tmp_path: Path
) -> None:
    """Also where the ledger of published cells is gone: the noise depends on labels and the key alone."""
    folders = Folders(tmp_path)
    folders.private.mkdir()
    folders.mart.symlink_to(warsaw[0].mart)
    shutil.copytree(warsaw[0].keys, folders.keys)
    assert publish(folders, progress=False).content == warsaw_snapshot.manifest["content_sha256"]
