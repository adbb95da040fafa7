"""Every page in both languages and themes, at every width and twice as large: whole and accessible."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from dashboard.pages import PAGES
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.journey

PATHS = ["/n/12" if page.PATH == "/n/" else page.PATH for page in PAGES]
ONE_PLACE = (
    "/?places=12&period=2026-Q2&compare=similar",
    "/?places=102&period=2026-Q2",
    "/map?places=102|31&period=2026-06&colour=change",
)


def sideways(visitor: Visitor) -> int:
    """By how many pixels the page scrolls sideways."""
    return visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


#: A folded table is not there for anybody; a test of its own opens them all.
FOLDED = {"exclude": [[".figure-table:not([open]) > .table-scroll"]]}


def violations(visitor: Visitor) -> str:
    found = Axe().run(visitor.page, context=FOLDED).response["violations"]
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
        visitor.turn_to(path)
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


@pytest.mark.deep
def test_every_table_is_accessible(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    for path in PATHS:
        visitor.turn_to(path)
        visitor.page.evaluate("document.querySelectorAll('.figure-table').forEach((each) => { each.open = true; })")
        assert not (said := violations(visitor)), f"{path}: {said}"


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
