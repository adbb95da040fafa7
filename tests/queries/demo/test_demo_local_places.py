"""The local places of the demonstration: how many, of which kinds, and that each lies where it says."""

from __future__ import annotations

import geopandas as gpd
import pytest

from queries.demo.local_places import local_places
from queries.intake.contract import PLACE_KINDS
from tests.queries.demo.written_demonstration import Written


@pytest.fixture(scope="session")
def written(montreal: Written) -> gpd.GeoDataFrame:
    return gpd.read_file(montreal.folder / "places.geojson")


def test_every_neighbourhood_has_four_to_nine_local_places_with_names_of_their_own(montreal, written):
    counts = written.groupby("neighbourhood_code").size()
    assert set(counts.index) == set(montreal.places["neighbourhood_code"])
    assert counts.between(4, 9).all()
    assert counts.mean() == pytest.approx(6.5, abs=0.5)
    assert written["place_code"].is_unique
    assert not written.duplicated(["neighbourhood_code", "name"]).any()


def test_every_kind_of_the_contract_is_there(written):
    assert set(written["kind"]) == set(PLACE_KINDS)


def test_a_local_place_lies_in_its_neighbourhood(montreal, written):
    shapes = montreal.places.set_index("neighbourhood_code").geometry
    for place in written.itertuples():
        assert shapes[place.neighbourhood_code].buffer(1e-6).contains(place.geometry)


def test_another_seed_moves_the_places(montreal):
    frame = gpd.GeoDataFrame(montreal.places)
    assert local_places(frame, 7) == local_places(frame, 7)
    same = {(p.lon, p.lat) for p in local_places(frame, 7)} & {(p.lon, p.lat) for p in local_places(frame, 8)}
    assert same == set()
