"""Every page in both languages and themes, at every width, on paper and without motion: whole, accessible, calm."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from dashboard.pages import PAGES
from tests.journeys.conftest import ARTEFACTS, Site, Visitor

pytestmark = pytest.mark.journey

PATHS = ["/n/12" if page.PATH == "/n/" else page.PATH for page in PAGES]
ONE_PLACE = (
    "/?places=12&period=2026-Q2&compare=similar",
    "/?places=102&period=2026-Q2",
    "/map?places=102|31&period=2026-06&colour=change",
)

#: What can be used, and what only shows where the page is.
CONTROLS = "button, input, select, nav, summary, [role=combobox]"


def sideways(visitor: Visitor) -> int:
    """By how many pixels the page scrolls sideways."""
    return visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def violations(visitor: Visitor) -> str:
    found = Axe().run(visitor.page).response["violations"]
    said = [(v["id"], v["help"], [n["target"] for n in v["nodes"]][:3]) for v in found]
    return json.dumps(said, indent=1) if said else ""


def picture_name(path: str) -> str:
    return re.sub(r"\W+", "-", path.strip("/")) or "overview"


@pytest.mark.parametrize(
    "visitor",
    [
        ("en-GB", 1440, "light"),
        ("fr-FR", 1440, "dark"),
        pytest.param(("en-GB", 768, "dark"), marks=pytest.mark.deep),
        pytest.param(("fr-FR", 360, "light"), marks=pytest.mark.deep),
    ],
    indirect=True,
)
def test_every_page_is_whole_and_accessible(visitor: Visitor) -> None:
    for path in ("/residents", "/accessibility", "/sign-in"):
        visitor.page.goto(visitor.site.address + path)
        assert_whole(visitor, path)
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    assert_whole(visitor, "/nowhere")
    for path in (*PATHS, *ONE_PLACE):
        visitor.turn_to(path)
        visitor.page.wait_for_timeout(300)
        assert_whole(visitor, path)
    assert [text for text in visitor.complaints if "404" not in text] == []


@pytest.mark.parametrize("visitor", [("fr-FR", 360)], indirect=True)
def test_no_page_is_wider_than_a_telephone(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    for path in (*PATHS, *ONE_PLACE):
        visitor.go(path)
        assert sideways(visitor) <= 0, f"{path} scrolls sideways"
    assert [text for text in visitor.complaints if "404" not in text] == []


#: Where something opens: the page, what is clicked, and what then stands there.
OPENED = (
    ("/", ".account-menu > summary", ".account-panel"),
    ("/", "#choose-places", "[role=option]:visible"),
    ("/?places=12", "#choose-compare", "[role=option]:visible"),
    ("/", "main .figure-table > summary", "main .figure-table[open] table"),
    ("/map", "#map-indicator", "[role=option]:visible"),
)


@pytest.mark.parametrize(
    "visitor", [pytest.param(("en-GB", 1440, "light"), marks=pytest.mark.deep), ("fr-FR", 1440, "dark")], indirect=True
)
def test_what_opens_is_accessible_too(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/about")
    for path, opener, opened in OPENED:
        visitor.go(path)
        visitor.page.locator(opener).first.click()
        visitor.page.locator(opened).first.wait_for()
        visitor.page.wait_for_timeout(400)
        assert not (said := violations(visitor)), f"{path} {opener}: {said}"
    assert visitor.complaints == []


def assert_whole(visitor: Visitor, path: str) -> None:
    visitor.picture(picture_name(path))
    assert sideways(visitor) <= 0, f"{path} scrolls sideways"
    assert not (said := violations(visitor)), f"{path}: {said}"


def test_every_page_can_be_read_twice_as_large(browser: Browser, site: Site) -> None:
    """A window of 1440 by 900 pixels at 200 %."""
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="fr-FR")
    visitor = Visitor(context, site, "twice-as-large")
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    for path in (*PATHS, *ONE_PLACE):
        visitor.turn_to(path)
        assert sideways(visitor) <= 0, path
        cut = visitor.page.evaluate(
            "[...document.querySelectorAll('h1, h2, .card-number, .sentence')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).display !== 'inline' && !e.closest('.visually-hidden')).map(e => e.textContent)"  # noqa: E501
        )
        assert cut == [], path
    context.close()


@pytest.mark.parametrize("visitor", [("fr-FR", 1440, "dark")], indirect=True)
def test_every_page_prints_without_its_controls(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    for path in [*PATHS, ONE_PLACE[0]]:
        visitor.turn_to(path)
        visitor.page.emulate_media(media="print")
        if path != "/gallery":
            seen = visitor.page.locator(CONTROLS).filter(visible=True)
            assert seen.all_inner_texts() == [], path
        assert visitor.page.locator("main h1").is_visible()
        assert "Usage simulé" in visitor.page.locator("#source").inner_text()
        ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)", "paper is light, whatever the theme"
        coloured = visitor.page.locator(".swatch, .dot, .dot-line, .tick, .bar")
        kept = coloured.evaluate_all("found => found.map(each => getComputedStyle(each).printColorAdjust)")
        assert set(kept) <= {"exact"}, "what is told by a colour is printed without asking"
        printed = visitor.page.pdf(format="A4")
        if visitor.keeps_pictures:
            (ARTEFACTS / f"print-{picture_name(path)}.pdf").write_bytes(printed)
        assert len(printed) > 20_000
        visitor.page.emulate_media(media="screen")


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


def test_who_asks_for_less_motion_sees_none(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    visitor = Visitor(context, site, "less-motion")
    visitor.sign_in("mairie@quartier.example", "/about")
    for path in ("/", "/map", "/gallery"):
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
