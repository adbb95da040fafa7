"""Every page in both languages and themes, at every width and twice as large: whole and accessible."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.pages import PAGES
from tests.journeys.conftest import ARTEFACTS, Visitor

pytestmark = pytest.mark.journey

PATHS = ["/n/12" if page.PATH == "/n/" else page.PATH for page in PAGES]
SEEN = [path for path in PATHS if path != "/gallery"]
ONE_PLACE = (
    "/?places=12&period=2026-Q2&compare=similar",
    "/?places=102&period=2026-Q2",
    "/map?places=102|31&period=2026-06&colour=change",
)


def sideways(visitor: Visitor) -> int:
    """By how many pixels the page scrolls sideways."""
    return visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


#: What axe leaves out unless it is asked: WCAG 2.2 wants targets of 24 pixels, or as far apart.
RULES = {"rules": {"target-size": {"enabled": True}}}

#: A folded table is not there for anybody; a test of its own opens them all.
FOLDED = {"exclude": [[".figure-table:not([open]) > .table-scroll"]]}


def violations(visitor: Visitor, within: str = "") -> str:
    """What axe finds against, in the whole page or in what a selector names."""
    context = {"include": [[within]]} if within else FOLDED
    found = Axe().run(visitor.page, context=context, options=RULES).response["violations"]
    said = [(v["id"], v["help"], [n["target"] for n in v["nodes"]][:3]) for v in found]
    return json.dumps(said, indent=1) if said else ""


def picture_name(path: str) -> str:
    return re.sub(r"\W+", "-", path.strip("/")) or "overview"


@pytest.mark.parametrize(
    ("visitor", "paths"),
    [
        (("fr-FR", 1440, "dark"), SEEN[::2]),
        (("en-GB", 1440, "light"), SEEN[1::2]),
        pytest.param(("fr-FR", 1440, "dark"), SEEN[1::2], marks=pytest.mark.deep),
        pytest.param(("fr-FR", 1440, "dark"), ("/gallery", *ONE_PLACE), marks=pytest.mark.deep),
        pytest.param(("en-GB", 1440, "light"), (*PATHS, *ONE_PLACE), marks=pytest.mark.deep),
        pytest.param(("fr-FR", 1440, "light"), (*PATHS, *ONE_PLACE), marks=pytest.mark.deep),
        pytest.param(("en-GB", 768, "dark"), (*PATHS, *ONE_PLACE), marks=pytest.mark.deep),
        pytest.param(("fr-FR", 360, "light"), (*PATHS, *ONE_PLACE), marks=pytest.mark.deep),
    ],
    indirect=["visitor"],
    ids=["fr-dark", "en-light", "fr-dark-others", "fr-dark-places", "en-light-all", "fr-light-all", "en-dark-768",
         "fr-light-360"],
)  # fmt: skip
def test_every_page_is_whole_and_accessible(visitor: Visitor, paths: tuple[str, ...]) -> None:
    """On the screen, on paper, on a telephone of 360 pixels, and in a window of 1440 by 900 pixels at 200 %."""
    for path in ("/residents", "/accessibility", "/sign-in"):
        visitor.page.goto(visitor.site.address + path)
        assert_whole(visitor, path)
        assert_fits(visitor, path)
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    assert_whole(visitor, "/nowhere")
    for path in paths:
        visitor.turn_to(path)
        visitor.page.wait_for_timeout(300)
        assert_whole(visitor, path)
        assert_printed(visitor, path)
        assert_fits(visitor, path)
    expected = re.compile(rf".* 404 .* {re.escape(visitor.site.address)}/nowhere")
    assert [said for said in visitor.complaints if not expected.fullmatch(said)] == []


#: What can be used, and what only shows where the page is. What folds the last tier on screen is its heading on paper.
CONTROLS = "button, input, select, nav, summary:not(.tier-rest > *), [role=combobox]"


def assert_printed(visitor: Visitor, path: str) -> None:
    """On paper the page is light, without controls, and keeps all that its colours tell."""
    visitor.page.emulate_media(media="print")
    if path != "/gallery":
        seen = visitor.page.locator(CONTROLS).filter(visible=True)
        assert seen.all_inner_texts() == [], path
    assert visitor.page.locator("main h1").is_visible()
    assert re.search("Usage simulé|Simulated usage", visitor.page.locator("#source").inner_text())
    ground = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)", "paper is light, whatever the theme"
    coloured = visitor.page.locator(".swatch, .dot, .dot-line, .tick, .bar")
    kept = coloured.evaluate_all("found => found.map(each => getComputedStyle(each).printColorAdjust)")
    assert set(kept) <= {"exact"}, "what is told by a colour is printed without asking"
    if visitor.keeps_pictures:
        (ARTEFACTS / f"print-{visitor.name}-{picture_name(path)}.pdf").write_bytes(visitor.page.pdf(format="A4"))
    visitor.page.emulate_media(media="screen")


#: Whether nothing scrolls sideways.
FITS = "document.documentElement.scrollWidth <= window.innerWidth"

#: Headings and numbers whose words do not fit their box.
CUT = """[...document.querySelectorAll("h1, h2, .card-number, .sentence")].filter((each) =>
    each.scrollWidth > each.clientWidth + 1 && each.clientWidth && getComputedStyle(each).display !== "inline"
    && !each.closest(".visually-hidden")).map((each) => each.textContent)"""


def assert_fits(visitor: Visitor, path: str) -> None:
    before = visitor.page.viewport_size
    assert before
    for width, height in ((360, 900), (720, 450)):
        visitor.page.set_viewport_size({"width": width, "height": height})
        visitor.page.wait_for_timeout(300)
        visitor.until(FITS, 5)  # figures follow a moment later
        assert visitor.page.evaluate(CUT) == [], path
    visitor.page.set_viewport_size(before)


#: Where something opens: the page, what is clicked, what then stands there, and what holds it.
OPENED = (
    ("/", ".account-menu > summary", ".account-panel", ".account-panel"),
    ("/?places=12", "#choose-compare", "[role=option]:visible", "[role=listbox]"),
    ("/", "#choose-places", "[role=option]:visible", "[role=listbox]"),
    ("/map", "#map-indicator", "[role=option]:visible", "[role=listbox]"),
    ("/", "main .figure-table > summary", "main .figure-table[open] table", "main .figure-table[open]"),
)


@pytest.mark.parametrize("visitor", [("en-GB", 1440, "light"), ("fr-FR", 1440, "dark")], indirect=True)
@pytest.mark.deep
def test_what_opens_is_accessible_too(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/about")
    for path, opener, opened, holder in OPENED:
        visitor.turn_to(path)
        visitor.page.locator(opener).first.click()
        visitor.page.locator(opened).first.wait_for()
        visitor.page.wait_for_timeout(400)
        for part in (opener, holder):  # the page around is as it was
            assert not (said := violations(visitor, part)), f"{path} {opener}: {said}"
    assert visitor.complaints == []


@pytest.mark.deep
def test_every_table_is_accessible(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/nowhere")
    for path in SEEN:  # the gallery has several cards of one name
        visitor.turn_to(path)
        visitor.page.evaluate("document.querySelectorAll('.figure-table').forEach((each) => { each.open = true; })")
        assert not (said := violations(visitor)), f"{path}: {said}"


def assert_whole(visitor: Visitor, path: str) -> None:
    visitor.picture(picture_name(path))
    assert sideways(visitor) <= 0, f"{path} scrolls sideways"
    assert not (said := violations(visitor)), f"{path}: {said}"
