"""Light, dark or as the browser prefers: chosen once, kept, and the same for page, controls and figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.figures.palettes import palette
from queries.folders import Folders
from tests.site import OWN_PAGE, Site, make_site


@pytest.fixture
def site(town_folders: Folders, tmp_path: Path) -> Site:
    return make_site(town_folders, tmp_path / "accounts.sqlite")


def overview(browser) -> str:
    """The answer of the page's callback, as the browser asks for it."""
    asked = {
        "output": "page.children", "outputs": {"id": "page", "property": "children"},
        "changedPropIds": ["url.pathname"],
        "inputs": [{"id": "url", "property": "pathname", "value": "/"},
                   {"id": "url", "property": "search", "value": ""}],
    }  # fmt: skip
    answer = browser.post("/_dash-update-component", json=asked, headers=OWN_PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_holds_for_page_controls_and_figures(site: Site, theme: str) -> None:
    browser = site.signed_in()
    answer = browser.get(f"/theme/{theme}?next=/map")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/map")
    assert f'data-theme="{theme}"' in browser.get("/").text
    assert json.loads(browser.get("/_dash-layout").text)["props"]["forceColorScheme"] == theme
    drawn, other = overview(browser), palette("light" if theme == "dark" else "dark")
    assert palette(theme).accent in drawn
    assert other.accent not in drawn


def test_without_a_choice_the_browsers_preference_holds(site: Site) -> None:
    browser = site.signed_in()
    assert 'data-theme="auto"' in browser.get("/").text
    assert palette("light").accent in overview(browser)
    browser.set_cookie("quartier_scheme", "dark")
    assert palette("dark").accent in overview(browser)
    browser.get("/theme/light?next=/")
    assert palette("light").accent in overview(browser)
    browser.get("/theme/auto?next=/")
    assert palette("dark").accent in overview(browser)


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example", "/theme/dark", "/sign-out"])
def test_choosing_a_theme_leads_nowhere_else(site: Site, away: str) -> None:
    assert site.signed_in().get("/theme/dark", query_string={"next": away}).headers["Location"] == "/"


def test_there_is_no_other_theme(site: Site) -> None:
    browser = site.signed_in()
    assert browser.get("/theme/neon?next=/").status_code == 404
    browser.set_cookie("quartier_theme", '"><script>')
    assert 'data-theme="auto"' in browser.get("/").text
