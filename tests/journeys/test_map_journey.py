"""The map in a real browser: another indicator, areas that snap, two places, layers, a picture; real cities."""

from __future__ import annotations

import gzip
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Response, Route

from tests.conftest import SHARED
from tests.journeys.conftest import ARTEFACTS, Site, Visitor, _wait
from tests.layers.grid import write_grid

pytestmark = pytest.mark.journey

MAP = "document.querySelector('.map-figure .js-plotly-plot')?._fullLayout?.map?._subplot?.map"
PAINTED = "!!document.querySelector('.map-figure[data-painted]')"


def opened(visitor: Visitor, path: str = "/map", email: str = "mairie@quartier.example") -> None:
    visitor.sign_in(email, path)
    visitor.until(PAINTED)
    visitor.until(f"{MAP}.loaded()")


def places(visitor: Visitor) -> list[str]:
    found = re.search(r"places=([^&]*)", visitor.page.url)
    return found[1].replace("%7C", "|").split("|") if found else []


def choose(visitor: Visitor, label: str) -> None:
    visitor.page.locator("#map-indicator").click()
    visitor.page.get_by_role("option", name=label, exact=True).click()
    visitor.page.locator("#map-title", has_text=label).wait_for()


@pytest.mark.deep
def test_another_indicator_sends_numbers_only_and_can_be_gone_back_from(visitor: Visitor) -> None:
    opened(visitor)
    page, answers = visitor.page, list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    turn = page.locator(".map-figure").get_attribute("data-painted")
    choose(visitor, "Homes reached")
    visitor.until(f"document.querySelector('.map-figure').dataset.painted !== '{turn}'")
    bodies = [answer.body() for answer in answers if "_dash-update-component" in answer.url]
    assert len(bodies) == 1, "the page is not drawn again"
    assert len(gzip.compress(bodies[0])) < 8_000
    assert not [answer.url for answer in answers if "/geometry/" in answer.url]
    assert "indicator=reach" in page.url
    page.locator("#kind-year").click()
    page.wait_for_url(re.compile("period=2025"))
    assert "indicator=reach" in page.url, "the frame keeps what the map shows"
    page.go_back()
    page.locator("#map-title", has_text="Homes reached · 3rd quarter").wait_for()
    page.go_back()
    page.locator("#map-title", has_text="Active households").wait_for()
    assert visitor.complaints == []


def test_a_drawn_area_takes_whole_neighbourhoods_and_says_so(visitor: Visitor) -> None:
    opened(visitor)
    page = visitor.page
    page.locator("[data-map=box]").click()
    sheet = page.locator(".map-sheet").bounding_box()
    assert sheet
    middle = page.evaluate(f"(() => {{ const p = {MAP}.project([-73.6, 45.56]); return [p.x, p.y]; }})()")
    x, y = sheet["x"] + middle[0], sheet["y"] + middle[1]
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    page.mouse.move(x, y)
    page.mouse.move(x + 60, y + 60)
    page.mouse.up()
    page.wait_for_url(re.compile("places="))
    said = page.locator("#toast", has_text="whole neighbourhood")
    said.wait_for()
    assert int(re.search(r"drawn to (\d+)", said.inner_text())[1]) == len(places(visitor)) > 1
    page.locator(".map-table tr.is-selected").first.wait_for()
    assert page.locator(".map-table tr.is-selected").count() == len(places(visitor))
    visitor.picture("box")
    assert visitor.complaints == []


@pytest.mark.deep
def test_two_places_of_the_list_stand_side_by_side(visitor: Visitor) -> None:
    opened(visitor)
    page = visitor.page
    page.locator("#map-rows a").first.click()
    page.wait_for_url(re.compile("places="))
    page.locator(".similar-list a").first.wait_for()
    visitor.until(f"{MAP}?.isStyleLoaded()")
    visitor.picture("one")
    page.locator(".similar-list a").first.click()
    page.locator(".map-compare").wait_for()
    assert len(places(visitor)) == 2
    assert "They clearly differ in" in page.locator(".map-compare").inner_text()
    end = "document.getElementById('source').getBoundingClientRect().bottom"
    assert page.evaluate(f"document.documentElement.scrollHeight - scrollY - {end}") < 60, "no blank space below"
    visitor.until(PAINTED)
    visitor.picture("two")
    violations = Axe().run(page).response["violations"]
    assert not [(found["id"], [node["target"] for node in found["nodes"]]) for found in violations]
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_layer_is_drawn_when_it_is_switched_on(visitor: Visitor) -> None:
    opened(visitor)
    for layer in ("silent", "activity", "above", "places", "projects"):
        visitor.page.locator(f"[data-layer={layer}] input").set_checked(True, force=True)
        first = f"{MAP}.getStyle().layers.find((each) => each.metadata?.layer === '{layer}').id"
        visitor.until(f"{MAP}.getLayoutProperty({first}, 'visibility') === 'visible'")
        visitor.until(f"{MAP}.querySourceFeatures('{layer}').length > 0")
        visitor.picture(layer)
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_landlord_sees_its_residences(visitor: Visitor) -> None:
    opened(visitor, email="bailleur@quartier.example")
    visitor.until(f"{MAP}.querySourceFeatures('residences').length > 0")
    visitor.picture("residences")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    "visitor", [("en-GB", 360), pytest.param(("fr-FR", 768), marks=pytest.mark.deep)], indirect=True
)
def test_the_map_can_be_used_at_every_width(visitor: Visitor) -> None:
    opened(visitor, "/map?places=102")
    page = visitor.page
    box = page.locator(".map-figure .maplibregl-canvas").bounding_box()
    assert box
    assert box["width"] > 300
    assert box["height"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    before = page.evaluate(f"{MAP}.getZoom()")
    page.locator("[data-map=in]").click()
    visitor.until(f"{MAP}.getZoom() > {before} + 0.9")
    visitor.picture("width")
    assert visitor.complaints == []


@pytest.mark.deep
def test_streets_of_another_host_lie_under_the_numbers_only_when_they_are_set(site: Site, browser: Browser) -> None:
    host = "https://tiles.example.org"
    streets = {"version": 8, "sources": {}, "layers": [{"id": "streets", "type": "background",
               "paint": {"background-color": "#d8e8f8"}}]}  # fmt: skip
    with served({**site.environment, "QUARTIER_MAP_STYLE": f"{host}/style.json"}) as other:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(json=streets, headers={"Access-Control-Allow-Origin": "*"})

        context.route(f"{host}/**", answer)
        visitor = Visitor(context, other, "map-streets")
        opened(visitor)
        assert asked
        layers = visitor.page.evaluate(f"{MAP}.getStyle().layers.map((each) => each.id)")
        assert layers.index("streets") < layers.index("amounts")
        assert visitor.page.get_by_text("look at from: tiles.example.org").is_visible()
        visitor.picture("map")
        context.close()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[Site]:
    """Another site on a free port, over data that is there already."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "app.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ARTEFACTS.parent)
    try:
        made = Site(f"http://127.0.0.1:{port}", environment)
        _wait(made.address)
        yield made
    finally:
        server.terminate()
        server.wait(30)


CITIES = {
    "rennes": ("rennes/quartiers.geojson",),
    "chicago": ("chicago/Chicago77.shp", "--name-column", "COMMUNITY", "--city", "Chicago"),
}


NEIGHBOURHOODS = {"rennes": 12, "chicago": 77, "warsaw": 18, "grid": 1000}


@pytest.fixture(scope="module", params=list(NEIGHBOURHOODS))
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    """A real city (or a thousand made-up neighbourhoods) on a site of its own; the real ones need their files."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param != "grid" and not (SHARED / "real").is_dir():
        pytest.skip("the real boundaries are not beside this checkout")
    environment = {**os.environ, "QUARTIER_DATA": str(folder / "data")}
    made = Site("", environment)
    if request.param == "warsaw":
        made.quartier("import", str(SHARED / "real" / "warsaw"))
        made.quartier("publish")
        made.quartier("organisation", "add", "--code", "miasto", "--name", "Miasto", "--kind", "local_authority",
                      "--territory", "city:warszawa")  # fmt: skip
        subprocess.run([sys.executable, "app.py", "user", "add", "mairie@quartier.example", "--organisation", "miasto",
                        "--password-stdin"], env=environment, check=True, input=b"demonstration\n",
                       capture_output=True, cwd=ARTEFACTS.parent)  # fmt: skip
    else:
        made.quartier("demo", "--build-only", *boundaries(request.param, folder))
    with served(environment) as site:
        yield request.param, site


def boundaries(name: str, folder: Path) -> tuple[str, ...]:
    """The options of the demonstration; a shape file is first written as GeoJSON."""
    if name == "grid":
        drawn = write_grid(folder / "grid.geojson", 1000)
        return ("--boundaries", str(drawn), "--code-column", "code", "--city", "Grid", "--households", "70000")
    file, *options = CITIES[name]
    path = SHARED / "real" / file
    if path.suffix == ".shp":
        import geopandas

        path = folder / "boundaries.geojson"
        # Chicago's file names no projection: it is that of the state of Illinois, in feet.
        geopandas.read_file(SHARED / "real" / file).set_crs(3435).to_crs(4326).to_file(path, driver="GeoJSON")
    return ("--boundaries", str(path), *options)


#: How many neighbourhoods have their middle within the bounds of the map.
IN_VIEW = """([[west, south], [east, north]]) => window.quartierMap.collection.features.filter((each) => {
  const [x, y] = each.properties.at;
  return west < x && x < east && south < y && y < north;
}).length"""


@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_real_cities_and_a_thousand_neighbourhoods_are_drawn(city: tuple[str, Site], browser: Browser) -> None:
    """The pictures are kept to be looked at; what must hold is said by the assertions."""
    name, site = city
    for width, language, theme in ((1440, "en-GB", "light"), (1440, "fr-FR", "dark"), (768, "en-GB", "light"),
                                   (360, "fr-FR", "dark")):  # fmt: skip
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        context.add_cookies([{"name": "quartier_theme", "value": theme, "url": site.address}])
        visitor = Visitor(context, site, f"map-{name}-{theme}-{width}", keeps_pictures=True)
        opened(visitor)
        drawn = visitor.page.evaluate(f"new Set({MAP}.queryRenderedFeatures({{layers: ['amounts']}})"
                                      ".map((each) => each.properties.code)).size")  # fmt: skip
        listed = visitor.page.locator("#map-rows tr").count()
        every = visitor.page.evaluate("window.quartierMap.facts.codes.length")
        assert every == NEIGHBOURHOODS[name]
        assert listed == min(every, 100)
        visitor.until(f"{MAP}.areTilesLoaded()")
        box = visitor.page.evaluate(f"{MAP}.getBounds().toArray()")
        in_view = visitor.page.evaluate(IN_VIEW, box)
        assert in_view > every / 2, "the first view shows the city"
        assert drawn >= in_view
        visitor.page.wait_for_timeout(1000)
        visitor.picture("map")
        assert visitor.complaints == []
        context.close()


@pytest.mark.deep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("city", ["grid"], indirect=True)
def test_another_indicator_of_a_thousand_neighbourhoods_is_under_eight_kilobytes(
    city: tuple[str, Site], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    visitor = Visitor(context, city[1], "map-bytes")
    opened(visitor)
    with visitor.page.expect_response(re.compile("_dash-update-component")) as answer:
        choose(visitor, "Homes reached")
    body = answer.value.body()
    assert len(json.loads(body)["response"]["map-numbers"]["data"]["value"]) == 1000
    assert len(gzip.compress(body)) < 8_000
    context.close()
