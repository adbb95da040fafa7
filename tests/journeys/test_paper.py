"""Every page on paper: light, without controls, with every figure and all that its colours tell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route

import queries
from queries import Period
from tests.journeys.conftest import Visitor
from tests.journeys.test_main_journey import answers

pytestmark = pytest.mark.journey


@pytest.mark.deep
def test_printing_waits_until_the_figures_are_drawn(visitor: Visitor) -> None:
    held: list[Route] = []
    visitor.page.route("**/plotly*.js*", lambda route: held.append(route))
    visitor.sign_in("mairie@quartier.example")
    page = visitor.page
    visitor.until("document.querySelectorAll('.dash-graph').length > 1")
    page.evaluate("""window.print = () => {
        window.printed = [...document.querySelectorAll(".dash-graph")].every((each) => each.querySelector(".main-svg"));
    }; true;""")
    page.keyboard.press("Control+p")
    page.wait_for_timeout(600)
    assert page.evaluate("window.printed") is None
    assert held
    for route in held:
        route.continue_()
    visitor.until("window.printed !== undefined")
    assert page.evaluate("window.printed"), "every figure of the page is on the paper"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_profile_is_two_pages_of_a4_for_a_full_and_for_a_silent_place(visitor: Visitor) -> None:
    active: dict[str, queries.Row] = answers(visitor, "active_households", Period.parse("2025").code)
    silent = next(code for code, row in active.items() if row.why == "threshold")
    full = max(active, key=lambda code: active[code].answer or 0.0)
    visitor.sign_in("mairie@quartier.example", f"/n/{full}?period=2025")
    for code in (full, silent):
        visitor.go(f"/n/{code}?period=2025")
        for width in (1920, 1440):
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.wait_for_timeout(500)
            assert pages_of(visitor.page.pdf(format="A4", print_background=True)) == 2, (code, width)


@pytest.mark.deep
def test_figures_are_drawn_for_paper_and_then_for_the_screen_again(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/needs?period=2025")
    visitor.settle()
    drawn = "[...document.querySelectorAll('.picture .main-svg:first-child')].map((each) => each.getAttribute('width'))"
    on_screen = visitor.page.evaluate(drawn)
    assert on_screen
    visitor.page.evaluate("window.dispatchEvent(new Event('beforeprint')); true;")
    assert set(visitor.page.evaluate(drawn)) == {"650"}, "at once: a print does not wait"
    visitor.page.evaluate("window.dispatchEvent(new Event('afterprint')); true;")
    visitor.until(f"JSON.stringify({drawn}) === JSON.stringify({on_screen})")


@pytest.mark.deep
def test_on_paper_the_names_of_every_tier_stand(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/needs?period=2025")
    visitor.settle()
    names = visitor.page.locator(".tier-rest .chip")
    assert names.count() > 30
    assert not names.last.is_visible(), "folded on the screen"
    visitor.page.emulate_media(media="print")
    assert names.first.is_visible()
    assert names.last.is_visible()
    assert visitor.page.locator(".tier.is-unknown .chip").first.is_visible()
