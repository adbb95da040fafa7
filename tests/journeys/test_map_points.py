"""What the map draws as points is told in text too: by keyboard, in the panel and in folded lists of the territory."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

LISTED = """(selector) => Array.from(document.querySelectorAll(selector + ' .point-list li:not(:has(li))'),
    (each) => each.textContent)"""
KINDS = {"association": "association", "shop": "commerce", "public_service": "service public",
         "green_space": "espace vert", "other": "autre lieu"}  # fmt: skip


def drawn(visitor: Visitor) -> dict[str, list[dict[str, Any]]]:
    """What every layer of points of this reader is drawn from, by layer: from the very addresses that the map asks."""
    visitor.until("!!window.quartierMap?.facts")
    found = visitor.page.evaluate("""async () => Object.fromEntries(await Promise.all(
        Object.entries(window.quartierMap.facts.layers).map(async ([layer, address]) =>
          [layer, (await (await fetch(address)).json()).features])))""")
    return {
        layer: [each["properties"] for each in features]
        for layer, features in found.items()
        if features and features[0]["geometry"]["type"] == "Point"
    }


def told(layer: str, point: dict[str, Any]) -> str:
    """The line of a point, in French."""
    if layer == "places":
        return f"{point['name']} · {KINDS[point['kind']]}"
    dwellings = point["dwellings"]
    return f"{point['name']} · {dwellings} logement{'s' if dwellings > 1 else ''}" if dwellings else point["name"]


@pytest.mark.parametrize("visitor", [("fr-FR", 1440)], indirect=True)
@pytest.mark.deep
@pytest.mark.parametrize("email", ["mairie@quartier.example", "bailleur@quartier.example"])
def test_every_point_that_a_layer_draws_is_told_in_text_by_keyboard(visitor: Visitor, email: str) -> None:
    page = visitor.page
    visitor.sign_in(email, "/map")
    page.locator("#map-rows tr").first.wait_for()
    layers = drawn(visitor)
    assert set(layers) == ({"places"} if email.startswith("mairie") else {"places", "residences"})
    for layer, points in layers.items():
        summary = page.locator(f"[data-points={layer}] > summary")
        assert summary.inner_text().startswith(f"{len(points)} ")
        summary.focus()
        page.keyboard.press("Enter")
        page.locator(f"[data-points={layer}] .point-list li").first.wait_for()
        lines = page.evaluate(LISTED, f"[data-points={layer}]")
        assert Counter(lines) == Counter(told(layer, point) for point in points)
    busiest = Counter(each["neighbourhood"] for points in layers.values() for each in points).most_common(1)[0][0]
    visitor.turn_to(f"/map?places={busiest}")
    for layer, points in layers.items():
        here = [told(layer, point) for point in points if point["neighbourhood"] == busiest]
        own = f"[data-points={layer}][data-place='{busiest}']"
        if here:
            page.locator(f"{own} .point-list li").first.wait_for()
        assert Counter(page.evaluate(LISTED, own)) == Counter(here), "that of a place selected alone is open"
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_list_that_does_not_come_says_so_and_can_be_asked_for_again(visitor: Visitor) -> None:
    page = visitor.page
    page.route("**/places.geojson*", lambda route: route.fulfill(status=500, body=""))
    visitor.sign_in("mairie@quartier.example", "/map")
    summary = page.locator("[data-points=places] > summary")
    page.locator("#map-rows tr").first.wait_for()
    summary.click()
    page.get_by_text("The list cannot be loaded").wait_for()
    page.unroute("**/places.geojson*")
    summary.click()
    summary.click()
    page.locator("[data-points=places] .point-list li").first.wait_for()
    assert [each for each in visitor.complaints if "Failed to load resource" not in each] == []
