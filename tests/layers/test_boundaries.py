"""Shapes leave for the scope that may see them, and nothing else of the city but nameless outlines."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import shapely

from dashboard.figures.palettes import palette
from layers import boundaries, registry, style
from queries.model import Refusal, Scope
from queries.snapshot import Snapshot

NAMES = {"a": "Sault-au-Récollet", "b": "L’Île–Bizard", "c": "Centre", "d": "Elsewhere"}


def square(west: float, south: float, size: float = 0.01) -> dict:
    return dict(json.loads(shapely.to_geojson(shapely.box(west, south, west + size, south + size))))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    spots = {"c": (0.02, 45.0), "a": (0.0, 45.0), "b": (0.01, 45.0), "d": (9.0, 45.0)}
    features = [
        {
            "type": "Feature",
            "properties": {"neighbourhood_code": code, "name": NAMES[code], "city_code": "x" if code != "d" else "y"},
            "geometry": square(west + 0.00000123, south),
        }
        for code, (west, south) in spots.items()
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (tmp_path / "neighbourhoods.geojson").write_text(text, encoding="utf-8")
    return Snapshot("s1", tmp_path, {}, duckdb.connect())


def test_a_scope_gets_its_own_shapes_only_in_code_order(snapshot: Snapshot) -> None:
    read = boundaries.shapes(Scope("o", ("b", "a")), snapshot)
    assert [feature["id"] for feature in read["features"]] == ["a", "b"]
    assert [feature["properties"]["name"] for feature in read["features"]] == [NAMES["a"], NAMES["b"]]


def test_an_empty_scope_sees_nothing(snapshot: Snapshot) -> None:
    nobody = Scope("o", ())
    assert boundaries.shapes(nobody, snapshot)["features"] == []
    assert boundaries.cities(nobody, snapshot) == {}
    assert boundaries.context(nobody, snapshot)["features"] == []
    assert boundaries.bounds(nobody, snapshot) is None
    assert boundaries.labels(nobody, snapshot) == ()


def test_coordinates_keep_five_decimals(snapshot: Snapshot) -> None:
    read = boundaries.shapes(Scope("o", ("a",)), snapshot)
    numbers = [number for point in read["features"][0]["geometry"]["coordinates"][0] for number in point]
    assert all(number == round(number, 5) for number in numbers)


def test_the_rest_of_the_city_has_no_code_and_no_name(snapshot: Snapshot) -> None:
    rest = boundaries.context(Scope("o", ("a",)), snapshot)
    assert len(rest["features"]) == 2  # b and c; d is another city
    text = json.dumps(rest, ensure_ascii=False)
    assert not any(name in text for name in NAMES.values())
    assert all(feature["properties"] == {} and "id" not in feature for feature in rest["features"])


def test_labels_lie_inside_their_shapes(snapshot: Snapshot) -> None:
    scope = Scope("o", ("a", "b", "c"))
    shapes = {place.code: place.geometry for place in boundaries.neighbourhoods(scope, snapshot)}
    for label in boundaries.labels(scope, snapshot):
        assert shapes[label.code].contains(shapely.Point(label.lon, label.lat))


def test_a_territory_of_several_cities_is_cut_down_to_one(snapshot: Snapshot) -> None:
    scope = Scope("o", ("a", "b", "d"))
    assert boundaries.cities(scope, snapshot) == {"x": 2, "y": 1}
    assert boundaries.within(scope, snapshot, "x").neighbourhoods == ("a", "b")
    assert boundaries.within(scope, snapshot, "elsewhere") == scope


def test_a_damaged_place_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "neighbourhoods.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(Refusal, match="publish again"):
        boundaries.shapes(Scope("o", ("a",)), Snapshot("s2", tmp_path, {}, duckdb.connect()))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_names_no_address_outside_the_product(theme: str) -> None:
    colours = palette(theme)
    ground, over = style.offline(colours, "/geometry/s1/rest.geojson"), style.overlay(registry.LAYERS, colours)
    assert ground["sources"]
    assert "glyphs" not in ground
    assert "sprite" not in ground
    assert "://" not in json.dumps([ground, over])


def test_every_drawn_layer_has_its_source_and_its_own_name() -> None:
    over = style.overlay(registry.LAYERS, palette("light"))
    assert {layer["source"] for layer in over["layers"]} <= over["sources"].keys()
    names = [layer["id"] for layer in over["layers"]]
    assert len(set(names)) == len(names)
    switched = {layer["metadata"]["layer"] for layer in over["layers"] if "metadata" in layer}
    assert switched == {layer.code for layer in registry.LAYERS}
    assert all(layer["layout"]["visibility"] == "none" for layer in over["layers"] if "metadata" in layer)


def test_names_and_signs_lie_over_the_colours() -> None:
    names = [layer["id"] for layer in style.overlay(registry.LAYERS, palette("light"))["layers"]]
    order = ["amounts", "silent-dots", "borders", "above", "selected", "names", "projects"]
    assert [name for name in names if name in order] == order


def test_the_first_view_holds_the_bounds() -> None:
    lon, lat, zoom = style.view((-73.98, 45.40, -73.47, 45.71), 800, 640)
    assert (lon, round(lat, 2)) == (-73.725, 45.56)
    assert 9 < zoom < 11
    assert style.view((-73.98, 45.40, -73.47, 45.71), 400, 320)[2] < zoom
