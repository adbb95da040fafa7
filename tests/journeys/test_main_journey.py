"""The main job in a real browser: sign in, open the map, click a district, change the period, read, sign out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import queries
from queries import Period, Scope, Selection
from queries.folders import Folders
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

MAP = "document.querySelector('.map-figure .js-plotly-plot')?._fullLayout?.map?._subplot?.map"


def answers(visitor: Visitor, indicator: str, period: str) -> dict[str, queries.Row]:
    """What the published snapshot says of every neighbourhood, without the site."""
    snapshot = queries.open_current(Folders(Path(visitor.site.environment["QUARTIER_DATA"])))
    assert snapshot is not None
    scope = Scope("city_hall", queries.territory(snapshot, ("city:montreal",)))
    found = queries.answer(scope, snapshot, indicator, Selection((), Period.parse(period), "neighbourhood"))
    return {row.area_code: row for row in found.rows}


def test_a_planner_reads_a_number_from_the_map(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("mairie@quartier.example", "/map")
    visitor.settle()
    visitor.until(f"!!{MAP}?.loaded()")
    assert page.get_by_text("Simulated usage", exact=True).is_visible()
    visitor.picture("1-map")

    bounds = page.evaluate(f"{MAP}.getBounds().toArray()")
    assert bounds[0][0] < -73.6 < bounds[1][0], "Montréal is in view"
    box = page.locator(".map-figure .maplibregl-canvas").bounding_box()
    place = page.evaluate(f"(() => {{ const p = {MAP}.project([-73.629, 45.543]); return [p.x, p.y]; }})()")
    page.mouse.click(box["x"] + place[0], box["y"] + place[1])
    page.wait_for_url(re.compile(r"places="))
    code = re.search(r"places=([^&]+)", page.url)[1]
    visitor.settle()
    panel = page.locator("#map-profiles")
    panel.wait_for()
    name = panel.locator("h2").inner_text()
    assert name in page.locator(".map-table tr.is-selected").inner_text(), "map and list are in step"
    assert "selected, remove" in page.locator(".map-table tr.is-selected a").inner_text()
    visitor.picture("2-district")

    page.get_by_role("link", name="Year", exact=True).click()
    page.wait_for_url(re.compile(r"period=2025"))
    page.locator(".sentence", has_text="· 2025").wait_for()
    visitor.settle()
    assert page.locator("#announcement").inner_text() == f"Map. {page.locator('.sentence').inner_text()}", "said aloud"
    told = panel.locator(".profile-value").first.inner_text()
    assert float(re.sub(r"[^\d.]", "", told)) / 100 == pytest.approx(
        answers(visitor, "active_share", "2025")[code].answer
    )
    assert page.locator("#map-profiles h2").inner_text() == name, "the district stays selected"
    visitor.picture("3-year")

    page.go_back()
    page.wait_for_url(lambda url: "period=2025" not in url)
    page.locator(".sentence", has_text="3rd quarter 2026").wait_for()
    visitor.settle()

    page.goto(f"{visitor.site.address}/n/{code}")
    visitor.settle()
    assert page.title() == f"{name} · Neighbourhood profile · Quartier"
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.goto(visitor.site.address + "/map")
    assert "/sign-in" in page.url
    visitor.picture("4-signed-out")
    assert visitor.complaints == []


@pytest.mark.parametrize(
    "email",
    [
        "commerce@quartier.example",
        *(pytest.param(f"{name}@quartier.example", marks=pytest.mark.deep) for name in ("bailleur", "promoteur")),
    ],
)
def test_each_kind_of_organisation_sees_its_own_places_only(visitor: Visitor, email: str) -> None:
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.sign_in(email, "/map")
    visitor.settle()
    visitor.picture(email.split("@")[0])
    (address,) = {url for url in asked if "/neighbourhoods.geojson" in url}
    shapes = visitor.page.evaluate("async (url) => (await (await fetch(url)).json()).features.length", address)
    assert shapes == {"bailleur": 14, "promoteur": 7, "commerce": 5}[email.split("@")[0]]
    assert visitor.page.locator("#map-rows tr").count() == shapes
    for path in ("/", "/campaigns", "/projects", "/about"):
        visitor.turn_to(path)
    assert visitor.complaints == []


@pytest.mark.deep
def test_an_ended_session_is_said_on_the_open_page_and_leads_back(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/map?period=2025")
    visitor.settle()
    page = visitor.page
    assert not page.locator("#signed-out").is_visible()
    page.context.clear_cookies()
    page.get_by_role("link", name="Overview", exact=True).click()
    page.locator("#signed-out").wait_for(state="visible")
    visitor.picture("ended")
    page.locator("#sign-in-again").click()
    page.wait_for_url(re.compile(r"/sign-in\?next="))
    page.locator("#email").fill("mairie@quartier.example")
    page.locator("#password").fill("demonstration")
    page.locator("form button[type=submit]").click()
    page.locator(".sentence", has_text="· 2025").wait_for()


def shown_by_neighbourhood(visitor: Visitor, period: str) -> dict[str, bool]:
    """Whether each neighbourhood's exchanges per active household are shown."""
    return {code: row.shown == "yes" for code, row in answers(visitor, "exchanges_per_household", period).items()}


def test_a_hidden_number_leads_to_one_that_is_shown(visitor: Visitor) -> None:
    quarter = shown_by_neighbourhood(visitor, "2026-Q3")
    month, code = next(
        (month, code)
        for month in ("2026-07", "2026-08", "2026-09")
        for code, shown in shown_by_neighbourhood(visitor, month).items()
        if quarter[code] and not shown
    )
    visitor.sign_in("mairie@quartier.example", f"/map?places={code}&period={month}&indicator=exchanges_per_household")
    visitor.settle()
    page = visitor.page
    hidden = page.locator("#map-profiles .is-hidden")
    assert "fewer than 11 households, or too few to be shown safely" in hidden.inner_text()
    offer = page.locator("#map-profiles .offer")
    told = re.search(r"about ([\d.]+)", offer.inner_text())[1]
    offer.click()
    page.locator("#map-profiles .profile-value").wait_for()
    assert page.locator("#map-profiles .profile-value").inner_text() == told
    assert "period=2026-Q3" in page.url
    assert visitor.complaints == []
