"""What people note of a day: written and deleted by keyboard, on the axis meanwhile, and seen by their organisation."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_keyboard import IS_SEEN, tab_to

pytestmark = pytest.mark.journey


@pytest.mark.deep
def test_a_note_is_written_seen_on_the_axis_and_deleted_by_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("bailleur@quartier.example", "/engagement")
    visitor.settle()
    page, keyboard = visitor.page, visitor.page.keyboard
    said = page.locator("#note-said")
    page.locator("#note-text").focus()
    keyboard.type("Hall closed for works")
    keyboard.press("Enter")
    visitor.until("document.getElementById('note-said').textContent.includes('Choose a day')")
    assert page.locator("#note-text").input_value() == "Hall closed for works", "nothing typed is lost"
    page.locator("#note-day").fill("2026-03-15")
    page.locator("#note-text").focus()
    tab_to(visitor, "#note-add", steps=1)
    keyboard.press("Enter")
    line = page.locator(".note-lines li", has_text="Hall closed for works")
    line.wait_for()
    assert said.inner_text() == "The note is added."
    visitor.settle()
    caption = page.locator("#figure-trend", has_text="dotted lines: notes of")
    caption.wait_for()
    drawn = page.locator("#figure-trend .js-plotly-plot").first
    marks = drawn.evaluate("(plot) => JSON.stringify([plot.layout.annotations, plot.layout.shapes, plot.data])")
    assert "2026-03-15" in marks

    tab_to(visitor, ".note-delete")
    keyboard.press("Enter")
    page.get_by_text("No note yet.").wait_for()
    visitor.until("document.activeElement.id === 'notes-title'")
    assert page.evaluate(IS_SEEN)
    assert said.inner_text() == "The note is deleted."
    assert visitor.complaints == []
