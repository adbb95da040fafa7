"""Local places: found by their code or their position, accounted for row by row, carried over."""

from __future__ import annotations

import json

import duckdb
import geopandas as gpd
import pytest

from queries.model import Refusal
from tests.conftest import SHARED

PLACES = "SELECT place_code, name, kind, neighbourhood_code FROM place ORDER BY 1"
RENNES = SHARED / "real" / "rennes"


def point(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


IN_NORTH, IN_SOUTH, OUTSIDE = point(2.355, 48.865), point(2.355, 48.855), point(2.9, 48.9)


@pytest.fixture
def with_places(bundle):
    """Write places given as code=geometry, or code=(geometry, more properties)."""

    def write(**places):
        features = []
        for code, said in places.items():
            geometry, more = said if isinstance(said, tuple) else (said, {})
            features.append(bundle.feature(geometry, **{"place_code": code, "name": "Oak", "kind": "shop", **more}))
        return bundle.places("places", features)

    return write


def test_a_place_is_found_by_its_code_or_by_its_position(bundle, with_places, imported, mart):
    park = (bundle.square(2.352, 48.852, 0.002), {"kind": "green_space"})
    report = imported(with_places(named=(IN_SOUTH, {"neighbourhood_code": "north"}), found=IN_SOUTH, park=park).path)
    assert mart(PLACES) == [
        ("found", "Oak", "shop", "south"),
        ("named", "Oak", "shop", "north"),
        ("park", "Oak", "green_space", "south"),
    ]
    file = report.file("places")
    assert (file.read, file.accepted, file.reasons) == (3, 3, ())


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        (OUTSIDE, "neighbourhood_code", "lies in no neighbourhood"),
        ((IN_NORTH, {"neighbourhood_code": "nowhere"}), "neighbourhood_code", "points nowhere: no such neighbourhood"),
        ((IN_NORTH, {"kind": "church"}), "kind", "a code outside the closed list"),
        ((IN_NORTH, {"name": " "}), "name", "blank, and required"),
        ((IN_NORTH, {"place_code": "A 1"}), "place_code", "a code with other characters than a-z 0-9 _ -"),
        ((None, {}), "geometry", "no geometry that can be read"),
        ((point(2.355, None), {}), "geometry", "no geometry that can be read"),
    ],
)
def test_a_place_that_cannot_be_used_is_quarantined_with_its_line(with_places, imported, mart, said, column, reason):
    report = imported(with_places(oak=IN_NORTH, bad=said).path)
    file = report.file("places")
    assert (file.read, file.accepted, file.quarantined) == (2, 1, 1)
    assert [(r.column, r.reason, r.first_lines) for r in file.reasons] == [(column, reason, (2,))]
    assert [row[0] for row in mart(PLACES)] == ["oak"]
    assert not any("kept without one" in note for note in report.notes)


def test_places_in_metres_and_in_a_geopackage_come_out_in_degrees(bundle, imported, mart):
    features = [bundle.feature(IN_NORTH, place_code="oak", name="Oak", kind="association")]
    frame = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326").to_crs("EPSG:2154")
    frame.to_file(bundle.path / "places.gpkg", driver="GPKG")
    imported(bundle.path)
    assert mart(PLACES) == [("oak", "Oak", "association", "north")]


def test_an_unknown_property_of_a_place_refuses_the_bundle(with_places, imported, folders):
    with pytest.raises(Refusal, match=r"places\.geojson: the column “president”"):
        imported(with_places(oak=(IN_NORTH, {"president": "J. Doe"})).path)
    assert not folders.mart.exists()


def test_an_identical_place_is_a_duplicate_and_a_later_one_supersedes(bundle, imported, mart):
    said = {"place_code": "oak", "kind": "shop"}
    features = [bundle.feature(IN_NORTH, name=name, **said) for name in ("Oak", "Oak", "Elm")]
    file = imported(bundle.places("places", features).path).file("places")
    assert (file.read, file.accepted, file.duplicates, file.superseded) == (3, 1, 1, 1)
    assert mart(PLACES) == [("oak", "Elm", "shop", "north")]


def test_an_appended_bundle_adds_and_corrects_places_and_a_full_one_replaces_them(bundle, with_places, imported, mart):
    imported(with_places(oak=IN_NORTH, elm=IN_NORTH).path)
    bundle.toml('mode = "append"')
    imported(with_places(elm=IN_SOUTH, ash=IN_SOUTH).path)
    assert [row[0::3] for row in mart(PLACES)] == [("ash", "south"), ("elm", "south"), ("oak", "north")]
    bundle.toml('mode = "full"')
    imported(with_places(fir=IN_NORTH).path)
    assert [row[0] for row in mart(PLACES)] == ["fir"]


def test_a_mart_from_before_there_were_places_is_carried_over(bundle, with_places, imported, folders, mart):
    imported(bundle.toml('source = "other"').path)
    with duckdb.connect(folders.mart) as connection:
        connection.execute("DROP TABLE place")
    imported(with_places(oak=IN_NORTH).toml('source = "small"').path)
    assert [row[0] for row in mart(PLACES)] == ["oak"]
    assert mart("SELECT DISTINCT source FROM member ORDER BY 1") == [("other",), ("small",)]


@pytest.mark.skipif(not RENNES.is_dir(), reason="the real places of Rennes are not beside this checkout")
def test_real_points_in_metres_fall_into_the_quarters_of_rennes_that_hold_them(bundle, imported, mart):
    quarters = gpd.read_file(RENNES / "quartiers.geojson")
    shapes = [
        bundle.neighbourhood(f"q{row.nuquart}", row.geometry.__geo_interface__, name=row.nom)
        for row in quarters.itertuples()
    ]
    real = json.loads((RENNES / "projets_urbains_3857.geojson").read_text("utf-8"))["features"]
    features = [
        bundle.feature(f["geometry"], place_code=f"p{n}", name=f["properties"]["nom_ope"], kind="other")
        for n, f in enumerate(real)
    ]
    bundle.places("neighbourhoods", shapes).places("places", features, "EPSG:3857")
    bundle.rows("members", ["member_id,neighbourhood_code", "ada,q1", "bob,q2", "eve,q3"])
    bundle.rows("exchanges", ["exchange_id,posted_at,member_id,exchange_type", "x1,2024-03-01,ada,item_sharing"])
    file = imported(bundle.path).file("places")
    points = gpd.GeoDataFrame.from_features(features, crs="EPSG:3857").to_crs(quarters.crs)
    inside = points.sjoin(quarters[["nuquart", "geometry"]], predicate="within")
    assert dict(zip(inside.place_code, "q" + inside.nuquart.astype(str), strict=True)) == {
        row[0]: row[3] for row in mart(PLACES)
    }
    assert (file.read, file.accepted) == (20, len(inside))
    assert len(inside) >= 15
