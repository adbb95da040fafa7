"""Declared help of the demonstration: the study's shares as they are published, and declarations that make sense."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.data
import pytest

from queries.demo.boundaries import neighbourhoods
from queries.demo.calibration import targets
from queries.demo.help_offers import DECLARING, help_offers
from queries.demo.residents import settle
from queries.demo.truths import planted
from tests.queries.demo.written_demonstration import LAST_DAY, Written

A_POINT = 0.01


@pytest.fixture(scope="session")
def declared(montreal: Written) -> pd.DataFrame:
    """The declarations with the household, neighbourhood and stay of each member."""
    rows = pd.read_parquet(montreal.folder / "help_offers.parquet").merge(montreal.members, on="member_id")
    return rows.assign(declared_on=pd.to_datetime(rows["declared_on"]))


def willing(declared: pd.DataFrame, year: int) -> pd.DataFrame:
    """Those that count in a year: the member enrolled at some day of it, declared by its end."""
    start, end = pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)
    stays = (declared["joined_on"] < end) & ~(declared["left_on"] < start)
    return declared[stays & (declared["declared_on"] < end)]


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_of_households_with_a_declaration_the_study_s_shares_declare_each_kind(declared, year):
    here = willing(declared, year)
    households = here["household_id"].nunique()
    for kind, share in targets().help_kind.items():
        said = here.loc[here["help_kind"] == kind, "household_id"].nunique()
        assert said / households == pytest.approx(share, abs=A_POINT), kind


def test_about_seven_in_ten_households_have_declared_something(montreal, declared):
    assert declared["household_id"].nunique() == round(DECLARING * montreal.members["household_id"].nunique())
    enrolled = montreal.enrolled(LAST_DAY)["household_id"].nunique()
    assert willing(declared, 2025)["household_id"].nunique() / enrolled == pytest.approx(DECLARING, abs=0.04)


def test_nobody_declares_before_joining_after_leaving_or_the_same_twice(declared):
    assert (declared["declared_on"] >= declared["joined_on"]).all()
    assert not (declared["declared_on"] >= declared["left_on"]).any()
    assert declared["declared_on"].max() <= pd.Timestamp(LAST_DAY)
    assert not declared.duplicated(["member_id", "help_kind"]).any()


def test_neighbourhoods_differ_in_what_they_offer(declared):
    here = willing(declared, 2025)
    homes = here.groupby("neighbourhood_code")["household_id"].nunique()
    food = here[here["help_kind"] == "food"].groupby("neighbourhood_code")["household_id"].nunique()
    shares = food / homes
    assert 0.03 < shares.std() < 0.12


def test_another_seed_changes_who_declares_and_nothing_about_the_shares():
    frame = neighbourhoods(plotly.data.election_geojson(), name_column="district", city_code="x", city_name="X")
    study = targets()
    homes, members = settle(frame, planted(frame), LAST_DAY, 4000, 2020, study)
    first, again, other = (
        help_offers(gpd.GeoDataFrame(frame), homes, members, LAST_DAY, seed, study) for seed in (7, 7, 8)
    )
    assert np.array_equal(first.member, again.member)
    assert np.array_equal(first.declared, again.declared)
    assert not np.array_equal(np.unique(first.member), np.unique(other.member))
    assert len(first.member) == pytest.approx(len(other.member), rel=0.02)
