"""The Workshop against forged values, sizes, strangers and markup, through the site itself; and what logs hold."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.security.workshop_browser import FORM, NUMBERS, body_of, document, keep, move, start, with_editors
from tests.site import Site, call, page


@pytest.fixture
def site(fresh_site: Site) -> Site:
    return with_editors(fresh_site)


FORGED = [None, True, 7, -1, 2**70, [], {}, [["x"]], {"a": {"b": 1}}, "x" * 5_000, "\0", "'; DROP TABLE draft; --"]


@pytest.mark.parametrize("value", FORGED)
def test_forged_values_change_nothing_and_fail_cleanly(site: Site, value: Any) -> None:
    browser = site.signed_in()
    for name in ("title", "theme", "code", "shown"):
        if name == "title" and value == FORGED[-1]:
            continue  # a title like any other
        start(browser, **({name: value} | ({"title": "x"} if name != "title" else {})))
    start(browser)
    keep(browser)
    before = document(browser).get_json()
    kept = {"title", "theme", "starts_on", "ends_on", "needs", "state"}
    for name in FORM:
        if name in ("draft-title", "draft-starts", "draft-ends") and value in (FORGED[-1], None):
            continue
        assert keep(browser, **{name: value}).status_code in (200, 204, 400)
    for name in ({"at": value, "item": "food"}, {"at": "", "item": value}, {"item": "food"}, {}):
        assert keep(browser, [(name, "3")]).status_code in (200, 204, 400)
    for number in (value, [value]):
        if number is not None:
            assert keep(browser, [({"at": "", "item": "food"}, number)]).status_code in (200, 204, 400)
    for clicks, to in ((value, "proposed"), (1, value)):
        if not (isinstance(clicks, (int, str, list, dict)) and clicks and to == "proposed"):
            assert move(browser, to, pressed=clicks).status_code in (200, 204, 400)
    after = document(browser).get_json()
    unchanged = {name: after[name] for name in kept - {"needs"}}
    assert unchanged == {name: before[name] for name in kept - {"needs"}}
    assert all(need["item"] == "food" and 0 < need["needed"] <= 100_000 for need in after["needs"])


def test_more_numbers_than_a_form_has_are_refused(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    keep(browser)
    many = [({"at": "", "item": "food"}, "1")] * 601
    assert keep(browser, many).status_code in (200, 413)
    assert document(browser).get_json()["needs"] == [{"item": "food", "needed": 12}]
    assert keep(browser, draft_title="x" * 70_000).status_code == 413


@pytest.mark.parametrize("code", ["..", "%2e%2e", "a.json", "A", "x" * 65, "é", "a%00", "a%2fb"])
def test_a_code_that_is_none_finds_no_file(site: Site, code: str) -> None:
    assert document(site.signed_in(), code).status_code in (400, 404)


def test_strangers_and_other_sites_do_nothing(site: Site) -> None:
    browser, stranger = site.signed_in(), site.browser()
    start(browser)
    body = body_of(browser, "draft-save", FORM, NUMBERS)
    assert call(stranger, body).status_code == 401
    assert call(browser, body, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert document(stranger).status_code == 401
    assert document(browser).get_json()["needs"] == []


def test_a_title_is_a_text_and_never_markup(site: Site) -> None:
    browser, attack = site.signed_in(), "<img src=x onerror=alert(1)><b>x</b>"
    start(browser, attack, code="attack")
    for search in ("", "?campaign=attack"):
        seen = page(browser, "/workshop", search)
        assert attack in seen.replace("\\u003c", "<")
        assert "DangerouslySetInnerHTML" not in seen
    assert document(browser, "attack").mimetype == "application/json"
    assert document(browser, "attack").headers["X-Content-Type-Options"] == "nosniff"


def test_no_log_holds_what_is_written(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = site.signed_in()
    start(browser)
    keep(browser, draft_title="Secret plan")
    move(browser, "nothing")
    page(browser, "/workshop", "?campaign=after-the-flood")
    assert "Secret plan" not in caplog.text
    assert "After the flood" not in caplog.text
