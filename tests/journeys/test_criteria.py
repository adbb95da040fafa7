"""A study from what is said beforehand to what came of it, in a browser: by keyboard, on paper, and on a telephone."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import FITS, assert_printed, violations
from tests.journeys.test_keyboard import IS_SEEN

pytestmark = pytest.mark.journey


def register(visitor: Visitor, title: str, smallest: str) -> None:
    """By keyboard, from the form as the address fills it."""
    page = visitor.page
    page.locator("#study-title").fill(title)
    page.locator("#study-smallest").fill(smallest)
    page.locator("#study-smallest").press("Tab")
    page.locator("#study-register").focus()
    page.keyboard.press("Enter")
    page.locator("#study-name").wait_for()
    visitor.settle()
    visitor.until("document.activeElement.id === 'study-name'")


def test_a_study_is_said_told_noted_on_and_reached_from_its_campaign(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/campaigns?campaign=flood")
    visitor.settle()
    page = visitor.page
    page.get_by_role("link", name="Say beforehand what a study will look at").click()
    page.locator("#study-title").wait_for()
    visitor.settle()
    page.locator("#study-register").click()
    page.get_by_text("Write a title.").wait_for()
    described = page.locator("#study-title").get_attribute("aria-describedby") or ""
    alert = page.locator("[role=alert]", has_text="Write a title.")
    assert alert.get_attribute("id") in described.split()
    assert not (said := violations(visitor)), said
    page.locator("#study-smallest").fill("2")
    page.locator("#study-smallest").press("Tab")
    page.get_by_text("is less than what can be seen").wait_for()
    page.get_by_text("marked as registered afterwards").wait_for()
    register(visitor, "Did the flood campaign help?", "10")
    assert page.evaluate(IS_SEEN)
    page.get_by_role("heading", name="more than in similar neighbourhoods").wait_for()
    page.get_by_text("when some of its first month was already published").wait_for()
    rows = page.locator("#figure-study-effect tbody th").all_text_contents()
    assert [row.split(" (")[0] for row in rows] == ["Regular exchanges"] * 2, "nothing else is looked at"
    assert page.locator("#study-withdraw").count() == 0, "its months are published"
    page.locator("#study-note").fill("Two workshops were put off")
    page.locator("#study-note-add").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Two workshops were put off").wait_for()
    assert page.locator("#study-note").input_value() == ""
    assert not (said := violations(visitor)), said
    visitor.picture("told")
    assert_printed(visitor, "/criteria")
    visitor.turn_to("/campaigns?campaign=flood")
    page.get_by_role("link", name="See the registered study: Did the flood campaign help?").click()
    page.locator("#study-name").wait_for()
    visitor.settle()
    assert visitor.complaints == []


@pytest.mark.parametrize("visitor", [("fr-FR", 360, "dark")], indirect=True)
def test_a_study_of_months_to_come_fits_a_telephone_and_is_withdrawn_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("bailleur@quartier.example", "/projects")
    visitor.settle()
    page, keyboard = visitor.page, visitor.page.keyboard
    page.get_by_role("link", name="Annoncer ce qu’une étude observera").click()
    page.locator("#study-title").wait_for()
    visitor.settle()
    assert page.evaluate(FITS)
    assert not (said := violations(visitor)), said
    register(visitor, "Jardin partagé", "15")
    page.get_by_text("Rien ne diffère jusqu’ici").wait_for()
    assert page.evaluate(FITS)
    assert not (said := violations(visitor)), said
    visitor.picture("ahead")
    page.locator("summary", has_text="Retirer l’étude").focus()
    keyboard.press("Enter")
    page.get_by_text("elle disparaît pour de bon").wait_for()
    keyboard.press("Tab")
    keyboard.press("Enter")
    page.locator("#study-title").wait_for()
    visitor.until("document.activeElement.id === 'your-studies'")
    assert page.get_by_text("Jardin partagé").count() == 0
    assert visitor.complaints == []
