"""The demonstration of a country: its map, what it plants, and its way through import, at the size of three cities."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from queries.demo import command
from queries.demo.country import CITIES, build_country, country, country_organisations
from queries.demo.country.activity import of_stages
from queries.demo.country.projects import stage_months
from queries.demo.country.residents import growth
from queries.demo.country.truths import COUNTRY, MONTHS
from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Refusal

LAST_DAY = date(2026, 9, 30)
#: One city of each kind, small.
THREE = tuple(replace(city, neighbourhoods=8) for city in (CITIES[0], CITIES[3], CITIES[7]))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_country(tmp_path_factory.mktemp("country") / "bundle", last_day=LAST_DAY, cities=THREE)


def test_four_hundred_neighbourhoods_lie_in_twelve_cities_urban_and_rural() -> None:
    places = country(CITIES, 2020)
    frame = places.frame
    assert len(frame) == 400
    assert frame["city_code"].nunique() == 12
    assert set(places.kinds) == {"large_city", "medium_city", "rural"}
    assert frame["neighbourhood_code"].is_unique
    assert not frame[["city_code", "name"]].duplicated().any()
    assert 20 <= frame["comparison_place"].sum() <= 60
    assert all(shape.is_valid and shape.geom_type == "Polygon" for shape in frame.geometry)


def test_the_cells_of_a_city_touch_without_covering_each_other_and_rural_ones_are_larger() -> None:
    places = country(CITIES, 2020)
    flat = places.frame.to_crs("EPSG:6933")
    km2 = flat.area / 1e6
    for code, cells in flat.groupby("city_code"):
        assert shapely.union_all(cells.geometry.to_numpy()).area >= 0.999 * cells.area.sum(), code
    density = places.frame["households"] / km2
    medians = {kind: float(np.median(density[places.kinds == kind])) for kind in ("large_city", "medium_city", "rural")}
    assert medians["large_city"] > 2 * medians["medium_city"] > 8 * medians["rural"]
    flats = {kind: float(np.median(places.flats[places.kinds == kind])) for kind in medians}
    assert flats["large_city"] > flats["medium_city"] > flats["rural"]


def test_each_stage_was_passed_by_enough_places_two_years_ago_with_dates_spread() -> None:
    months = stage_months(400, 2020)
    begun = months[months[:, 0] > -1000]
    assert len(begun) > 200
    for stage in begun.T:
        known = stage[(stage >= 3) & (stage <= MONTHS - 24)]
        assert len(known) > 100
        assert len(np.unique(known)) > 30
    assert (begun[:, :2] <= MONTHS - 24).mean() > 0.5, "most passed consultation and works two years ago"


def test_a_stage_changes_activity_and_an_opening_enrolment_as_planted() -> None:
    months = np.array([[10, 20, 30], [-1000, -1000, -1000]])
    effect = of_stages(months)
    assert effect[1].tolist() == [1.0] * MONTHS
    assert effect[0, [9, 10, 20, 30, 71]].tolist() == [
        1.0, 1 + COUNTRY.consultation, 1 + COUNTRY.works, 1 + COUNTRY.existing, 1 + COUNTRY.existing,
    ]  # fmt: skip
    curve = growth(months)
    assert curve[0, 60] / curve[1, 60] == pytest.approx(1 + COUNTRY.opening)
    assert curve[0, 30] == pytest.approx(curve[1, 30])
    assert curve[1, 12] == pytest.approx(1 + COUNTRY.growth)


def test_more_households_enrol_where_there_are_more_local_places(bundle: Path) -> None:
    frame = gpd.read_file(bundle / "neighbourhoods.geojson").set_index("neighbourhood_code")
    members = pd.read_parquet(bundle / "members.parquet")
    enrolled = members.groupby("neighbourhood_code").household_id.nunique().reindex(frame.index)
    rate = np.log(enrolled / frame.households)
    rural = frame.index.str.startswith(THREE[2].code)
    assert rate[rural].mean() > rate[~rural].mean()
    assert rate.std() > 0.1


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(bundle: Path, tmp_path: Path) -> None:
    again = build_country(tmp_path / "again", last_day=LAST_DAY, cities=THREE)
    other = build_country(tmp_path / "other", last_day=LAST_DAY, cities=THREE, seed=7)
    names = sorted(path.name for path in bundle.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert all((bundle / name).read_bytes() == (again / name).read_bytes() for name in names)
    assert (bundle / "exchanges.parquet").read_bytes() != (other / "exchanges.parquet").read_bytes()


def test_every_row_of_a_country_is_imported(bundle: Path, tmp_path: Path) -> None:
    report = import_bundle(bundle, Folders(tmp_path), progress=False)
    assert report.simulated
    assert all(file.accepted == file.read for file in report.files), report.text()


def test_the_organisations_of_a_country_have_places_of_it() -> None:
    frame = country(CITIES, 2020).frame
    codes = set(frame["neighbourhood_code"])
    found = country_organisations(frame, CITIES)
    assert [each.kind for each in found] == ["local_authority", "social_landlord", "developer", "local_business"]
    for each in found:
        own = [entry.partition(":") for entry in each.territory]
        assert all(code in codes for level, _, code in own if level == "neighbourhood")
        assert all(code in set(frame["city_code"]) for level, _, code in own if level == "city")


def test_a_country_has_no_boundaries_of_somebody_else(tmp_path: Path) -> None:
    parser = ArgumentParser()
    command.add_arguments(parser)
    args = parser.parse_args(["--country", "--boundaries", "city.geojson"])
    with pytest.raises(Refusal, match="--boundaries"):
        command.build_from(args, tmp_path, {}, today=date(2026, 11, 1))
