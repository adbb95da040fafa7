"""The gallery beside its references: every section as it was last looked at and found good, in both themes.

A reference is a quarter of the picture in each direction. Two drawings of one page are the same to the last point; one
icon less, or one word more, is nothing to a whole section and most of the small window around it: both are limited.
`pytest --renew-pictures` writes the references anew, after somebody has looked at test-artefacts/.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.journeys.conftest import ARTEFACTS, Site, Visitor

pytestmark = pytest.mark.journey

REFERENCES = Path(__file__).parent / "references"
#: How much smaller a reference is, and from how much (of 255) a point differs.
REDUCED, TOLERANCE = 4, 16
#: How many points may differ: what share of a section; how many within any square of so many by so many (24 pixels).
FEW, WINDOW, FEW_TOGETHER = 0.002, 6, 2
#: What only the same letters can reproduce: this sentence is this wide in the fonts of Debian that the references use.
SENTENCE, WIDTH = "Mémoire du quartier : 1 234 échanges, 56 %", 358.2
MEASURED = """(text) => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = '16px ' + getComputedStyle(document.body).fontFamily;
  return pen.measureText(text).width;
}"""
DARK = ("fr-FR", 1440, "dark")
VIEWS = [
    DARK,
    pytest.param(("en-GB", 1440, "light"), marks=pytest.mark.deep),
    pytest.param(("fr-FR", 360, "light"), marks=pytest.mark.deep),
]
#: Every kind of component, and how to find it; the first two are tried at every change.
KINDS = {
    "sparkline": ".spark",
    "map tool": ".tool",
    "icon": ".icon",
    "badge": ".badge",
    "chip": ".chip",
    "menu button of a figure": ".figure-action",
    "heading": "h2, h3",
    "what opens": "summary",
    "number of a card": ".card-number",
    "unit of a number": ".card-unit",
    "swatch": ".swatch",
    "bar of a project": ".bar",
    "mark of today": ".today",
    "bar of a figure": "g.point",
    "intervals of a figure": "g.errorbars",
    "number in a figure": "g.annotation",
    "name in a figure": ".ytick",
    "cell of a need": ".need-ratio",
    "strip of a mix": ".strip",
    "caption": ".reading",
    "notice": ".notice",
    "what is coming": ".skeleton",
    "offer of a coarser number": ".offer",
    "button": ".button",
    "switch of a layer": ".mantine-Checkbox-inner",
    "picker": ".mantine-Select-input",
}
#: What a single card is given, one after the other: more room, another colour, larger letters.
STYLES = ("padding-top: 6px", "--accent: #7a2a8c", "--text-s: 0.95rem")


@dataclass(frozen=True)
class Gallery:
    """The open page: the name of its view, its sections, and their pictures as they came."""

    name: str
    sections: list[Locator]
    pictures: list[np.ndarray]


@pytest.fixture(scope="module")
def gallery(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Gallery]:
    """Opened once for all tests of a view; who changes it puts it back."""
    language, width, theme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language, color_scheme=theme,
                                  reduced_motion="reduce")  # fmt: skip
    visitor = Visitor(context, site, "gallery")
    visitor.sign_in("mairie@quartier.example", "/gallery")
    visitor.settle()
    measured = visitor.page.evaluate(MEASURED, SENTENCE)
    if abs(measured - WIDTH) > 0.5:
        pytest.skip(f"the references are drawn in other fonts than this machine's ({measured:.1f} pixels wide)")
    visitor.page.wait_for_timeout(800)
    sections = visitor.page.locator(".gallery > section").all()
    yield Gallery(f"{language[:2]}-{width}-{theme}", sections, [reduced(each) for each in sections])
    context.close()


@pytest.mark.parametrize("gallery", VIEWS, indirect=True, ids=["fr-dark", "en-light", "fr-narrow"])
def test_every_section_of_the_gallery_looks_as_it_did(gallery: Gallery, request: pytest.FixtureRequest) -> None:
    seen = {f"{gallery.name}-{at}": picture for at, picture in enumerate(gallery.pictures)}
    assert len(seen) >= 8
    if request.config.getoption("--renew-pictures"):
        for name, picture in seen.items():
            Image.fromarray(picture).save(REFERENCES / f"{name}.png", optimize=True)
    changed = [said for name, picture in seen.items() if (said := difference(name, picture))]
    assert changed == [], "look at test-artefacts/, and renew the references if they are better"


@pytest.mark.parametrize("gallery", [DARK], indirect=True, ids=["fr-dark"])
@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.deep] * (at > 1)) for at, kind in enumerate(KINDS)]
)
def test_a_single_missing_component_is_noticed(gallery: Gallery, kind: str) -> None:
    """The comparison can fail: the first of a kind in every section leaves its place empty, one at a time."""
    told = {}
    for at, (section, picture) in enumerate(zip(gallery.sections, gallery.pictures, strict=True)):
        for handle in section.locator(KINDS[kind]).filter(visible=True).element_handles()[:1]:
            handle.evaluate("(each) => { each.style.visibility = 'hidden'; }")
            told[f"{at}: {handle.evaluate('(each) => each.outerHTML')}"] = unlike(picture, reduced(section))
            handle.evaluate("(each) => { each.style.visibility = ''; }")
    assert told, "the gallery has none"
    assert [missing for missing, said in told.items() if not said] == []


@pytest.mark.deep
@pytest.mark.parametrize("gallery", [DARK], indirect=True, ids=["fr-dark"])
def test_a_single_card_that_moves_or_changes_colour_is_noticed(gallery: Gallery) -> None:
    """The comparison can fail, and passes where nothing has changed."""
    section, picture = gallery.sections[2], gallery.pictures[2]
    card = section.locator(".number-card").first
    for style in STYLES:
        assert not unlike(picture, reduced(section))
        card.evaluate("(each, style) => { each.style = style; }", style)
        assert unlike(picture, reduced(section)), style
        card.evaluate("(each) => { each.style = ''; }")


def reduced(section: Locator) -> np.ndarray:
    """The picture of a section at a quarter of its size, each point the mean of sixteen, without the bar on top."""
    taken = section.screenshot(animations="disabled", style=".side { position: static !important }")
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    return np.asarray(picture.reduce(REDUCED))


def unlike(one: np.ndarray, other: np.ndarray) -> str:
    """How two pictures differ visibly, in words; "" where they look the same, but for a line of points at the edge."""
    if any(abs(a - b) > 1 for a, b in zip(one.shape, other.shape, strict=True)):
        return f"{other.shape[:2]} points instead of {one.shape[:2]}"
    rows, columns = (min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    away = np.abs(one[:rows, :columns].astype(int) - other[:rows, :columns].astype(int)).max(axis=2) > TOLERANCE
    together = np.lib.stride_tricks.sliding_window_view(away, (WINDOW, WINDOW)).sum(axis=(2, 3))
    if away.mean() <= FEW and together.max() <= FEW_TOGETHER:
        return ""
    down, right = (int(each) * REDUCED for each in np.unravel_index(together.argmax(), together.shape))
    return f"{away.mean():.2%} of the points differ, most of them together {right} pixels right and {down} down"


def difference(name: str, picture: np.ndarray) -> str:
    """What is wrong with one section, in words; the picture is kept beside its reference to be looked at."""
    reference = REFERENCES / f"{name}.png"
    if not reference.is_file():
        return f"{name} has no reference"
    said = unlike(np.asarray(Image.open(reference).convert("RGB")), picture)
    if not said:
        return ""
    ARTEFACTS.mkdir(exist_ok=True)
    Image.fromarray(picture).save(ARTEFACTS / f"gallery-{name}-now.png")
    Image.open(reference).save(ARTEFACTS / f"gallery-{name}-reference.png")
    return f"{name}: {said}"
