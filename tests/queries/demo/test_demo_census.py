"""The census of the demonstration: it adds up to the homes, holds the enrolled, and who is missing can be found."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.data
import pytest

from queries.demo.boundaries import neighbourhoods
from queries.demo.calibration import targets, whole_rows
from queries.demo.census import census
from queries.demo.residents import settle
from queries.demo.truths import TRUTHS, planted
from queries.intake.contract import AGE_BANDS, CENSUS
from tests.queries.demo.written_demonstration import LAST_DAY, Written

YEAR = 2025  # the last complete calendar year


@pytest.fixture(scope="session")
def counted(montreal: Written) -> pd.DataFrame:
    return pd.read_csv(montreal.folder / "census.csv", dtype={"neighbourhood_code": str})


@pytest.fixture(scope="session")
def enrolled(montreal: Written) -> pd.DataFrame:
    """Members enrolled at some day of the year, with their age band in it."""
    members = montreal.members
    stays = (members["joined_on"] < f"{YEAR + 1}-01-01") & ~(members["left_on"] < f"{YEAR}-01-01")
    here = members[stays]
    ages = pd.cut(YEAR - here["birth_year"], [0, 25, 35, 50, 65, 200], right=False, labels=list(AGE_BANDS))
    return here.assign(age_band=ages.astype(str))


def represented(counted: pd.DataFrame, enrolled: pd.DataFrame, attribute: str) -> pd.Series:
    """Share of enrolled households against share of homes, by value."""
    there = enrolled.groupby(attribute)["household_id"].nunique()
    homes = counted[counted["attribute"] == attribute].groupby("value")["households"].sum()
    return ((there / there.sum()) / (homes / homes.sum())).dropna()


def test_homes_and_people_add_up_to_those_of_each_neighbourhood(montreal, counted):
    assert len(counted) == len(montreal.places) * sum(map(len, CENSUS.values()))
    assert set(zip(counted["attribute"], counted["value"], strict=True)) == {
        (attribute, value) for attribute, values in CENSUS.items() for value in values
    }
    places = montreal.places.set_index("neighbourhood_code")
    sums = counted.groupby(["attribute", "neighbourhood_code"])[["households", "persons"]].sum()
    for attribute in CENSUS:
        found = sums.loc[attribute].reindex(places.index)
        assert (found["households"] == places["households"]).all()
        assert (found["persons"] == places["population"]).all()


@pytest.mark.parametrize("attribute", list(CENSUS))
def test_no_neighbourhood_has_more_enrolled_households_than_homes_of_a_value(counted, enrolled, attribute):
    homes = counted[counted["attribute"] == attribute].set_index(["neighbourhood_code", "value"])["households"]
    there = enrolled.groupby(["neighbourhood_code", attribute])["household_id"].nunique()
    assert (there <= homes.reindex(there.index)).all()


def test_who_is_over_and_under_represented_can_be_recovered(counted, enrolled):
    for attribute, value, ratio in TRUTHS.represented:
        found = represented(counted, enrolled, attribute)
        assert found[value] == pytest.approx(ratio, abs=0.01), value
    assert (represented(counted, enrolled, "gender") - 1).abs().max() < 0.01, "nothing to find"


@pytest.mark.parametrize("attribute", ["dwelling_type", "age_band"])
def test_values_that_are_not_named_differ_all_alike_and_little(counted, enrolled, attribute):
    named = {value for of, value, _ in TRUTHS.represented if of == attribute}
    others = represented(counted, enrolled, attribute).drop(list(named))
    assert others.max() - others.min() < 0.02
    assert others.between(0.9, 1.1).all()


def test_a_neighbourhood_has_homes_like_those_of_its_members(montreal, counted):
    """Flats where homes are dense: the census follows each place, not only the whole."""
    flats = counted[(counted["attribute"] == "dwelling_type") & counted["value"].str.startswith("apartment")]
    share = (
        flats.groupby("neighbourhood_code")["households"].sum()
        / montreal.places.set_index("neighbourhood_code")["households"]
    )
    ours = montreal.members.assign(flat=montreal.members["dwelling_type"].str.startswith("apartment"))
    of_members = ours.groupby("neighbourhood_code")["flat"].mean()
    assert np.corrcoef(share.sort_index(), of_members.sort_index())[0, 1] > 0.9


def test_another_seed_moves_the_census_of_places_and_not_that_of_the_whole():
    frame = neighbourhoods(plotly.data.election_geojson(), name_column="district", city_code="x", city_name="X")
    homes, members = settle(frame, planted(frame), LAST_DAY, 4000, 2020, targets())
    first, again, other = (census(gpd.GeoDataFrame(frame), homes, members, LAST_DAY, seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    sums = [sum(c.households for c in found if c.value == "apartment_large_city") for found in (first, other)]
    assert sums[0] == pytest.approx(sums[1], rel=0.01)


def test_whole_rows_keep_their_sums_and_round_the_largest_fractions_up():
    table = np.array([[1.5, 1.25, 0.25], [2.0, 0.0, 1.0], [0.4, 0.3, 0.3]])
    assert whole_rows(table).tolist() == [[2, 1, 0], [2, 0, 1], [1, 0, 0]]
