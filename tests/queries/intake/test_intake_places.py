"""Shapes: coordinate systems, repairs, outlines, disguised files, and projects found by their position."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from queries.model import Refusal

BOW_TIE = {"type": "Polygon", "coordinates": [[[2.4, 48.8], [2.5, 48.9], [2.5, 48.8], [2.4, 48.9], [2.4, 48.8]]]}
#: A square with a spike of no width, which repairing takes away without changing the area.
SPIKE = {
    "type": "Polygon",
    "coordinates": [[[2.4, 48.8], [2.5, 48.8], [2.6, 48.8], [2.5, 48.8], [2.5, 48.9], [2.4, 48.9], [2.4, 48.8]]],
}


def shapes(mart):
    return {
        code: shapely.from_wkb(shape) for code, shape in mart("SELECT neighbourhood_code, geometry FROM neighbourhood")
    }


def reprojected(bundle, crs):
    frame = gpd.GeoDataFrame.from_features(bundle.neighbourhoods, crs="EPSG:4326").to_crs(crs)
    return frame, [f | {"id": None} for f in json.loads(frame.to_json())["features"]]


@pytest.mark.parametrize("epsg", [4326, 2154, *(pytest.param(each, marks=pytest.mark.deep)
                                                for each in (3857, 3945, 3946, 3947, 3948, 3949, 3950))])  # fmt: skip
@pytest.mark.parametrize("how", ["stated", "declared", "gpkg"])
def test_every_coordinate_system_of_the_contract_comes_out_in_degrees(bundle, imported, mart, epsg, how):
    frame, features = reprojected(bundle, f"EPSG:{epsg}")
    if how == "gpkg":
        (bundle.path / "neighbourhoods.geojson").unlink()
        frame.to_file(bundle.path / "neighbourhoods.gpkg", driver="GPKG")
    else:
        bundle.places("neighbourhoods", features, f"urn:ogc:def:crs:EPSG::{epsg}" if how == "stated" else None)
        bundle.toml(f'crs = "EPSG:{epsg}"' if how == "declared" else "")
    imported(bundle.path)
    for code, shape in shapes(mart).items():
        expected = shapely.geometry.shape(
            next(f["geometry"] for f in bundle.neighbourhoods if f["properties"]["neighbourhood_code"] == code)
        )
        assert shape.symmetric_difference(expected).area < 1e-6 * expected.area


@pytest.mark.parametrize(("really", "said"), [(2154, 4326), (3949, 3950), (2154, 3950), (4326, 2154)])
def test_a_wrong_coordinate_system_refuses_the_bundle(bundle, imported, really, said):
    _, features = reprojected(bundle, f"EPSG:{really}")
    with pytest.raises(Refusal, match="coordinate system is wrong"):
        imported(bundle.places("neighbourhoods", features, f"EPSG:{said}").path)


def test_a_shape_is_repaired_only_when_its_area_stays(bundle, imported, mart):
    more = [bundle.neighbourhood("spike", SPIKE), bundle.neighbourhood("bow", BOW_TIE)]
    report = imported(bundle.places("neighbourhoods", bundle.neighbourhoods + more).path, accept_quarantine=True)
    assert report.file("neighbourhoods").reasons[0].first_lines == (4,)
    found = shapes(mart)
    assert set(found) == {"north", "south", "spike"}
    assert found["spike"].is_valid
    assert found["spike"].area == pytest.approx(0.01)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [2.3, 48.8]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[2, 48], [2, 49]]]},
        {"type": "Blob"},
        {"type": "Polygon", "coordinates": "x"},
    ],
)
def test_a_neighbourhood_without_a_polygon_is_quarantined(bundle, imported, geometry):
    features = [*bundle.neighbourhoods, bundle.neighbourhood("odd", geometry)]
    report = imported(bundle.places("neighbourhoods", features).path, accept_quarantine=True)
    assert (report.file("neighbourhoods").accepted, report.file("neighbourhoods").reasons[0].column) == (2, "geometry")


def test_an_outline_of_all_the_others_is_refused_by_name(bundle, imported):
    outline = bundle.neighbourhood("whole-city", bundle.square(2.3, 48.8, 0.2))
    with pytest.raises(Refusal, match="whole-city"):
        imported(bundle.places("neighbourhoods", [*bundle.neighbourhoods, outline]).path)


def test_two_shapes_with_one_code_are_refused_and_an_identical_one_is_a_duplicate(bundle, imported):
    again = [*bundle.neighbourhoods, bundle.neighbourhoods[0]]
    assert imported(bundle.places("neighbourhoods", again).path).file("neighbourhoods").duplicates == 1
    other = bundle.neighbourhood("north", bundle.square(2.4, 48.9))
    with pytest.raises(Refusal, match="there twice"):
        imported(bundle.places("neighbourhoods", [*bundle.neighbourhoods, other]).path)


@pytest.mark.parametrize("name", ["neighbourhoods.geojson", "neighbourhoods.gpkg"])
@pytest.mark.parametrize(
    "content",
    [
        b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcSQL>x</SrcSQL></OGRVRTLayer></OGRVRTDataSource>",
        b"<kml></kml>",
        b"PK\x03\x04",
        b"[" * 100_000,
        b"{}",
        b"\xff\xfe",
        b"SQLite format 3\0" + b"\0" * 200,
        b"",
    ],
)
def test_another_format_in_disguise_is_refused(bundle, imported, name, content):
    (bundle.path / "neighbourhoods.geojson").unlink()
    with pytest.raises(Refusal, match=name):
        imported(bundle.raw(name, content).path)


def test_a_project_is_placed_by_its_codes_or_by_its_position(bundle, imported, mart):
    def project(code, geometry, **more):
        return bundle.feature(geometry, **{**bundle.project, "project_code": code, **more})

    north = {"type": "Point", "coordinates": [2.355, 48.865]}
    bundle.places(
        "projects",
        [
            project("named", north, neighbourhood_codes="north|south"),
            project("found", north),
            project("area", bundle.square(2.352, 48.852, 0.002)),
            project("outside", {"type": "Point", "coordinates": [2.9, 48.9]}),
            project("lost", north, neighbourhood_codes="nowhere"),
        ],
    )
    report = imported(bundle.path)
    assert mart("SELECT project_code, owner, neighbourhood_codes FROM project ORDER BY 1") == [
        ("area", "city", ["south"]),
        ("found", "city", ["north"]),
        ("named", "city", ["north", "south"]),
        ("outside", "city", []),
    ]
    assert report.file("projects").reasons[0].first_lines == (5,)
    assert any("1 projects lie in no neighbourhood" in note for note in report.notes)
