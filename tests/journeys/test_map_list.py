"""The list beside the map for thousands of neighbourhoods: written by the page's own script from real numbers."""

from __future__ import annotations

import csv
import html
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from playwright.sync_api import Browser, Page

from dashboard.components.map_list import neighbourhood_list
from dashboard.components.map_numbers import numbers, sentences
from dashboard.components.map_values import Against, MapValues, Mode
from dashboard.figures.palettes import palette
from dashboard.words import words_in
from queries import Period
from tests.dashboard.test_map import city, rows_of, values
from tests.journeys.conftest import ARTEFACTS

pytestmark = pytest.mark.journey

ROWS = "document.querySelectorAll('#map-rows tr').length"
CELLS = """Array.from(document.querySelectorAll('#map-table tr'), (line) => Array.from(line.children)
  .filter((each) => !each.hidden).map((each) => (each.querySelector('.order, .tick + span') || each).textContent))"""


def markup(part: Any) -> str:
    """A component as the browser gets it in the end."""
    if isinstance(part, (list, tuple)):
        return "".join(map(markup, part))
    if not isinstance(part, Component):
        return "" if part is None else html.escape(str(part))
    given = part.to_plotly_json()["props"]
    inside, name = markup(given.pop("children", None)), type(part).__name__.lower()
    given["class"] = given.pop("className", "")
    attributes = "".join(f' {key}="{html.escape(str(value))}"' for key, value in given.items() if value)
    return f"<{name}{attributes}>{inside}</{name}>"


def listed(page: Page, values: MapValues) -> None:
    """The list of these numbers on an empty page, by the script of the site."""
    w = values.words
    page.set_content(f"<html lang='{w.language}'>{markup(neighbourhood_list(values.caption, [], w))}")
    page.add_style_tag(path=ARTEFACTS.parent / "assets" / "map.css")
    for script in ("figure.js", "map-list.js"):
        page.add_script_tag(path=ARTEFACTS.parent / "assets" / script)
    page.evaluate(
        """([numbers, words, codes, names]) => {
          Object.assign(window.quartierMap, {
            numbers: numbers, search: "", searchWith: () => "",
            facts: { key: "k", words: words, selected: [], codes: codes, names: names },
            byCode: new Map(codes.map((code, at) => [code, at])),
          });
          window.quartierMap.writeList();
        }""",
        [
            {**numbers(values, palette("light")), "file": "map"},
            sentences(w),
            list(values.names),
            list(values.names.values()),
        ],
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


def compared(language: str, mode: Mode) -> MapValues:
    """Maurepas goes up by 10 points, Le Blosne down by 20, the rest is the same or hidden."""
    before = rows_of({"a": 0.3, "b": 0.45, "c": 0.3, "d": 0.31})
    w = words_in(language)
    return values(language, mode, Against("period", w.the(Period.parse("2024-Q2")), before))


@pytest.mark.parametrize(("language", "mode"), [("en", "amount"), ("en", "change"), ("fr", "change")])
def test_an_amount_and_its_difference_are_told_under_heads_of_their_own(
    language: str, mode: Mode, browser: Browser, tmp_path: Path
) -> None:
    page, made = browser.new_page(), compared(language, mode)
    listed(page, made)
    caption = page.locator("caption")
    assert caption.is_visible()
    head, *rows = page.evaluate(CELLS)
    told = {row[0]: row[2:] for row in rows}
    if mode == "amount":
        assert caption.inner_text() == "Requests without an answer · 2nd quarter 2025"
        assert head[2:] == ["Value"]
        assert told == {"Maurepas": ["40%"], "Centre": ["30%"], "Le Blosne": ["25%"], "Île-Bizard": []}
    elif language == "en":
        assert caption.inner_text() == (
            "Requests without an answer · 2nd quarter 2025, and change since the 2nd quarter 2024"
        )
        assert head[2:] == ["Value", "Difference"]
        assert told == {"Maurepas": ["40%", "+10 points"], "Centre": ["30%", "not clear"],
                        "Le Blosne": ["25%", "−20 points"], "Île-Bizard": []}  # fmt: skip
    else:
        assert head[2:] == ["Valeur", "Écart"]
        assert told["Maurepas"] == ["40\u202f%", "+10 points"]
        assert told["Centre"][1] == "pas net"
    with page.expect_download() as download:
        page.evaluate("window.quartierMap.saveTable()")
    download.value.save_as(tmp_path / "map.csv")
    lines = csv.reader((tmp_path / "map.csv").read_text("utf-8-sig").splitlines(), delimiter=",;"[language == "fr"])
    title, _, heads, *cells, _ = lines
    assert title == [caption.inner_text()]
    since = {"en": "Change since the 2nd quarter 2024", "fr": "Évolution depuis le 2e trimestre 2024"}[language]
    assert (heads[2], heads[-1]) == (made.label, since)
    point = {"en": ".", "fr": ","}[language]
    kept = {name: (amount.replace(point, "."), differs.replace(point, ".")) for name, _, amount, _, _, differs in cells}
    unclear, hidden = {"en": ("not clear", "below threshold"), "fr": ("pas net", "sous le seuil")}[language]
    assert kept == {"Maurepas": ("0.4", "0.1"), "Le Blosne": ("0.25", "-0.2"), "Centre": ("0.3", unclear),
                    "Île-Bizard": (hidden, "")}  # fmt: skip
    page.close()


def test_the_rows_can_be_put_in_the_order_of_each_column(browser: Browser) -> None:
    page = browser.new_page()
    listed(page, compared("en", "change"))
    sorts = "Array.from(document.querySelectorAll('[aria-sort]'), (each) => each.innerText + each.ariaSort)"
    names = "Array.from(document.querySelectorAll('#map-rows .tick + span'), (each) => each.textContent).join()"
    assert page.evaluate(names) == "Maurepas,Centre,Le Blosne,Île-Bizard"
    assert page.evaluate(sorts) == ["Differencedescending"]
    page.get_by_role("button", name="Difference").click()
    assert page.evaluate(names) == "Le Blosne,Centre,Maurepas,Île-Bizard", "what is hidden stays last"
    assert page.evaluate(sorts) == ["Differenceascending"]
    page.get_by_role("button", name="Value").press("Enter")
    assert page.evaluate(names) == "Maurepas,Centre,Le Blosne,Île-Bizard"
    page.get_by_role("button", name="Neighbourhood").click()
    assert page.evaluate(names) == "Centre,Île-Bizard,Le Blosne,Maurepas"
    listed(page, compared("en", "amount"))
    assert page.evaluate(sorts) == ["Valuedescending"], "another map begins in its own order"
    page.close()
