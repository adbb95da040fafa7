"""The address of a profile: whom it is shown to, what leads to it, and what it says of places that are not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard import frame
from dashboard.components.filters import next_path
from dashboard.components.map_profile import Facts, panel
from dashboard.pages import page_at, profile
from dashboard.selection import Chosen, address, place_in, profile_address
from queries import (
    Snapshot,
)
from queries.folders import Folders
from tests.dashboard.pages_view import components, view_of
from tests.dashboard.test_map import values
from tests.dashboard.test_profile import (
    ALL,
    LIGHT,
    YEAR,
    said,
    seen,
)
from tests.site import make_site, page, used


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_foreign_place_reads_as_one_that_does_not_exist(town_snapshot: Snapshot, language: str) -> None:
    own = {"neighbourhoods": ("a1", "a2"), "language": language}
    foreign, unknown = (seen(town_snapshot, path, **own) for path in ("/n/b1", "/n/nowhere"))
    assert foreign == unknown
    assert {"en": "No neighbourhood of your territory has this address.",
            "fr": "Aucun quartier du territoire n’a cette adresse."}[language] in foreign  # fmt: skip
    assert "Quartier B1" not in foreign


@pytest.mark.parametrize(
    "path", ["/n/", "/n", "/n/a1|b1", "/n/%00", "/n/..%2f..", "/n/a1/a2", "/n/" + "x" * 5000, "/n/groupe-a", "/n/ville"]
)
def test_what_is_no_neighbourhood_is_said_calmly(town_snapshot: Snapshot, path: str) -> None:
    text = seen(town_snapshot, path)
    assert "No neighbourhood of your territory has this address." in text
    assert "went wrong" not in text


def test_the_site_says_the_same_of_foreign_and_unknown_places(town_folders: Folders, tmp_path: Path) -> None:
    site = make_site(town_folders, tmp_path / "accounts.sqlite")
    browser = site.signed_in("landlord@town.example")
    foreign, unknown = (page(browser, f"/n/{code}").replace(code, "CODE") for code in ("b1", "zz"))
    assert foreign == unknown
    assert "Quartier A1" in page(browser, "/n/a1")
    assert browser.get("/n/b1").status_code == browser.get("/n/zz").status_code == 200
    assert browser.get("/nn/a1").status_code == 404


def test_the_path_names_the_place_and_the_search_does_not(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?period=2023&places=b1|b2", neighbourhoods=ALL), "/n/a1")
    shown = next(each for each in components(made) if getattr(each, "id", "") == "shown")
    assert Chosen.parse(shown.data).places == ("a1",)
    own = [href for each in components(made) if (href := getattr(each, "href", None)) and href.startswith("/n/a1")]
    assert own
    assert not [href for href in own if "places" in href]
    assert "period=2023" not in "".join(href for href in own if "period=2024" in href)


@pytest.mark.parametrize("code", ["12", "a|b", "Île d’Yeu", "50%", "a/b"])
def test_any_code_comes_back_from_its_address(code: str) -> None:
    there = profile_address(code, Chosen(places=("x",), period=YEAR))
    path, _, search = there.partition("?")
    assert place_in(path) == code
    assert Chosen.parse(search) == Chosen(period=YEAR)
    assert page_at(path) is profile
    assert address("/map", Chosen(places=("x",))) == "/map?places=x"


def test_the_picker_of_places_leads_to_another_profile_or_the_overview(town_folders: Folders, tmp_path: Path) -> None:
    assert next_path("/n/a1", "?places=a2&period=2023") == ("/n/a2", "?period=2023")
    assert next_path("/n/a1", "?period=2023") == ("/", "?period=2023")
    assert next_path("/n/a1", "?places=a1|a2") == ("/", "?places=a1|a2")
    assert next_path("/n/a1", "?places=a1&compare=study") == ("/n/a1", "?compare=study")
    assert next_path("/map", "?places=a2") == (None, "?places=a2")
    assert next_path(["/n/"], "?places=a2") == (None, "?places=a2")
    browser = make_site(town_folders, tmp_path / "accounts.sqlite").signed_in()
    made = used(browser, "choose-places", choose_places=["a2"], shown="?places=a1&period=2023", url="/n/a1")
    assert made.get_json()["response"]["url"] == {"pathname": "/n/a2", "search": "?period=2023"}
    elsewhere = used(browser, "choose-places", choose_places=["a2"], shown="?places=a1&period=2023", url="/map")
    assert elsewhere.get_json()["response"]["url"] == {"search": "?places=a2&period=2023"}
    same = used(browser, "choose-places", choose_places=["a1"], shown="?places=a1", url="/n/a1")
    assert not same.get_json()["response"].get("url"), "as the controls appear, nothing moves"


def test_the_overview_and_the_map_lead_to_the_profile(town_snapshot: Snapshot) -> None:
    def links(made: Any) -> list[str]:
        return [getattr(each, "href", None) or "" for each in components(made)]

    one = frame.render(view_of(town_snapshot, "?places=a1&period=2023", neighbourhoods=ALL), "/")
    assert "/n/a1?period=2023" in links(one)
    assert "Profile: Quartier A1" in said(one)
    many = frame.render(view_of(town_snapshot, "?period=2023", neighbourhoods=ALL), "/")
    assert not [href for href in links(many) if href.startswith("/n/")]
    facts = Facts({}, {}, None, [], {})
    beside = panel(values(), Chosen(places=("a",), period=YEAR), facts, "/map", LIGHT)
    assert "/n/a?period=2025" in links(beside)


def test_the_profile_is_in_no_menu(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?places=a1", neighbourhoods=ALL), "/map")
    menu = next(each for each in components(made) if getattr(each, "id", "") == "pages")
    assert not [each for each in components(menu) if (getattr(each, "href", None) or "").startswith("/n/")]
