"""The landlord's residences: where they lie, who lives there, and how many households each part of a place has."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import plotly.data
import pytest

from queries.demo.boundaries import neighbourhoods
from queries.demo.calibration import targets
from queries.demo.organisations import landlord_places, organisations
from queries.demo.residences import residences
from queries.demo.residents import settle
from queries.demo.truths import month_start, planted
from tests.queries.demo.written_demonstration import LAST_DAY, Written


@pytest.fixture(scope="session")
def built(montreal: Written) -> gpd.GeoDataFrame:
    return gpd.read_file(montreal.folder / "residences.geojson").set_index("residence_code")


@pytest.fixture(scope="session")
def tenants(montreal: Written) -> pd.DataFrame:
    return montreal.members[montreal.members["residence_code"].notna()]


def test_the_landlord_has_about_thirty_buildings_in_a_handful_of_neighbourhoods(montreal, built):
    landlord = next(o for o in organisations(montreal.places) if o.kind == "social_landlord")
    assert set(built["landlord"]) == {landlord.code}
    assert 25 <= len(built) <= 40
    assert built["neighbourhood_code"].nunique() == 9
    assert built["name"].is_unique
    territory = set(landlord_places(montreal.places))
    assert len(set(built["neighbourhood_code"]) & territory) >= 6


def test_a_residence_lies_in_its_neighbourhood_and_holds_its_households(montreal, built, tenants):
    shapes = montreal.places.set_index("neighbourhood_code").geometry
    for residence in built.itertuples():
        assert shapes[residence.neighbourhood_code].buffer(1e-6).contains(residence.geometry)
    households = tenants.groupby("residence_code")["household_id"].nunique()
    assert set(households.index) == set(built.index)
    assert (households < built["dwellings"]).all()


def test_a_household_lives_whole_in_one_flat_of_its_own_neighbourhood(montreal, built, tenants):
    homes = montreal.members.groupby("household_id")["residence_code"]
    assert (homes.nunique() <= 1).all()
    assert homes.apply(lambda codes: codes.notna().all() or codes.isna().all()).all()
    assert tenants["dwelling_type"].str.startswith("apartment").all()
    assert (tenants["residence_code"].map(built["neighbourhood_code"]) == tenants["neighbourhood_code"]).all()


def test_three_parts_stay_above_200_households_three_between_150_and_200_and_three_below(montreal):
    counts = []
    for month in range(37):
        enrolled = montreal.enrolled(pd.Timestamp(month_start(LAST_DAY, month)) - pd.Timedelta(days=1))
        housed = enrolled[enrolled["residence_code"].notna()]
        counts.append(housed.groupby("neighbourhood_code")["household_id"].nunique())
    table = pd.DataFrame(counts)
    large, middle = (table > 200).all(), ((table >= 150) & (table <= 200)).all()
    assert (large.sum(), middle.sum(), (table < 110).all().sum()) == (3, 3, 3)


def test_where_no_neighbourhood_has_enough_flats_no_estate_is_built():
    frame = neighbourhoods(plotly.data.election_geojson(), name_column="district", city_code="x", city_name="X")
    homes, _ = settle(frame, planted(frame), LAST_DAY, 20 * len(frame), 2020, targets())
    built, residence_of = residences(frame, homes, 2020)
    assert built == ()
    assert np.all(residence_of == -1)
