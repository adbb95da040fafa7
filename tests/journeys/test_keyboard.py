"""The whole job without a mouse: where the focus is can be seen at every step."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

#: Whether the focus has an outline of its own, or the box around its control has.
IS_SEEN = """(() => {
  const style = (e) => e && getComputedStyle(e);
  const seen = (e) => e && style(e).outlineStyle !== 'none' && parseFloat(style(e).outlineWidth) >= 2;
  const e = document.activeElement;
  return seen(e) || seen(e.closest('.control')) || seen(e.parentElement) || seen(e.closest('label, [class*=Checkbox]'))
    || (e.type === 'radio' && seen(e.nextElementSibling));
})()"""
WHERE = "document.activeElement.outerHTML.slice(0, 160)"


def tab_to(visitor: Visitor, selector: str, steps: int = 120) -> None:
    """Press Tab until the focus is on an element of this kind; at every step it can be seen where it is."""
    page = visitor.page
    for _ in range(steps):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), page.evaluate(WHERE)
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard never came to {selector}")


def kept(visitor: Visitor, control: str) -> None:
    """The focus is on the control once the new page is there, stays, and can be seen."""
    visitor.settle()
    visitor.until(f"document.activeElement.id === '{control}'")
    visitor.page.wait_for_timeout(800)
    assert visitor.page.evaluate("document.activeElement.id") == control
    assert visitor.page.evaluate(IS_SEEN)
    box = visitor.page.locator(f"#{control}").bounding_box()
    assert box
    assert 0 <= box["y"] < 900


def test_the_way_past_the_menu_is_the_first_stop(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example")
    visitor.settle()
    tab_to(visitor, ".skip-link", steps=1)
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"


def test_everything_is_done_without_a_mouse(visitor: Visitor) -> None:
    page, keyboard = visitor.page, visitor.page.keyboard
    page.goto(visitor.site.address + "/")
    visitor.until("document.activeElement.id === 'email'")
    keyboard.type("mairie@quartier.example")
    keyboard.press("Tab")
    keyboard.type("demonstration")
    keyboard.press("Enter")
    page.wait_for_selector("#content h1")
    visitor.settle()

    tab_to(visitor, "#choose-places")
    keyboard.type("saint-sul")
    page.get_by_role("option", name="Saint-Sulpice").wait_for()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("places="))
    page.locator(".sentence", has_text="Saint-Sulpice").wait_for()
    kept(visitor, "choose-places")

    tab_to(visitor, "#choose-period")
    keyboard.press("Enter")
    page.get_by_role("option", name="quarter 2026").first.wait_for()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("period="))
    kept(visitor, "choose-period")

    tab_to(visitor, "#choose-compare")
    keyboard.press("Control+a")
    keyboard.type("similar")
    page.get_by_role("option", name="similar neighbourhoods").wait_for()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("compare=similar"))
    page.locator(".sentence", has_text="compared with similar neighbourhoods").wait_for()
    kept(visitor, "choose-compare")

    page.locator(".skip-link").focus()
    tab_to(visitor, "#step-before")
    keyboard.press("Enter")
    visitor.settle()
    kept(visitor, "step-before")
    page.locator(".skip-link").focus()

    tab_to(visitor, "summary")
    tab_to(visitor, "main .figure-table > summary")
    keyboard.press("Enter")
    assert page.locator("main .figure-table[open] table").first.is_visible()
    tab_to(visitor, "main [data-figure=link]")

    page.locator("body").press("Home")
    page.locator(".skip-link").focus()
    tab_to(visitor, ".page-link[href^='/map']")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("/map"))
    visitor.settle()
    page.locator(".map-table a").first.wait_for()
    tab_to(visitor, ".map-table tr:not(.is-selected) a", steps=200)
    row = page.evaluate("document.activeElement.id")
    keyboard.press("Enter")
    page.wait_for_url(re.compile(r"places=[^&]*(\||%7C)"))
    page.locator(f".map-table tr.is-selected #{row}").wait_for()
    kept(visitor, row)
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.map-table a')"), "the list goes on where it was left"
    page.locator(".skip-link").focus()
    tab_to(visitor, "#kind-year")
    keyboard.press("Enter")
    page.wait_for_url(re.compile(r"period=20\d\d(&|$)"))
    kept(visitor, "kind-year")

    page.locator(".skip-link").focus()
    tab_to(visitor, ".account-menu > summary")
    keyboard.press("Enter")
    tab_to(visitor, ".account-panel a[href^='/theme/dark']")
    address = page.url.removeprefix(visitor.site.address)
    keyboard.press("Enter")
    page.wait_for_selector("html[data-theme=dark]")
    page.wait_for_selector("main h1")
    assert page.url.replace("%7C", "|").endswith(address.replace("%7C", "|")), "another theme keeps the address"
    visitor.settle()
    page.locator(".skip-link").focus()
    tab_to(visitor, ".account-menu > summary")
    keyboard.press("Enter")
    tab_to(visitor, ".account-panel button")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("/sign-in"))
    assert visitor.complaints == []
