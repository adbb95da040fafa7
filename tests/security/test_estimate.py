"""Estimates through the site itself: whose plans, who may keep them, forged values, markup, strangers, logs."""

from __future__ import annotations

import json
import logging
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access.organisations import add_person, change_role
from dashboard.access.plans import Planbook
from dashboard.components.plan_form import DO, FIELDS, KEEP, OVER
from queries import Analogue, Expectation, Interval, Plan, PlanEstimate
from tests.site import PASSWORD, PEOPLE, Site, call, page

CITY, LANDLORD, READER = "city@town.example", "landlord@town.example", "reader@town.example"
HERE = "works~2024-09-01~300~n-a1~~"
FORM = {"plan-stage": "works", "plan-starts": "2024-09-01", "plan-place": "a1", "plan-kind": None,
        "plan-homes": "300", "plan-flats": "", "plan-services": "", "plan-title": "First idea",
        "shown": ""}  # fmt: skip


@pytest.fixture
def site(fresh_site: Site) -> Site:
    """With editors in two organisations, and a viewer in the first of them."""
    add_person(fresh_site.accounts, READER, PEOPLE[CITY][0], PASSWORD)
    for email in (CITY, LANDLORD):
        change_role(fresh_site.accounts, email, "editor")
    return fresh_site


def body(
    browser: FlaskClient, name: dict[str, Any], pressed: Any = 1, also: Any = (), **changes: Any
) -> dict[str, Any]:
    """What a browser sends when the button of that name is pressed; also: other buttons of its kind on the page."""
    known = FORM | {field.replace("_", "-"): value for field, value in changes.items()}
    key = next(iter(name))
    wanted = next(each for each in browser.get("/_dash-dependencies").get_json()
                  if f'"{key}"' in each["inputs"][0]["id"])  # fmt: skip
    buttons = [(name, pressed), *also]

    def given(each: dict[str, Any]) -> Any:
        if not each["id"].startswith("{"):
            return {"id": each["id"], "property": each["property"], "value": known.get(each["id"])}
        return [{"id": button, "property": each["property"], "value": button if each["property"] == "id" else value}
                for button, value in buttons]  # fmt: skip

    names = wanted["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in names]
    return {
        "output": wanted["output"], "outputs": outputs if len(outputs) > 1 else outputs[0],
        "changedPropIds": [f"{json.dumps(name, sort_keys=True, separators=(',', ':'))}.n_clicks"] if pressed else [],
        "inputs": [given(each) for each in wanted["inputs"]], "state": [given(each) for each in wanted["state"]],
    }  # fmt: skip


def tell(browser: FlaskClient, what: Any = "show", over: Any = "", **more: Any) -> Any:
    return call(browser, body(browser, {DO: what, OVER: over}, **more))


def keep(browser: FlaskClient, over: Any = "", **more: Any) -> Any:
    return call(browser, body(browser, {KEEP: over}, **more))


def remove(browser: FlaskClient, plan: Any, **more: Any) -> Any:
    return call(browser, body(browser, {"plan-remove": plan}, **more))


def search(answer: Any) -> str:
    """The address that an answer leads to; empty where it leads nowhere."""
    return answer.get_json()["response"].get("url", {}).get("search", "") if answer.status_code == 200 else ""


def book(site: Site, email: str = CITY) -> Planbook:
    return Planbook(site.accounts, PEOPLE[email][0], email, True)


def told() -> PlanEstimate:
    """An estimate that names a place which only the city has."""
    near = (Analogue(0.4, "b1", "Quartier B1", date(2021, 5, 1)), *[Analogue(0.9)] * 4)
    line = Expectation("active_households", 12, 120.0, Interval(90.0, 150.0), Interval(60.0, 210.0), 31, 2, near)
    return PlanEstimate(Plan("works", date(2024, 9, 1), 300, place="a1"), "s", date(2024, 9, 1), 900, (), (line,))


def test_a_plan_is_described_set_beside_kept_and_taken_away(site: Site) -> None:
    browser = site.signed_in()
    assert f"plan={HERE}" in search(tell(browser))
    beside = search(tell(browser, "beside", HERE, shown=f"?plan={HERE}", plan_homes="900"))
    assert f"plan={HERE}" in beside
    assert "beside=works~2024-09-01~900~n-a1~~" in beside
    assert "Not enough comparable places" in page(browser, "/estimate", beside)
    kept = search(keep(browser, HERE, shown=f"?plan={HERE}"))
    assert "plan=kept-1" in kept
    assert "First idea" in page(browser, "/estimate", kept)
    assert "First idea" in page(browser, "/", "?stage=consultation")
    gone = search(remove(browser, 1, shown=kept))
    assert gone
    assert "kept-1" not in gone
    assert "First idea" not in page(browser, "/estimate", gone)


def test_the_button_that_is_pressed_counts_and_none_that_was_pressed_before(site: Site) -> None:
    browser = site.signed_in()
    answer = tell(browser, "show", HERE, shown=f"?plan={HERE}", also=[({DO: "beside", OVER: HERE}, 3)], plan_homes="7")
    assert "plan=works~2024-09-01~7~" in search(answer)
    assert "beside" not in search(answer)
    assert search(tell(browser, pressed=None)) == search(tell(browser, pressed=0)) == ""


def test_faults_are_said_beside_their_fields_and_nothing_is_shown(site: Site) -> None:
    browser = site.signed_in()
    for answer in (tell(browser, plan_starts="", plan_homes="many"), keep(browser, plan_starts="", plan_homes="many")):
        said = answer.get_json()["response"]
        assert said["plan-starts"]["error"] == "Choose the first day of the stage."
        assert said["plan-homes"]["error"].startswith("Write a whole number of homes")
        assert said["plan-flats"]["error"] == ""
        assert "url" not in said
    said = keep(browser, plan_title="  ").get_json()["response"]
    assert said["plan-title"]["error"] == "Write a title."
    assert book(site).plans() == ()


def test_another_organisation_sees_and_takes_away_nothing(site: Site) -> None:
    number = book(site).keep("Le secret", told())
    landlord = site.signed_in(LANDLORD)
    for path, where in (("/estimate", f"?plan=kept-{number}"), ("/estimate", f"?plan={HERE}&beside=kept-{number}"),
                        ("/estimate", ""), ("/", "?stage=consultation")):  # fmt: skip
        seen = page(landlord, path, where)
        assert "Le secret" not in seen
        assert "Quartier B1" not in seen
    assert "There is no such plan in your organisation." in page(landlord, "/estimate", f"?plan=kept-{number}")
    assert search(remove(landlord, number)) == ""
    assert [kept.title for kept in book(site).plans()] == ["Le secret"]


def test_a_place_outside_the_territory_is_never_estimated(site: Site) -> None:
    landlord = site.signed_in(LANDLORD)
    answer = tell(landlord, plan_place="b1").get_json()["response"]
    assert answer["plan-place"]["error"] == "Choose a neighbourhood or a kind of place."
    assert search(keep(landlord, plan_place="b1")) == ""
    assert "Quartier B1" not in page(landlord, "/estimate", f"?plan={HERE.replace('a1', 'b1')}")
    assert book(site, LANDLORD).plans() == ()


def test_a_viewer_estimates_and_keeps_nothing(site: Site) -> None:
    reader = site.signed_in(READER)
    number = book(site).keep("Ours", told())
    assert f"plan={HERE}" in search(tell(reader))
    seen = page(reader, "/estimate", f"?plan=kept-{number}")
    assert "Ours" in seen
    assert "Keep this plan" not in seen
    assert "Take this plan away" not in seen
    answer = keep(reader, plan_title="Mine")
    assert "Only editors keep plans." in answer.text
    assert search(remove(reader, number)) == ""
    assert [kept.title for kept in book(site).plans()] == ["Ours"]


def test_who_is_no_editor_any_more_is_refused_at_the_next_request(site: Site) -> None:
    browser = site.signed_in()
    change_role(site.accounts, CITY, "viewer")
    keep(browser, plan_title="Too late")
    assert book(site).plans() == ()


FORGED = [None, True, 7, -1, 2**70, [], {}, [["x"]], {"a": {"b": 1}}, "x" * 5_000, "\0", "²", "'; DROP TABLE plan; --"]
#: Those that are a title like any other.
TITLES = FORGED[-2:]


@pytest.mark.parametrize("value", FORGED)
def test_forged_values_keep_nothing_and_fail_cleanly(site: Site, value: Any) -> None:
    browser = site.signed_in()
    number = book(site).keep("Ours", told())
    for field in (*FIELDS, "shown"):
        assert tell(browser, **{field: value}).status_code in (200, 204, 400), field
        assert tell(browser, "beside", HERE, **{field: value}).status_code in (200, 204, 400), field
        if field not in ("shown", "plan-kind", "plan-flats", "plan-services", "plan-homes"):
            assert search(keep(browser, **{field: value})) == "", field
    assert keep(browser, plan_title=value).status_code in (200, 204, 400)
    for answer in (tell(browser, value), tell(browser, "show", value), tell(browser, pressed=value),
                   keep(browser, value, plan_title=""), keep(browser, pressed=value, plan_title=""),
                   remove(browser, number, pressed=None if value else value)):  # fmt: skip
        assert answer.status_code in (200, 204, 400)
    assert remove(browser, value).status_code in (200, 204, 400)
    kept = {each.title for each in book(site).plans()}
    assert kept == {"Ours"} | ({value} if value in TITLES else set())


@pytest.mark.parametrize(
    "address",
    ["?plan=" + "~" * 40, "?plan=kept-99999999999", "?plan=kept-%C2%B2", "?plan=kept-1&beside=kept-1", "?plan=%00",
     "?plan=works~2024-09-01~99999999999999~n-a1~~", "?beside=works~2024-09-01~300~n-a1~~",
     "?plan=works~2024-09-01~300~n-neighbourhood:a1~~", "?plan=<script>alert(1)</script>",
     f"?plan={HERE}&beside={HERE}"],
)  # fmt: skip
def test_a_forged_address_is_a_page_like_any_other(site: Site, address: str) -> None:
    seen = page(site.signed_in(), "/estimate", address)
    assert "plan-stage" in seen
    assert "Something went wrong" not in seen
    assert "<script>" not in seen


def test_strangers_and_other_sites_do_nothing(site: Site) -> None:
    browser, stranger = site.signed_in(), site.browser()
    number = book(site).keep("Ours", told())
    for name in ({KEEP: ""}, {"plan-remove": number}, {DO: "show", OVER: ""}):
        sent = body(browser, name)
        assert call(stranger, sent).status_code == 401
        assert call(browser, sent, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert [kept.title for kept in book(site).plans()] == ["Ours"]


def test_a_title_is_a_text_and_never_markup(site: Site) -> None:
    browser, attack = site.signed_in(), "<img src=x onerror=alert(1)><b>x</b>"
    keep(browser, plan_title=attack)
    for where in ("", "?plan=kept-1"):
        seen = page(browser, "/estimate", where)
        assert attack in seen.replace("\\u003c", "<")
        assert "DangerouslySetInnerHTML" not in seen


def test_no_log_holds_what_is_written(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = site.signed_in()
    keep(browser, plan_title="Our secret idea")
    page(browser, "/estimate", "?plan=kept-1")
    assert [kept.title for kept in book(site).plans()] == ["Our secret idea"]
    assert "secret idea" not in caplog.text
