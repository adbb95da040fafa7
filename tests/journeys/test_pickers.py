"""The pickers of names: what is typed without accents finds what is written with them, and nothing else."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey


@pytest.mark.deep
@pytest.mark.parametrize("visitor", [("fr-FR", 1440)], indirect=True)
def test_a_name_is_found_without_its_accents(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example")
    visitor.settle()
    page = visitor.page
    place, comparison = ".places-box [role=option]:visible", ".compare [role=option]:visible"
    page.locator("#choose-places").click()
    page.locator(place).first.wait_for()
    assert page.locator(place).count() == 58, "before anything is typed every name is there"
    page.keyboard.type("ETIENNE des")
    visitor.until("document.querySelectorAll('.places-box [role=option]').length === 1")
    assert page.locator(place).all_inner_texts() == ["Étienne-Desmarteau"]
    page.keyboard.press("Control+a")
    page.keyboard.type("champlain l’ile")
    visitor.until("document.querySelector('.places-box [role=option]').textContent.startsWith('Champlain')")
    page.keyboard.press("Control+a")
    page.keyboard.type("st-michel")
    visitor.until("document.querySelectorAll('.places-box [role=option]').length === 1")
    assert page.locator(place).all_inner_texts() == ["Saint-Michel"]
    page.keyboard.press("Control+a")
    page.keyboard.type("etienne")
    visitor.until("document.querySelector('.places-box [role=option]').textContent === 'Étienne-Desmarteau'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".sentence", has_text="Étienne-Desmarteau").wait_for()
    visitor.settle()
    page.locator("#choose-compare").click()
    page.locator(comparison).first.wait_for()
    assert page.locator(comparison).count() > 57, "time, the study and every other place"
    page.keyboard.press("Control+a")
    page.keyboard.type("sault recollet")
    visitor.until("document.querySelectorAll('.compare [role=option]').length === 1")
    assert page.locator(comparison).all_inner_texts() == ["Sault-au-Récollet"]
    page.keyboard.press("Escape")
    visitor.turn_to("/?places=113|121|82|102")
    pills, field = page.locator(".places-pills > span"), page.locator(".places-root .control")
    page.locator("#content h1").click()
    assert [pills.nth(at).is_visible() for at in range(4)] == [True, False, False, False]
    assert field.bounding_box()["height"] < 45, "one line, however many are chosen"
    title = page.locator("#content h1").bounding_box()
    page.locator("#choose-places").click()
    assert [pills.nth(at).is_visible() for at in range(4)] == [True] * 4
    assert page.locator("#content h1").bounding_box() == title, "the page stays where it is"
    assert visitor.complaints == []
