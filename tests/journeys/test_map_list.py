"""The list beside the map for thousands of neighbourhoods: written by the page's own script from real numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from dashboard.components.map_numbers import numbers, sentences
from dashboard.components.map_values import Against, MapValues
from dashboard.figures.palettes import palette
from dashboard.words import words_in
from tests.dashboard.test_map import city, rows_of, values
from tests.journeys.conftest import ARTEFACTS

pytestmark = pytest.mark.journey

ROWS = "document.querySelectorAll('#map-rows tr').length"
LIST = "<table><tbody id='map-rows'></tbody></table><button id='map-more' hidden></button>"


def listed(page: Page, values: MapValues) -> None:
    """The list of these numbers on an empty page, by the script of the site."""
    page.set_content(LIST)
    page.add_script_tag(path=ARTEFACTS.parent / "assets" / "map-list.js")
    page.evaluate(
        """([numbers, words, codes, names]) => {
          Object.assign(window.quartierMap, {
            numbers: numbers, search: "", searchWith: () => "",
            facts: { key: "k", words: words, selected: [], codes: codes, names: names },
            byCode: new Map(codes.map((code, at) => [code, at])),
          });
          window.quartierMap.writeList();
        }""",
        [numbers(values, palette("light")), sentences(words_in("en")), list(values.names), list(values.names.values())],
    )


@pytest.mark.deep
def test_a_list_of_thousands_is_opened_in_a_few_steps_and_printed_whole(browser: Browser) -> None:
    many = city(5000)
    page = browser.new_page()
    listed(page, many)
    assert page.evaluate(ROWS) == 100
    more, presses = page.locator("#map-more"), 0
    assert more.inner_text() == "Show 100 more"
    more.click()
    assert more.inner_text() == "Show 200 more"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(ROWS) == 5000, "paper has every row"
    assert not more.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(ROWS) == 200
    while more.is_visible():
        more.click()
        presses += 1
    assert page.evaluate(ROWS) == 5000
    assert presses <= 5
    page.close()


def test_the_list_follows_what_is_coloured(browser: Browser) -> None:
    before = rows_of({"a": 0.3, "b": 0.13, "c": 0.3, "d": 0.5})
    against = Against("period", "2nd quarter 2024", before)
    page = browser.new_page()
    names = "Array.from(document.querySelectorAll('#map-rows .tick + span'), (each) => each.textContent)"
    listed(page, values(against=against))
    assert page.evaluate(names) == ["Maurepas", "Centre", "Le Blosne", "Île-Bizard"]
    listed(page, values(mode="change", against=against))
    assert page.evaluate(names) == ["Le Blosne", "Maurepas", "Centre", "Île-Bizard"], "up 12 and 10, down 20, hidden"
    page.close()
