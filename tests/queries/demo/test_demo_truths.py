"""Every truth that the demonstration says it plants can be read back from the bundle, at the stated size."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import pandas as pd
import pytest

from queries.demo.truths import TRUTHS, month_start, planted
from tests.queries.demo.written_demonstration import LAST_DAY, Written


def change(written: Written, table: pd.DataFrame, codes: tuple[str, ...], after: range, before: range) -> float:
    """Relative change of these districts between two ranges of months, against districts where nothing happens."""
    where = planted(written.places)
    still = [*where.rest, *where.childcare]

    def level(months: range) -> float:
        columns = list(months)
        return table.loc[list(codes)].iloc[:, columns].sum().sum() / table.loc[still].iloc[:, columns].sum().sum()

    return level(after) / level(before) - 1


@pytest.fixture(scope="session", params=["active", "regular"])
def published(request, montreal) -> pd.DataFrame:
    return getattr(montreal, request.param)


def test_the_truths_sit_in_different_districts(montreal):
    where = planted(montreal.places)
    codes = [code for part in vars(where).values() for code in part]
    assert [len(part) for part in (where.silent, where.flood, where.idle, where.works, where.childcare)] == [
        2, 10, 10, 4, 3,
    ]  # fmt: skip
    assert sorted(codes) == sorted(montreal.places["neighbourhood_code"])


def test_the_flood_campaign_lifts_ten_districts_and_part_of_it_lasts(montreal, published):
    start, end = TRUTHS.flood_from, TRUTHS.flood_from + TRUTHS.flood_months
    flood, calm = planted(montreal.places).flood, range(start)
    during = change(montreal, published, flood, range(start, end), calm)
    after = change(montreal, published, flood, range(end, end + TRUTHS.flood_after_months), calm)
    later = change(montreal, published, flood, range(end + TRUTHS.flood_after_months, 36), calm)
    assert during == pytest.approx(TRUTHS.flood_lift, abs=0.08)
    assert after == pytest.approx(TRUTHS.flood_after, abs=0.06)
    assert later == pytest.approx(0, abs=0.05)


def test_the_idle_campaign_changes_nothing(montreal, published):
    start, end = TRUTHS.idle_from, TRUTHS.idle_from + TRUTHS.idle_months
    moved = change(montreal, published, planted(montreal.places).idle, range(start, end), range(start))
    assert moved == pytest.approx(TRUTHS.idle_lift, abs=0.06)


def test_works_hold_activity_back_and_the_finished_place_lifts_it(montreal, published):
    during, after = [], []
    for code, stages in zip(planted(montreal.places).works, TRUTHS.works, strict=True):
        calm = range(stages.works_from)
        during.append(change(montreal, published, (code,), range(stages.works_from, stages.existing_from), calm))
        after.append(change(montreal, published, (code,), range(stages.existing_from, 36), calm))
    assert sum(during) / 4 == pytest.approx(TRUTHS.works_effect, abs=0.06)
    assert sum(after) / 4 == pytest.approx(TRUTHS.existing_effect, abs=0.06)
    assert max(during) < -0.1


def test_the_step_and_the_season_can_be_recovered(montreal, published):
    where = planted(montreal.places)
    months = range(TRUTHS.step_from)
    step = change(montreal, published, where.step, range(TRUTHS.step_from, 36), months)
    assert step == pytest.approx(TRUTHS.step, abs=0.06)
    still = published.loc[[*where.rest, *where.childcare]].sum()
    drift = (still.iloc[24:].sum() / still.iloc[:12].sum()) ** (1 / 24)
    flat = still / drift ** pd.Series(range(36), index=still.index)
    factors = flat.groupby(flat.index.month).mean() / flat.mean()
    assert (factors - pd.Series(TRUTHS.season, index=range(1, 13))).abs().max() < 0.06


def test_enrolment_grows_by_the_stated_share(montreal):
    before = montreal.enrolled(pd.Timestamp(month_start(LAST_DAY, 0)) - pd.Timedelta(days=1))
    end = montreal.enrolled(LAST_DAY)
    growth = end["household_id"].nunique() / before["household_id"].nunique() - 1
    assert growth == pytest.approx(TRUTHS.growth, abs=0.01)


@pytest.mark.parametrize("year", [2024, 2025])
def test_childcare_is_asked_for_by_48_households_and_offered_by_a_quarter(montreal, year):
    posts = montreal.exchanges
    posts = posts[(posts["category"] == "childcare") & (posts["posted_at"].dt.year == year)]
    for code in planted(montreal.places).childcare:
        here = posts[posts["neighbourhood_code"] == code]
        households = here.groupby("direction")["household_id"].nunique()
        assert households["request"] >= TRUTHS.childcare_asked_at_least
        assert households["offer"] == round(households["request"] * TRUTHS.childcare_offered_per_asked)


def test_silent_districts_have_enough_enrolled_and_almost_nobody_active(montreal):
    for code in planted(montreal.places).silent:
        for month in range(0, 37, 3):
            enrolled = montreal.enrolled(pd.Timestamp(month_start(LAST_DAY, month)) - pd.Timedelta(days=1))
            here = enrolled[enrolled["neighbourhood_code"] == code]
            assert here["household_id"].nunique() >= TRUTHS.silent_enrolled_at_least
        ever = pd.concat([montreal.exchanges, montreal.responses]).query("neighbourhood_code == @code")
        assert 0 < ever["household_id"].nunique() <= TRUTHS.silent_active_at_most


def test_the_flood_funnel_narrows_at_every_step(montreal):
    home = montreal.members.set_index("member_id")["household_id"]
    contacts = pd.read_parquet(montreal.folder / "campaign_contacts.parquet").query("campaign_code == 'flood'")
    answers = pd.read_parquet(montreal.folder / "campaign_answers.parquet").query("campaign_code == 'flood'")
    posts = montreal.exchanges.query("campaign_code == 'flood'")
    replies = montreal.responses.merge(
        posts[["exchange_id", "household_id"]], on="exchange_id", suffixes=("", "_asker")
    )
    done = replies[replies["completed_at"].notna()]
    steps = [
        set(contacts["member_id"].map(home)),
        set(contacts.loc[contacts["opened_at"].notna(), "member_id"].map(home)),
        set(answers["member_id"].map(home)) | set(posts["household_id"]),
        set(answers.loc[answers["answer"] == "yes", "member_id"].map(home))
        | set(posts.loc[posts["direction"] == "offer", "household_id"]),
        set(replies["household_id"]) | set(replies["household_id_asker"]),
        set(done["household_id"]) | set(done["household_id_asker"]),
    ]
    assert all(len(later) < len(earlier) for earlier, later in pairwise(steps))
    assert all(later <= earlier for earlier, later in pairwise(steps))
    assert len(steps[-1]) > 100


def test_some_stages_and_one_whole_project_are_not_public(montreal):
    stages = pd.read_csv(montreal.folder / "project_stages.csv")
    projects = gpd.read_file(montreal.folder / "projects.geojson")
    public = stages.groupby("project_code")["public"]
    assert len(projects) == 12
    assert (~public.any()).sum() == 1
    assert (public.any() & ~public.all()).sum() >= 3
    assert set(projects["owner"]) == {"city_hall", "habitat_social", "bati_promotion"}
    assert set(stages["stage"]) == {"consultation", "works", "existing"}
    works = projects.head(4)["neighbourhood_codes"].tolist()
    assert sorted(works) == sorted(planted(montreal.places).works)
