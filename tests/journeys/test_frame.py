"""The frame around every page: calm, within reach where there is little room, and honest when the site is silent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.journey


@pytest.mark.deep
def test_who_asks_for_less_motion_sees_none(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    visitor = Visitor(context, site, "less-motion")
    visitor.sign_in("mairie@quartier.example", "/about")
    for path in ("/", "/map"):
        visitor.turn_to(path)
        visitor.page.locator(".step").first.click()
        assert visitor.page.evaluate("document.getAnimations().length") == 0, path
        visitor.settle()
    context.close()


@pytest.mark.parametrize("visitor", [("fr-FR", 360)], indirect=True)
def test_the_navigation_opens_where_there_is_no_room_for_it(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example")
    page, button = visitor.page, visitor.page.locator("#menu-button")
    link = page.get_by_role("link", name="Carte", exact=True)
    assert not link.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert link.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not link.is_visible()
    assert page.evaluate("document.activeElement.id") == "menu-button"
    button.click()
    visitor.picture("menu")
    link.click()
    page.wait_for_url(re.compile("/map"))
    link.wait_for(state="hidden")
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_site_that_does_not_answer_says_so_and_keeps_the_selection(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/?period=2025")
    visitor.settle()
    visitor.page.route("**/_dash-update-component*", lambda route: route.abort())
    visitor.page.locator(".step").first.click()
    visitor.page.locator("#toast", has_text="The site does not answer").wait_for()
    assert "period=2024" in visitor.page.url
    visitor.page.unroute_all()
    visitor.page.reload()
    visitor.page.locator(".sentence", has_text="· 2024").wait_for()
