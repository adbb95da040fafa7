"""The written demonstration reproduces the study's figures, before clipping and noise, and looks like a platform."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from queries.demo.calibration import categories, targets
from queries.demo.truths import TRUTHS
from queries.exchange_mix import CLIPPED
from queries.statistics.diversity import hill, jensen_shannon

HALF_A_POINT = 0.005
THREE_PERCENT = 0.03


def test_the_mix_of_exchanges_is_the_study_s_within_half_a_point(montreal):
    shares = montreal.exchanges["exchange_type"].value_counts(normalize=True)
    for code, share in targets().exchange_type.items():
        assert shares[code] == pytest.approx(share, abs=HALF_A_POINT), code


@pytest.mark.parametrize(("kind", "clip"), [("year", 12), ("quarter", 6), ("month", 3)])
def test_counting_few_posts_of_a_household_moves_the_mix_no_more_than_the_pages_allow_for(montreal, kind, clip):
    """The study's mix is that of the posts before they are cut. What is published counts so many of a household and
    type: the cards call that no difference from the study, and say that it has this size in a simulated city."""
    when = montreal.exchanges["posted_at"].dt.tz_localize(None).dt.to_period(kind[0].upper())
    posts = montreal.exchanges.assign(period=when)
    counted = posts.groupby(["period", "exchange_type", "household_id"]).size().clip(upper=clip)
    table = counted.groupby(level=[0, 1]).sum().unstack()[list(targets().exchange_type)]
    shares = table.div(table.sum(axis=1), axis=0).to_numpy()
    study, allowed = np.array(list(targets().exchange_type.values())), CLIPPED[kind]
    assert np.abs(shares - study).max() <= allowed.share
    assert (hill(shares) - hill(study)).min() >= 0
    assert (hill(shares) - hill(study)).max() <= allowed.breadth
    assert jensen_shannon(shares, study).max() <= allowed.distance


@pytest.mark.parametrize("column", ["dwelling_type", "gender"])
def test_the_attributes_of_members_are_the_study_s_within_half_a_point(montreal, column):
    shares = montreal.members[column].value_counts(normalize=True)
    for code, share in getattr(targets(), column).items():
        assert shares[code] == pytest.approx(share, abs=HALF_A_POINT), code


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_member_shares_three_and_a_half_items_and_services_a_year(montreal, year):
    posts = montreal.exchanges
    shared = posts["exchange_type"].isin(["item_sharing", "service_sharing"]) & (posts["posted_at"].dt.year == year)
    ends = pd.date_range(f"{year}-01-01", f"{year}-12-31", freq="ME")
    members = sum(len(montreal.enrolled(day)) for day in ends) / 12
    assert shared.sum() / members == pytest.approx(targets().shared_per_member, rel=THREE_PERCENT)


def test_thirty_three_households_are_active_in_the_median_neighbourhood(montreal):
    median = montreal.active.iloc[:, -12:].mean(axis=1).median()
    assert median == pytest.approx(targets().active_households, rel=THREE_PERCENT)


def test_a_tenth_of_the_households_make_about_half_of_the_posts(montreal):
    households = montreal.members["household_id"].nunique()
    posts = montreal.exchanges.groupby("household_id").size().sort_values(ascending=False)
    assert households == 15_000
    assert 0.42 < posts.iloc[: households // 10].sum() / posts.sum() < 0.62


def test_households_and_ages_are_plausible(montreal):
    size = montreal.members.groupby("household_id").size()
    assert 1.40 < size.mean() < 1.50
    assert set(size) == {1, 2, 3, 4}
    assert (2026 - montreal.members["birth_year"]).mean() == pytest.approx(48, abs=1)


def test_categories_keep_the_study_s_ranks(montreal):
    ranked = {kind: [r["category"] for r in categories() if r["kind"] == kind][:10] for kind in ("object", "service")}
    for exchange_type, kind in (("item_sharing", "object"), ("service_sharing", "service")):
        posts = montreal.exchanges[montreal.exchanges["exchange_type"] == exchange_type]
        assert posts["category"].value_counts().index[:10].tolist() == ranked[kind]


def test_directions_follow_the_type_of_post(montreal):
    told = {"local_news", "local_events", "citizen_surveys", "security_alerts"}
    informs = montreal.exchanges["exchange_type"].isin(told)
    assert (montreal.exchanges["direction"].eq("information") == informs).all()
    assert set(montreal.exchanges["direction"]) == {"offer", "request", "information"}


def test_two_thirds_are_answered_and_two_thirds_of_those_completed(montreal):
    posts = montreal.exchanges.set_index("exchange_id")
    answers = montreal.responses.join(posts[["posted_at", "household_id"]], on="exchange_id", suffixes=("", "_asker"))
    days = (answers["responded_at"] - answers["posted_at"]) / pd.Timedelta(days=1)
    done = (answers["completed_at"] - answers["posted_at"]) / pd.Timedelta(days=1)
    first = days.groupby(answers["exchange_id"]).min()
    completed = set(answers.loc[done <= 28, "exchange_id"])
    assert days.min() > 0
    assert not (answers["completed_at"] < answers["responded_at"]).any()
    assert (answers["household_id"] != answers["household_id_asker"]).all()
    known = posts[posts["posted_at"] < posts["posted_at"].max() - pd.Timedelta(days=29)]
    for direction in ("request", "offer"):
        delay = first.reindex(known.index[known["direction"] == direction])
        answered = delay[delay <= 28]
        assert len(answered) / len(delay) == pytest.approx(TRUTHS.answered, abs=0.02)
        assert (answered <= 3).mean() > 0.8
        share = answered.index.isin(list(completed)).mean()
        assert share == pytest.approx(TRUTHS.completed_of_answered, abs=0.02)
