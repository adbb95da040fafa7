"""What a reader sees is decided by the database at each request, whatever the browser asks for."""

from __future__ import annotations

import json
import random

import pytest

from dashboard.access.accounts import Organisation, TerritoryPlace
from dashboard.access.organisations import change_password, disable_person
from dashboard.access.territory import scope_of
from dashboard.pages import PAGES
from queries.folders import Folders
from queries.model import Scope
from queries.snapshot import Snapshot
from tests.site import PEOPLE, Site, call, page, page_body
from tests.town import SIZES


def names_of(codes: tuple[str, ...] | list[str]) -> list[str]:
    return [f"Quartier {code.upper()}" for code in codes]


def geometry(site: Site, email: str, snapshot: Snapshot) -> dict:
    response = site.signed_in(email).get(f"/geometry/{snapshot.id}/neighbourhoods.geojson")
    assert response.status_code == 200
    return json.loads(response.data)


@pytest.mark.parametrize("email", PEOPLE)
def test_the_geometry_is_exactly_the_territory(site: Site, town_snapshot: Snapshot, email: str) -> None:
    found = geometry(site, email, town_snapshot)
    assert [feature["id"] for feature in found["features"]] == sorted(PEOPLE[email][3])


def test_an_unknown_place_gives_nothing(town_snapshot: Snapshot) -> None:
    for entry in ("city:nowhere", "neighbourhood:nowhere", "group:groupe-a", "neighbourhood:%", "city:'"):
        assert scope_of("x", (entry,), town_snapshot).neighbourhoods == ()


@pytest.mark.parametrize("page_module", PAGES, ids=lambda module: module.PATH)
@pytest.mark.parametrize("email", ["landlord@town.example", "shop@town.example"])
def test_no_page_names_a_place_outside_the_territory(site: Site, email: str, page_module: object) -> None:
    own = PEOPLE[email][3]
    others = [code for code in SIZES if code not in own]
    browser = site.signed_in(email)
    for search in ("", f"?places={'|'.join(others)}", f"?places={own[0]}|{others[0]}", "?places=groupe-b|ville"):
        said = page(browser, page_module.PATH, search)
        assert not [name for name in names_of(others) if name in said]


@pytest.mark.parametrize("email", ["landlord@town.example", "shop@town.example"])
def test_the_profile_of_another_place_is_that_of_none(site: Site, email: str) -> None:
    browser, own = site.signed_in(email), PEOPLE[email][3]
    for code in [each for each in SIZES if each not in own]:
        for search in ("", f"?places={own[0]}", f"?places={code}&compare=place:{code}"):
            said, unknown = (page(browser, f"/n/{each}", search.replace(code, each)) for each in (code, "zz"))
            assert said.replace(code, "zz") == unknown
            assert f"Quartier {code.upper()}" not in said


def assert_no_leak(site: Site, bodies_each: int) -> None:
    """Random mixtures of pages, searches and forged values, for each organisation."""
    chance = random.Random(11)
    words = [*SIZES, "ville", "groupe-a", "city:ville", "*", "%", "null", "../", "city_hall"]
    for email, (_, _, _, own) in PEOPLE.items():
        others = names_of([code for code in SIZES if code not in own])
        browser = site.signed_in(email)
        for _ in range(bodies_each):
            search = "&".join(
                f"{name}={'|'.join(chance.choices(words, k=chance.randint(1, 3)))}"
                for name in chance.sample(["places", "indicator", "campaign", "project", "scope", "organisation"], 3)
            )
            path = chance.choice([*(p.PATH for p in PAGES), f"/n/{chance.choice(words)}"])
            response = call(browser, page_body(path, chance.choice([f"?{search}", search, None, 7, [search], {}])))
            assert response.status_code == 200
            assert not [name for name in others if name in response.get_data(as_text=True)]


def test_forged_callback_bodies_leak_nothing(site: Site) -> None:
    assert_no_leak(site, 20)


@pytest.mark.deep
@pytest.mark.timeout(2_400)
def test_ten_thousand_forged_callback_bodies_leak_nothing(site: Site) -> None:
    assert_no_leak(site, 3_334)


def test_without_the_scope_of_the_database_places_would_leak(
    site: Site, town_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests above can fail: with everybody's scope wide open they find the names of others."""
    wide = Scope("shop", tuple(SIZES))
    monkeypatch.setattr("dashboard.view.current_scope", lambda _: wide)
    with pytest.raises(AssertionError):
        assert_no_leak(site, 3)


def test_a_change_of_territory_holds_from_the_next_request(fresh_site: Site, town_snapshot: Snapshot) -> None:
    browser = fresh_site.signed_in("shop@town.example")
    address = f"/geometry/{town_snapshot.id}/neighbourhoods.geojson"
    assert b'"b1"' in browser.get(address).data
    for held in (["a3"], []):
        with fresh_site.accounts.session() as session:
            shop = session.get_one(Organisation, "shop")
            shop.places = [TerritoryPlace(place=f"neighbourhood:{code}") for code in held]
        assert [each["id"] for each in json.loads(browser.get(address).data)["features"]] == held
        assert "Quartier B1" not in page(browser, "/", "?places=b1")
        assert ("Quartier A3" in page(browser, "/", "?places=a3")) == bool(held)


@pytest.mark.parametrize("change", ["disabled", "password"])
def test_a_disabled_person_or_an_old_password_is_refused_at_the_next_request(fresh_site: Site, change: str) -> None:
    browser = fresh_site.signed_in("shop@town.example")
    assert browser.get("/").status_code == 200
    if change == "disabled":
        disable_person(fresh_site.accounts, "shop@town.example")
    else:
        change_password(fresh_site.accounts, "shop@town.example", "another long password")
    assert browser.get("/").status_code == 302
    assert call(browser, page_body("/", "")).status_code == 401
    assert fresh_site.signed_in("city@town.example").get("/").status_code == 200


def test_the_address_of_another_snapshot_is_not_answered(site: Site, town_folders: Folders) -> None:
    browser = site.signed_in()
    for forged in ("", "x", "..", "%2e%2e", "CURRENT", "20200101T000000-00000000"):
        assert browser.get(f"/geometry/{forged}/neighbourhoods.geojson").status_code == 404


def test_the_first_page_and_the_layout_hold_nothing_of_anyone(site: Site) -> None:
    browser = site.signed_in("landlord@town.example")
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        said = browser.get(path).get_data(as_text=True)
        assert not [name for name in names_of(list(SIZES)) if name in said]
        assert "landlord" not in said
