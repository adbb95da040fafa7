"""Each layer answers for the scope that asks and speaks both languages."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from layers import places, registry
from queries.model import Scope
from queries.places import territory
from queries.snapshot import Snapshot

LANDLORD = ("bailleur",)


@pytest.fixture(scope="module")
def city(town_snapshot: Snapshot) -> Scope:
    return Scope("city", territory(town_snapshot, ("city:ville",)))


@pytest.mark.parametrize("layer", registry.LAYERS, ids=lambda layer: layer.code)
def test_a_layer_speaks_both_languages(layer: registry.Layer) -> None:
    assert layer.label["en"]
    assert layer.label["fr"]
    assert bool(layer.note["en"]) == bool(layer.note["fr"])


def test_an_empty_scope_is_offered_nothing(town_snapshot: Snapshot) -> None:
    assert registry.offered(Scope("nobody", ()), town_snapshot) == ()


def test_residences_are_offered_to_their_landlord_alone(city: Scope, town_snapshot: Snapshot) -> None:
    landlord = Scope("bailleur", city.neighbourhoods, LANDLORD)
    assert "residences" not in {layer.code for layer in registry.offered(city, town_snapshot)}
    found = json.loads(registry.geojson("residences", landlord, town_snapshot) or b"{}")["features"]
    assert bool(found) == ("residences" in {layer.code for layer in registry.offered(landlord, town_snapshot)})


@pytest.mark.parametrize("name", ["neighbourhoods", "rest", "above", "places", "residences"])
def test_a_scope_gets_no_code_from_outside_it(name: str, city: Scope, town_snapshot: Snapshot) -> None:
    part = Scope("part", city.neighbourhoods[:2], LANDLORD)
    found = json.loads(registry.geojson(name, part, town_snapshot) or b"{}")["features"]
    codes = {feature["properties"].get("neighbourhood", feature["properties"].get("code")) for feature in found}
    assert codes <= {None, *part.neighbourhoods}


def test_points_are_counted_for_those_who_see_them_alone(city: Scope, town_snapshot: Snapshot) -> None:
    landlord, part = (Scope("bailleur", codes, LANDLORD) for codes in (city.neighbourhoods, city.neighbourhoods[:2]))
    for scope in (city, landlord, part, Scope("nobody", ())):
        for name, counted in places.counts(scope, town_snapshot).items():
            found = json.loads(registry.geojson(name, scope, town_snapshot) or b"{}")["features"]
            assert counted == Counter(each["properties"]["neighbourhood"] for each in found)
    assert sum(places.counts(city, town_snapshot)["residences"].values()) == 0


def test_a_group_has_an_outline_for_those_who_hold_it_whole(city: Scope, town_snapshot: Snapshot) -> None:
    def levels(scope: Scope) -> list[str]:
        found = json.loads(registry.geojson("above", scope, town_snapshot) or b"{}")["features"]
        return [feature["properties"]["level"] for feature in found]

    assert levels(city) == ["group", "group", "city"]
    assert levels(Scope("part", city.neighbourhoods[:2])) == ["city"]


@pytest.mark.parametrize("name", ["projects", "silent", "activity", "nothing", "../manifest"])
def test_what_has_no_shapes_has_no_address(name: str, city: Scope, town_snapshot: Snapshot) -> None:
    assert registry.geojson(name, city, town_snapshot) is None
