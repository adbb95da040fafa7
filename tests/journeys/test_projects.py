"""A project read on a telephone and by keyboard: words first, tables that stay in their card, a hand-over on paper."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import sideways, violations

pytestmark = pytest.mark.journey

PROJECT = "/projects?project=p02"


@pytest.mark.parametrize("visitor", [("fr-FR", 360, "dark")], indirect=True)
def test_on_a_telephone_words_come_first_and_open_tables_stay_in_their_cards(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", PROJECT)
    visitor.settle()
    page = visitor.page
    lead = page.locator(".lead").first
    assert "de plus dans le quartier existant que pendant les travaux" in lead.inner_text()
    box = lead.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 900, "what a stage changed is said on the first screen"
    for path in ("", "&handover=works"):
        visitor.go(PROJECT + path)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        assert sideways(visitor) <= 0
        assert violations(visitor, "main") == ""
    assert visitor.complaints == []


def test_an_indicator_a_stage_and_a_hand_over_are_a_key_away(visitor: Visitor) -> None:
    visitor.sign_in("promoteur@quartier.example", "/projects?project=p03")
    visitor.settle()
    page = visitor.page
    for chip, said in (("Active households, share of enrolled", "points higher in the existing neighbourhood"),
                       ("Works", "during the works: about")):  # fmt: skip
        link = page.locator("#figure-project-trend a.chip, #figure-same-age a.chip").get_by_text(chip, exact=True)
        link.focus()
        page.keyboard.press("Enter")
        page.locator("h2", has_text=said).first.wait_for()
        visitor.settle()
    assert "indicator=active_share" in page.url
    assert "age=works" in page.url
    page.locator("a.chip", has_text="Works, October 2024").focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text="hand-over from consultation and design to works").wait_for()
    visitor.settle()
    page.evaluate("window.print = function () { window.wasPrinted = true; }")
    page.locator(".print-page").focus()
    page.keyboard.press("Enter")
    visitor.until("window.wasPrinted === true")
    page.emulate_media(media="print")
    assert not page.locator(".print-page").is_visible()
    assert page.get_by_text("Snapshot ").is_visible()
    assert visitor.complaints == []
