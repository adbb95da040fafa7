"""A plan described, set beside another, kept and taken away by keyboard, where too few places can be compared with."""

from __future__ import annotations

import re

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import FITS, violations
from tests.journeys.test_keyboard import IS_SEEN

pytestmark = pytest.mark.journey


def describe(visitor: Visitor, homes: str) -> None:
    page = visitor.page
    page.locator("#plan-starts").fill("2027-03-01")
    page.locator("#plan-place").focus()
    page.keyboard.type("Villeray")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#plan-homes").fill(homes)


def test_a_plan_is_described_set_beside_kept_and_taken_away_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/projects")
    visitor.settle()
    page, keyboard = visitor.page, visitor.page.keyboard
    page.get_by_role("link", name="Estimate a plan ahead of time").click()
    page.get_by_role("button", name="Estimate", exact=True).click()
    page.get_by_text("Choose the first day of the stage.").wait_for()
    described = page.locator("#plan-starts").get_attribute("aria-describedby") or ""
    alert = page.locator("[role=alert]", has_text="Choose the first day of the stage.")
    assert alert.get_attribute("id") in described.split()
    assert not (said := violations(visitor)), said

    describe(visitor, "1200")
    page.get_by_role("button", name="Estimate", exact=True).focus()
    keyboard.press("Enter")
    page.get_by_text(re.compile(r"^Not enough comparable places: \d+ have passed this stage")).wait_for()
    visitor.until("document.activeElement.id === 'estimate-head'")
    assert page.evaluate(IS_SEEN)
    assert page.locator("#plan-homes").input_value() == "1200"

    page.locator("#plan-homes").fill("300")
    page.get_by_role("button", name="Set beside the one shown").click()
    page.get_by_text("Plan B: Works from 1 March 2027").wait_for()
    page.go_back()
    page.get_by_text("Plan B: Works from 1 March 2027").wait_for(state="detached")
    page.go_forward()
    page.get_by_text("Plan B: Works from 1 March 2027").wait_for()
    page.reload()
    visitor.settle()
    assert page.locator("#plan-homes").input_value() == "300", "what was described last"
    assert not (said := violations(visitor)), said

    page.locator("#plan-title").fill("Villeray, a first idea")
    page.locator("#plan-title").press("Tab")
    keyboard.press("Enter")
    page.get_by_text("“Villeray, a first idea”: Works from").wait_for()
    assert "plan=kept-" in page.url
    visitor.turn_to("/?stage=consultation")
    page.get_by_text("“Villeray, a first idea”: Not enough comparable places").wait_for()
    visitor.turn_to("/estimate")
    page.locator("summary", has_text="Take away").focus()
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.press("Enter")
    page.get_by_text("No plan is kept yet.").wait_for()
    visitor.until("document.activeElement.id === 'kept-plans'")
    assert visitor.complaints == []


@pytest.mark.parametrize("visitor", [("fr-FR", 360, "dark")], indirect=True)
def test_the_page_of_estimates_fits_a_phone_and_is_accessible_in_french(visitor: Visitor) -> None:
    visitor.sign_in("bailleur@quartier.example", "/estimate")
    visitor.settle()
    visitor.page.get_by_role("button", name="Estimer", exact=True).click()
    visitor.page.get_by_text("Corriger ce qui est signalé.").wait_for()
    visitor.picture("faults")
    assert visitor.page.evaluate(FITS)
    assert not (said := violations(visitor)), said
    assert visitor.complaints == []
