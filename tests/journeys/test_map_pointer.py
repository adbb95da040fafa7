"""The map under a hand: clicks, hovering, drawing, what can be taken away, and what is said when it cannot be drawn."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route

from tests.journeys.conftest import Visitor
from tests.journeys.test_map_journey import MAP, PAINTED, choose, opened, places

pytestmark = pytest.mark.journey

#: Code, name and place on the screen of the neighbourhoods whose middle can be seen and has no sign on it.
IN_VIEW = f"""(() => {{
  const map = {MAP}, box = map.getCanvas().getBoundingClientRect(), found = [];
  for (const each of window.quartierMap.collection.features) {{
    const at = map.project(each.properties.at), x = box.x + at.x, y = box.y + at.y;
    if (document.elementFromPoint(x, y) !== map.getCanvas()) continue;
    if (map.queryRenderedFeatures(at, {{ layers: ['projects', 'projects-area'] }}).length) continue;
    found.push([each.properties.code, each.properties.name, x, y]);
  }}
  return found;
}})()"""
QUESTIONS = "**/_dash-update-component"
ANOTHER = """window.dash_clientside.set_props("map-numbers", {
    data: { ...window.quartierMap.numbers, stamp: "another publication" } })"""
POINTED = f"""[...new Set({MAP}.queryRenderedFeatures({{ layers: ['pointed'] }})
  .map((each) => each.properties.code))].join()"""


def in_view(visitor: Visitor) -> list[tuple[str, str, float, float]]:
    visitor.until(f"{MAP}.loaded() && {MAP}.areTilesLoaded()")
    found = visitor.page.evaluate(IN_VIEW)
    assert len(found) > 10
    return [tuple(each) for each in found]


def spot(visitor: Visitor, code: str) -> tuple[float, float]:
    """Where a neighbourhood is once the map has come to rest."""
    visitor.until(f"!{MAP}.isMoving()")
    return next((x, y) for found, _, x, y in in_view(visitor) if found == code)


def drawn_again(visitor: Visitor, *selected: str) -> None:
    """Until the page of these places has come and its map is painted."""
    visitor.until(f"window.quartierMap.facts?.selected.join() === '{','.join(selected)}'")
    visitor.until(PAINTED)
    visitor.until(f"{MAP}?.loaded()")


def test_a_click_selects_and_shift_adds_and_takes_away(visitor: Visitor) -> None:
    opened(visitor)
    page = visitor.page
    (one, _, *at), (other, _, *there) = in_view(visitor)[4:6]
    held = list[Route]()
    # The page of the first place cannot come, and move the map, before the second is clicked.
    page.route(QUESTIONS, lambda route: held.append(route))
    page.mouse.click(*at)
    page.keyboard.down("Shift")
    page.mouse.click(*there)
    page.keyboard.up("Shift")
    page.unroute(QUESTIONS)
    for each in held:
        each.continue_()
    page.wait_for_url(re.compile(f"places={one}(%7C|\\|){other}$"))
    drawn_again(visitor, one, other)
    page.keyboard.down("Shift")
    page.mouse.click(*spot(visitor, one))
    page.keyboard.up("Shift")
    page.wait_for_url(re.compile(f"places={other}$"))
    drawn_again(visitor, other)
    page.mouse.click(*spot(visitor, one))
    page.wait_for_url(re.compile(f"places={one}$"))
    assert visitor.complaints == []


@pytest.mark.deep
@pytest.mark.parametrize("visitor", [("fr-FR", 1440)], indirect=True)
def test_what_is_pointed_at_is_told_beside_the_pointer_until_escape(visitor: Visitor) -> None:
    opened(visitor)
    page, (code, name, x, y) = visitor.page, in_view(visitor)[4]
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    tip = page.locator(".map-tip")
    tip.wait_for()
    assert tip.inner_text().startswith(name)
    visitor.until(f"{POINTED} === '{code}'")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(x + 1, y)
    assert not tip.is_visible(), "closed is closed while the pointer stays on it"
    assert page.locator(".maplibregl-canvas").get_attribute("aria-label") == "Carte des quartiers"
    row = page.locator("#map-rows a").nth(2)
    row.focus()
    visitor.until(f"{POINTED} === '{row.get_attribute('data-code')}'")  # the outline follows the focus in the list
    page.locator("#map-indicator").focus()
    visitor.until(f"{POINTED} === ''")
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_drawn_line_takes_what_it_goes_around(visitor: Visitor) -> None:
    opened(visitor)
    page, seen = visitor.page, in_view(visitor)
    _, _, x, y = seen[len(seen) // 2]
    page.locator("[data-map=area]").click()
    page.mouse.move(x - 70, y)
    page.mouse.down()
    corners = ((x, y - 70), (x + 70, y), (x, y + 70), (x - 70, y))
    for corner in corners:
        page.mouse.move(*corner, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("places="))
    inside = {code for code, _, a, b in seen if abs(a - x) + abs(b - y) < 60}
    outside = {code for code, _, a, b in seen if abs(a - x) + abs(b - y) > 80}
    assert inside
    assert inside <= set(places(visitor))
    assert not outside & set(places(visitor))
    assert "whole neighbourhood" in page.locator("#toast").inner_text()
    assert visitor.complaints == []


@pytest.mark.deep
@pytest.mark.parametrize("limit", ["most = 3", "longest = 40"])
def test_more_than_an_address_can_hold_is_said_and_not_cut(visitor: Visitor, limit: str) -> None:
    opened(visitor)
    page, before = visitor.page, visitor.page.url
    page.evaluate(f"window.quartierMap.facts.{limit}")
    _, _, x, y = in_view(visitor)[20]
    page.locator("[data-map=box]").click()
    page.mouse.move(x - 150, y - 150)
    page.mouse.down()
    page.mouse.move(x + 150, y + 150, steps=3)
    page.mouse.up()
    page.locator("#toast", has_text="more than an address can hold").wait_for()
    assert page.url == before
    assert visitor.complaints == []


@pytest.mark.deep
def test_an_indicator_chosen_while_places_are_on_their_way_keeps_both(visitor: Visitor) -> None:
    opened(visitor)
    page, (code, *_) = visitor.page, in_view(visitor)[4]
    page.locator("#map-indicator").click()
    page.get_by_role("option", name="Homes reached", exact=True).wait_for()
    page.evaluate(f"window.quartierMap.wanted = ['{code}']")  # as a click leaves it until its page has come
    page.get_by_role("option", name="Homes reached", exact=True).click()
    page.wait_for_url(re.compile(f"indicator=reach.*places={code}|places={code}.*indicator=reach"))
    drawn_again(visitor, code)
    assert "Homes reached" in page.locator("#map-title").inner_text()
    assert visitor.complaints == []


@pytest.mark.deep
def test_the_way_past_the_menu_works_after_another_indicator(visitor: Visitor) -> None:
    opened(visitor)
    choose(visitor, "Homes reached")
    visitor.page.locator(".skip-link").focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"


@pytest.mark.deep
def test_a_drawing_that_was_not_finished_ends_with_the_page(visitor: Visitor) -> None:
    opened(visitor)
    page = visitor.page
    page.locator("[data-map=box]").click()
    page.locator("#step-before").click()
    page.wait_for_url(re.compile("period="))
    visitor.until("!document.querySelector('.map-sheet')")
    drawn_again(visitor)
    code, _, *at = in_view(visitor)[4]
    page.mouse.click(*at)
    page.wait_for_url(re.compile(f"places={code}(&|$)"))
    assert visitor.complaints == []


@pytest.mark.deep
def test_numbers_of_another_publication_or_territory_load_the_page_again(visitor: Visitor) -> None:
    opened(visitor)
    with visitor.page.expect_navigation():
        visitor.page.evaluate(ANOTHER)
    drawn_again(visitor)
    assert visitor.page.locator("#map-rows tr").count() > 10
    visitor.page.evaluate("sessionStorage.setItem('map-again', 'another publication')")  # it has been tried already
    visitor.page.evaluate(ANOTHER)
    visitor.page.get_by_text("Other numbers were published since this page was opened").wait_for()
    assert visitor.page.locator("#map-rows tr").count() == 0, "none of them is shown under another place's name"
    assert visitor.page.evaluate("window.quartierMap.numbers") is None
    visitor.page.reload()
    drawn_again(visitor)
    choose(visitor, "Homes reached")
    assert visitor.complaints == []


@pytest.mark.deep
@pytest.mark.parametrize("status", [404, 500])
def test_without_shapes_the_list_stands_and_the_map_says_why_it_is_empty(visitor: Visitor, status: int) -> None:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=status, body="")

    visitor.page.route("**/geometry/*/neighbourhoods.geojson*", refuse)
    visitor.sign_in("mairie@quartier.example", "/map")
    visitor.page.get_by_text("The map cannot be drawn here").wait_for()
    assert len(asked) == (2 if status == 404 else 1), "an address that is gone is asked for once more by a new page"
    visitor.until("document.querySelectorAll('#map-rows tr').length > 10")
    visitor.page.locator("#map-rows a").first.click()
    visitor.page.wait_for_url(re.compile("places="))
    assert [each for each in visitor.complaints if "Failed to load resource" not in each] == []


def test_without_webgl_the_list_stands_too(visitor: Visitor) -> None:
    visitor.page.add_init_script("""const real = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
        };""")
    visitor.sign_in("mairie@quartier.example", "/map")
    visitor.page.get_by_text("The map cannot be drawn here").wait_for()
    visitor.until("document.querySelectorAll('#map-rows tr').length > 10")


@pytest.mark.deep
def test_the_saved_picture_has_title_reading_legend_layers_and_source(visitor: Visitor, tmp_path: Path) -> None:
    """What is written on the picture is heard from the canvas itself."""
    opened(visitor)
    page = visitor.page
    page.locator("[data-layer=places] input").set_checked(True, force=True)
    visitor.until("document.querySelector('[data-layer=places]').classList.contains('is-on')")
    page.evaluate("""window.written = [];
        const write = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          window.written.push(text);
          return write.call(this, text, ...rest);
        };
        true;""")
    with page.expect_download() as download:
        page.locator("[data-map=picture]").click()
    file = tmp_path / "map-picture.png"
    download.value.save_as(file)
    with Image.open(file) as picture:
        map_size = page.locator(".map-figure .maplibregl-canvas").bounding_box()
        assert map_size
        assert picture.width > map_size["width"]
        assert picture.height > map_size["height"]
        small = picture.convert("RGB").resize((400, 300), Image.Resampling.NEAREST)
        assert len(small.getcolors(small.width * small.height) or ()) > 20, "the map itself is on it, not an empty box"
    day = page.locator("#source").get_attribute("data-day")
    assert re.fullmatch(rf"quartier-active-households[\w-]*\w-{day}\.png", download.value.suggested_filename)
    written = " ".join(page.evaluate("window.written"))
    assert page.locator("#map-title").inner_text() in written
    assert page.locator("#map-reading").inner_text() in written
    assert page.locator("#source").inner_text() in written
    for line in page.locator("#map-legend .legend-text").all_inner_texts():
        assert line in written
    for layer in ("Projects by stage", "Local places"):
        assert layer in written
    signs = page.locator("#map-layers .is-on .layer-key li").all_inner_texts()
    assert len(signs) > 5
    for line in signs:
        assert all(part in written for part in line.split("\n"))
    assert visitor.complaints == []


@pytest.mark.deep
@pytest.mark.parametrize("mode", ["amount", "change"])
def test_the_numbers_of_the_map_can_be_kept_as_csv_and_its_address_copied(
    visitor: Visitor, mode: str, tmp_path: Path
) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(visitor, "/map?period=2026-Q2&colour=change" if mode == "change" else "/map?period=2026-Q2")
    page = visitor.page
    choose(visitor, "Homes reached")
    with page.expect_download() as download:
        page.locator("[data-map=csv]").click()
    download.value.save_as(tmp_path / "map.csv")
    title, _, head, *rows, source = csv.reader((tmp_path / "map.csv").read_text("utf-8-sig").splitlines())
    assert title == [page.locator("#map-caption").inner_text()]
    assert title[0].startswith("Homes reached · 2nd quarter 2026")
    assert ("change since" in title[0]) == (mode == "change"), "the caption names all that the table tells"
    assert source == [page.locator("#source").inner_text()]
    assert head == ["Neighbourhood", "Code", "Homes reached", "95% interval, from", "95% interval, to",
                    "Change since the 2nd quarter 2025"]  # fmt: skip
    assert len(rows) == page.evaluate("window.quartierMap.facts.codes.length")
    assert all(0 < float(low) <= float(value) <= float(high) < 1 for _, _, value, low, high, _ in rows)
    assert all(differs in ("not clear", "–") or 0 < abs(float(differs)) < 1 for *_, differs in rows)
    shown = page.locator("#map-rows td:nth-child(4)").all_inner_texts()
    assert len(shown) == (len(rows) if mode == "change" else 0)
    page.locator("[data-map=link]").click()
    page.locator("#toast", has_text="The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert visitor.complaints == []
