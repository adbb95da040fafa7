"""A crisis desk on a telephone: the three things that are missing most and where, before any scrolling."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

HEIGHT = 740
#: Letters of figures that lie outside of their figure.
CUT = """[...document.querySelectorAll(".picture svg.main-svg text")].filter((text) => {
    const own = text.getBoundingClientRect(), around = text.closest(".picture").getBoundingClientRect();
    return own.width && (own.left < around.left - 1 || own.right > around.right + 1);
}).map((text) => text.textContent)"""


@pytest.mark.parametrize("visitor", [("en-GB", 360, "light"), ("fr-FR", 360, "dark")], indirect=True)
def test_what_is_missing_most_and_where_is_on_the_first_screen_of_a_telephone(visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    visitor.sign_in("mairie@quartier.example", "/campaigns")
    campaigns = [link.get_attribute("href") for link in page.locator("a.choice").all()]
    assert len(campaigns) == 4
    for address in campaigns:
        visitor.turn_to(address or "")
        visitor.settle()
        worst = page.locator(".worst > li")
        assert 1 <= worst.count() <= 3
        said = page.locator(".page-head").inner_text()
        assert any(word in said for word in ("Most in", "most in", "For sure in", "In which places", "In most of",
                                             "In each of", "Surtout", "surtout", "À coup sûr", "Dans quels quartiers",
                                             "Dans la plupart", "Dans chacun"))  # fmt: skip
        last = worst.last.bounding_box()
        assert last
        assert last["y"] + last["height"] <= HEIGHT, address
        assert page.evaluate(CUT) == []
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            "a table that is opened scrolls by itself"
        )
    assert visitor.complaints == []


@pytest.mark.parametrize("visitor", [("fr-FR", 360, "light")], indirect=True)
def test_another_campaign_is_a_few_keys_away_on_a_telephone(visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    visitor.sign_in("mairie@quartier.example", "/campaigns?campaign=flood")
    visitor.settle()
    switch = page.locator(".campaign-switch")
    summary, links = switch.locator("summary"), switch.locator("a")
    assert summary.inner_text() == "3 autres campagnes"
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    title = links.first.inner_text()
    assert page.evaluate("document.activeElement.textContent") == title
    with page.expect_response(lambda answer: '"page.children"' in (answer.request.post_data or "")):
        page.keyboard.press("Enter")
    visitor.settle()
    assert page.locator(".page-head .reading").first.inner_text().startswith(title)
    assert title not in switch.locator("a").all_text_contents()
    assert not switch.locator("a").first.is_visible(), "it is folded again: what is missing is in sight"


@pytest.mark.parametrize("visitor", [("en-GB", 360, "light")], indirect=True)
def test_a_table_that_is_wider_than_the_screen_says_so_and_keeps_its_names_in_sight(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/campaigns?campaign=flood")
    visitor.settle()
    page, hint = visitor.page, visitor.page.locator(".slide-hint")
    box = hint.locator("xpath=following-sibling::div[contains(@class, 'table-scroll')]")
    assert hint.is_visible()
    assert box.evaluate("(box) => box.scrollWidth > box.clientWidth")
    box.evaluate("(box) => { box.scrollLeft = box.scrollWidth; }")
    edges = box.evaluate(
        "(box) => [box, box.querySelector('tbody th')].map((each) => each.getBoundingClientRect().left)"
    )
    assert abs(edges[0] - edges[1]) <= 1
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    assert not hint.is_visible()
    assert box.evaluate("(box) => box.scrollWidth <= box.clientWidth")


def test_every_place_that_asks_for_something_is_in_a_table_to_take_away(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.sign_in("mairie@quartier.example", "/campaigns?campaign=flood")
    visitor.settle()
    card = page.locator("#figure-where")
    card.get_by_text("Table", exact=True).click()
    rows = card.locator("tbody tr")
    assert rows.count() == 50, "five items in ten places"
    assert card.locator("tbody tr", has_text="with the whole zone").count() % 5 == 0, "a place tells all items alike"
    with page.expect_download() as taken:
        card.get_by_role("button", name="Table as CSV").click()
    taken.value.save_as(tmp_path / "where.csv")
    with (tmp_path / "where.csv").open(encoding="utf-8-sig") as file:
        told = list(csv.reader(file))
    assert len([line for line in told if len(line) > 5]) == 51
