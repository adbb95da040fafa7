"""The gallery beside its references: every section as it was last looked at and found good, in both themes.

A reference is a quarter of the picture in each direction, so that a new version of the browser, which draws edges a
little otherwise, passes, and a moved, missing, clipped or recoloured component does not. `pytest --renew-pictures`
writes them anew, after somebody has looked at test-artefacts/.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.journeys.conftest import ARTEFACTS, Site, Visitor

pytestmark = pytest.mark.journey

REFERENCES = Path(__file__).parent / "references"
#: How much smaller a reference is, and by how much (of 255) how few of its points may differ.
REDUCED, TOLERANCE, FEW = 4, 24, 0.002
#: What only the same letters can reproduce: this sentence is this wide in the fonts of Debian that the references use.
SENTENCE, WIDTH = "Mémoire du quartier : 1 234 échanges, 56 %", 358.2
MEASURED = """(text) => {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = '16px ' + getComputedStyle(document.body).fontFamily;
  return pen.measureText(text).width;
}"""
VIEWS = [
    pytest.param(("en-GB", 1440, "light"), marks=pytest.mark.deep),
    ("fr-FR", 1440, "dark"),
    pytest.param(("fr-FR", 360, "light"), marks=pytest.mark.deep),
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view[0][:2]}-{view[1]}-{view[2]}")
def test_every_section_of_the_gallery_looks_as_it_did(
    view: tuple[str, int, str], browser: Browser, site: Site, request: pytest.FixtureRequest
) -> None:
    language, width, theme = view
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language, color_scheme=theme,
                                  reduced_motion="reduce")  # fmt: skip
    visitor = Visitor(context, site, "gallery")
    visitor.sign_in("mairie@quartier.example", "/gallery")
    visitor.settle()
    measured = visitor.page.evaluate(MEASURED, SENTENCE)
    if abs(measured - WIDTH) > 0.5:
        pytest.skip(f"the references are drawn in other fonts than this machine's ({measured:.1f} pixels wide)")
    visitor.page.wait_for_timeout(800)
    sections = visitor.page.locator(".gallery > section")
    seen = {f"{language[:2]}-{width}-{theme}-{at}": reduced(sections.nth(at)) for at in range(sections.count())}
    context.close()
    assert len(seen) >= 8
    if request.config.getoption("--renew-pictures"):
        for name, picture in seen.items():
            Image.fromarray(picture).save(REFERENCES / f"{name}.png", optimize=True)
    changed = [said for name, picture in seen.items() if (said := difference(name, picture))]
    assert changed == [], "look at test-artefacts/, and renew the references if they are better"


@pytest.mark.deep
def test_a_component_that_moves_or_changes_colour_is_noticed(browser: Browser, site: Site) -> None:
    """The comparison can fail: the same section with a margin or another accent is not the same."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="en-GB")
    visitor = Visitor(context, site, "gallery")
    visitor.sign_in("mairie@quartier.example", "/gallery")
    visitor.settle()
    cards = visitor.page.locator(".gallery > section").nth(2)
    before = reduced(cards)
    assert apart(before, reduced(cards)) <= FEW
    for style in ("padding-top: 6px", "--accent: #7a2a8c", "--text-s: 0.95rem"):
        visitor.page.evaluate("style => document.querySelectorAll('.number-card').forEach(e => e.style = style)", style)
        visitor.page.wait_for_timeout(200)
        assert apart(before, reduced(cards)) > FEW, style
    context.close()


def reduced(section: Locator) -> np.ndarray:
    """The picture of a section at a quarter of its size, each point the mean of sixteen, without the bar on top."""
    taken = section.screenshot(animations="disabled", style=".side { position: static !important }")
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    return np.asarray(picture.reduce(REDUCED))


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """The share of points that differ visibly; all of them where the sizes differ by more than a line of points."""
    if any(abs(a - b) > 1 for a, b in zip(one.shape, other.shape, strict=True)):
        return 1.0
    rows, columns = (min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    away = np.abs(one[:rows, :columns].astype(int) - other[:rows, :columns].astype(int)).max(axis=2)
    return float((away > TOLERANCE).mean())


def difference(name: str, picture: np.ndarray) -> str:
    """What is wrong with one section, in words; the picture is kept beside its reference to be looked at."""
    reference = REFERENCES / f"{name}.png"
    if not reference.is_file():
        return f"{name} has no reference"
    share = apart(np.asarray(Image.open(reference).convert("RGB")), picture)
    if share <= FEW:
        return ""
    ARTEFACTS.mkdir(exist_ok=True)
    Image.fromarray(picture).save(ARTEFACTS / f"gallery-{name}-now.png")
    Image.open(reference).save(ARTEFACTS / f"gallery-{name}-reference.png")
    return f"{name}: {share:.1%} of its points differ"
