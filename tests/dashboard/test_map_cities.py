"""A territory of two cities: the map draws one at a time, and what is compared or selected may lie in the other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

import queries
from dashboard.access.organisations import add_organisation, add_person
from dashboard.pages import map as page
from dashboard.pages import map_facts
from dashboard.pages import map_readings as readings
from dashboard.selection import Chosen
from dashboard.territory import elsewhere, neighbourhood_names, settled
from dashboard.view import View
from layers import boundaries, registry
from queries import Scope, Snapshot
from queries.durable import write_secret
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from queries.snapshot import open_current
from tests.conftest import KEY
from tests.dashboard.pages_view import components, text_of, view_of
from tests.site import PASSWORD, make_site, sign_in, used
from tests.town import SIZES, write_town

VILLE, BOURG = ("a1", "a2", "a3", "a4", "a5"), ("b1", "b2", "b3", "b4")
YEAR = "period=2023"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The town with its second group as a city of its own, published."""
    path = write_town(tmp_path_factory.mktemp("cities") / "bundle").path
    drawn = json.loads((path / "neighbourhoods.geojson").read_text())
    for feature in drawn["features"]:
        if feature["properties"]["neighbourhood_code"] in BOURG:
            feature["properties"] |= {"city_code": "bourg", "city_name": "Le Bourg"}
    (path / "neighbourhoods.geojson").write_text(json.dumps(drawn))
    folders = Folders(path.parent / "data")
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(path, folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.fixture(scope="module")
def snapshot(folders: Folders) -> Snapshot:
    found = open_current(folders)
    assert found is not None
    return found


def seen(snapshot: Snapshot, search: str) -> View:
    view = view_of(snapshot, search, neighbourhoods=tuple(SIZES))
    return settled(view, neighbourhood_names(view))


def city_of(snapshot: Snapshot, search: str) -> str:
    view = seen(snapshot, search)
    return readings.city_of(view.selection, view.scope, snapshot)


def drawn(snapshot: Snapshot, search: str) -> dict[str, Any]:
    """What the page of an address gives to the browser, and its words."""
    by_id = {each.id: each for each in components(page.layout(seen(snapshot, search))) if getattr(each, "id", None)}
    return {"facts": by_id["map-facts"].data, "numbers": by_id["map-numbers"].data,
            "panel": text_of(by_id["map-panel"]), "picker": by_id["map-city"]}  # fmt: skip


def test_the_map_draws_one_city_and_offers_the_other(snapshot: Snapshot) -> None:
    shown = drawn(snapshot, f"?city=bourg&{YEAR}")
    assert tuple(shown["facts"]["codes"]) == BOURG
    assert len(shown["numbers"]["value"]) == len(BOURG)
    assert shown["picker"].value == "bourg"
    assert [each["label"] for each in shown["picker"].data] == ["Le Bourg", "Ville"]


@pytest.mark.parametrize(
    ("search", "city"),
    [
        ("", "ville"),  # the largest
        ("?city=bourg", "bourg"),
        ("?city=nowhere", "ville"),
        ("?places=b2", "bourg"),
        ("?places=b2&city=ville", "bourg"),  # what is selected is drawn
        ("?places=b2|a1&city=ville", "ville"),
        ("?places=b2|a1", "bourg"),
    ],
)
def test_the_city_of_the_address_or_of_what_is_selected_is_drawn(snapshot: Snapshot, search: str, city: str) -> None:
    assert city_of(snapshot, search) == city


def test_the_city_follows_the_reader_from_page_to_page() -> None:
    assert Chosen.parse("?city=bourg&indicator=reach").everywhere().search == "?city=bourg"


def test_similar_places_are_the_same_on_the_map_as_on_every_page(snapshot: Snapshot) -> None:
    view = seen(snapshot, f"?places=b2&{YEAR}&compare=similar")
    codes = [each.neighbourhood_code for each in queries.similar(view.scope, snapshot, "b2")]
    assert set(codes) & set(VILLE), "some lie in the other city"
    assert [each.neighbourhood_code for each in map_facts.similar(view, snapshot)] == codes == list(elsewhere(view))
    shown = drawn(snapshot, f"?places=b2&{YEAR}&compare=similar&indicator=active_share")
    assert shown["numbers"]["change"] is not None
    assert "the similar neighbourhoods" in shown["numbers"]["sentences"][0]
    names = neighbourhood_names(view)
    for code in codes:
        assert names[code] + (" (Ville)" if code in VILLE else "") in shown["panel"]


def test_a_place_of_the_other_city_can_be_compared_with(snapshot: Snapshot) -> None:
    shown = drawn(snapshot, f"?places=b1&{YEAR}&compare=place:a1&indicator=active_share")
    assert shown["numbers"]["sentences"][0] == "{amount} above Quartier A1"
    assert shown["numbers"]["change"] is not None


def test_two_places_of_two_cities_stand_side_by_side_and_the_one_not_drawn_says_where_it_is(snapshot: Snapshot) -> None:
    shown = drawn(snapshot, f"?places=b1|a1&{YEAR}")
    assert tuple(shown["facts"]["codes"]) == BOURG
    assert shown["facts"]["selected"] == ["b1", "a1"], "the next click must not lose it"
    assert "Quartier B1 and Quartier A1, side by side" in shown["panel"]
    assert "Not in the city that is drawn." in shown["panel"]
    assert "Map of Ville" in shown["panel"]


def test_shapes_and_numbers_of_one_city_share_a_stamp_that_no_other_has(snapshot: Snapshot) -> None:
    stamps = set()
    for city in ("ville", "bourg"):
        shown = drawn(snapshot, f"?city={city}&{YEAR}")
        shapes = json.loads(registry.geojson("neighbourhoods", Scope("town", tuple(SIZES)), snapshot, city) or b"{}")
        assert shapes["stamp"] == shown["facts"]["stamp"] == shown["numbers"]["stamp"]
        stamps.add(shapes["stamp"])
    stamps.add(boundaries.stamp(snapshot, VILLE[1:]))
    assert len(stamps) == 3


def test_unknown_cities_of_addresses_take_no_memory(snapshot: Snapshot) -> None:
    scope = Scope("town", tuple(SIZES))
    first = registry.geojson("neighbourhoods", scope, snapshot)
    for at in range(100):
        assert registry.geojson("neighbourhoods", scope, snapshot, f"made up {at}") is first


@pytest.fixture(scope="module")
def reader(folders: Folders, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    site = make_site(folders, tmp_path_factory.mktemp("accounts") / "accounts.sqlite")
    add_organisation(site.accounts, "region", "The region", "local_authority", ("city:ville", "city:bourg"))
    add_person(site.accounts, "region@town.example", "region", PASSWORD)
    browser = site.browser()
    assert sign_in(browser, "region@town.example").status_code == 303
    return browser


def test_another_city_is_another_address_without_the_places_of_the_first(reader: FlaskClient) -> None:
    made = used(reader, "map-city", map_city="bourg", shown=f"?places=a1&{YEAR}", map_city_drawn="ville")
    assert made.get_json()["response"]["url"]["search"] == f"?{YEAR}&city=bourg"
    again = used(reader, "map-city", map_city="ville", shown="", map_city_drawn="ville")
    assert again.get_json()["response"] == {}, "the city that is drawn already leads nowhere"


def test_another_indicator_stays_in_the_city_that_is_drawn(reader: FlaskClient) -> None:
    made = used(reader, "map-indicator", map_indicator="reach", map_mode="amount", shown=f"?{YEAR}&city=bourg",
                map_drawn="active_share amount")  # fmt: skip
    told = made.get_json()["response"]["map-numbers"]["data"]
    assert len(told["value"]) == len(BOURG)
    assert told["address"].endswith("city=bourg")
