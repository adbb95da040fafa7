"""A campaign from its title to the file for the platform, in a browser: drafted, kept, proposed and taken away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.access.handover import SCHEMA
from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import FITS, assert_printed, violations
from tests.journeys.test_keyboard import IS_SEEN
from tests.json_schema import faults

pytestmark = pytest.mark.journey

PLACES = "places=11|12|13|21|22|23|31"


def start(visitor: Visitor, title: str, theme: str) -> None:
    """Signed in on the Workshop, a campaign is started by keyboard."""
    page, keyboard = visitor.page, visitor.page.keyboard
    page.locator("#start-title").fill(title)
    page.locator("#start-theme").focus()
    keyboard.press("Enter")
    page.get_by_role("option", name=theme, exact=True).click()
    page.locator("#start").focus()
    keyboard.press("Enter")
    page.locator("#draft-title").wait_for()
    visitor.settle()
    visitor.until("document.activeElement.id === 'draft-name'")


def test_a_campaign_is_drafted_kept_proposed_and_taken_away_as_a_file(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("mairie@quartier.example", f"/workshop?{PLACES}")
    visitor.settle()
    page, keyboard = visitor.page, visitor.page.keyboard
    page.locator("#start").click()
    page.get_by_text("Write a title.").wait_for()
    described = page.locator("#start-title").get_attribute("aria-describedby") or ""
    alert = page.locator("[role=alert]", has_text="Write a title.")
    assert alert.get_attribute("id") in described.split()
    start(visitor, "Spring repair day", "Repair day")
    assert "campaign=spring-repair-day" in page.url
    assert not (said := violations(visitor)), said

    # Left fields are kept without a button, and another page of the same address has them.
    page.locator("#draft-starts").fill("2027-04-01")
    page.locator("#draft-ends").fill("2027-03-01")
    page.locator("#draft-title").focus()
    page.get_by_text("The last day is before the first one").wait_for()
    page.locator("#draft-ends").fill("2027-04-30")
    repairs = page.get_by_label("Repairs", exact=True)
    repairs.fill("40")
    repairs.press("Tab")
    visitor.until("document.getElementById('draft-said').textContent === 'Saved.'")
    page.get_by_role("row", name="Repairs 40").wait_for()
    page.reload()
    visitor.settle()
    assert page.locator("#draft-ends").input_value() == "2027-04-30"
    assert repairs.input_value() == "40"

    # The places are chosen on the map, and kept with the rest.
    # What is written just before is kept, too.
    page.locator("#draft-title").fill("Repair day in spring")
    page.get_by_role("button", name="Choose on the map").click()
    page.locator("#map-to-workshop").wait_for()
    visitor.turn_to(f"/map?{PLACES}|32&campaign=spring-repair-day")
    page.get_by_role("button", name="Use 8 chosen places").click()
    page.get_by_role("heading", name="Repair day in spring").wait_for()
    visitor.settle()
    assert page.get_by_text("not taken into the campaign yet").count() == 0
    # Other places of the address are an offer, until somebody takes it.
    visitor.turn_to("/workshop?places=11|12&campaign=spring-repair-day")
    page.get_by_text("not taken into the campaign yet").wait_for()
    page.get_by_role("link", name="Keep those of the campaign").click()
    page.get_by_text("not taken into the campaign yet").wait_for(state="detached")
    page.get_by_label("By neighbourhood").check()
    page.get_by_text("· 40 together").wait_for()
    visitor.settle()
    assert page.locator(".need-split[open] input").count() == 8
    assert not (said := violations(visitor)), said

    assert_printed(visitor, "/workshop")

    page.locator("summary", has_text="Propose to the platform").focus()
    keyboard.press("Enter")
    page.get_by_text("Hand over the file below yourself").wait_for()
    keyboard.press("Tab")
    keyboard.press("Enter")
    page.get_by_role("heading", name="State: Proposed").wait_for()
    visitor.until("document.activeElement.id === 'state-title'")
    assert page.evaluate(IS_SEEN)
    assert page.locator("#draft-title").count() == 0, "what is proposed is changed no more"
    assert not (said := violations(visitor)), said
    with page.expect_download() as download:
        page.locator("#draft-download").click()
    download.value.save_as(tmp_path / download.value.suggested_filename)
    told = json.loads((tmp_path / "spring-repair-day.json").read_text("utf-8"))
    assert faults(told, json.loads(SCHEMA.read_text("utf-8"))) == []
    assert (told["state"], len(told["neighbourhood_codes"])) == ("proposed", 8)
    assert sum(need["needed"] for need in told["needs"]) == 40
    visitor.picture("proposed")

    page.locator("summary", has_text="Take back to draft").click()
    page.get_by_role("button", name="Take back to draft").click()
    page.locator("#draft-title").wait_for()
    assert visitor.complaints == []


def test_a_draft_that_nobody_was_told_of_is_deleted_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/workshop")
    visitor.settle()
    start(visitor, "A mistake", "Flood")
    visitor.page.locator("summary", has_text="Delete this draft").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("gone for good").wait_for()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator("#start-title").wait_for()
    visitor.until("document.activeElement.id === 'your-campaigns'")
    assert visitor.page.get_by_text("A mistake").count() == 0
    assert visitor.complaints == []


@pytest.mark.deep
@pytest.mark.parametrize("visitor", [("fr-FR", 360, "dark"), ("fr-FR", 768, "light")], indirect=True)
def test_the_form_fits_a_phone_and_is_accessible_in_french(visitor: Visitor) -> None:
    visitor.sign_in("bailleur@quartier.example", "/workshop")
    visitor.settle()
    start(visitor, "Partage au jardin", "Partage alimentaire")
    numbers = visitor.page.locator(".need-number input")
    numbers.nth(0).fill("12")
    numbers.nth(1).fill("mille")
    numbers.nth(1).press("Tab")
    visitor.page.get_by_text("Écrire des nombres entiers").wait_for()
    visitor.page.get_by_label("Par quartier").check(force=True)
    visitor.settle()
    visitor.picture("form")
    assert visitor.page.evaluate(FITS)
    assert not (said := violations(visitor)), said
    assert visitor.complaints == []
