"""Bodies and headers that no page of ours sends: refused without a failure and without a trace."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.site import OWN_PAGE, Site, call, page_body, sign_in

VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "page.children",
    [],
    {},
    [[]],
    {"id": "url"},
    "\0",
    "é" * 50,
    ["url"],
    {"a": {"b": 1}},
]


def mutated(body: Any, chance: random.Random) -> Any:
    """The body with a few parts replaced, removed or added, at any depth."""
    changed = copy.deepcopy(body)
    for _ in range(chance.randint(1, 3)):
        at, steps = changed, chance.randint(0, 3)
        for _ in range(steps):
            inside = list(at.values()) if isinstance(at, dict) else at if isinstance(at, list) else []
            nested = [each for each in inside if isinstance(each, (dict, list)) and each]
            if not nested:
                break
            at = chance.choice(nested)
        if isinstance(at, dict):
            key = chance.choice([*at, "new"])
            if chance.random() < 0.3:
                at.pop(key, None)
            else:
                at[key] = copy.deepcopy(chance.choice(VALUES))
        elif isinstance(at, list):
            at.insert(chance.randint(0, len(at)), copy.deepcopy(chance.choice(VALUES)))
    return changed


def argument(item: dict[str, Any]) -> Any:
    """An argument without a value; of a pattern, the one component that fits it."""
    if not item["id"].startswith("{"):
        return {**item, "value": None}
    return [{"id": dict.fromkeys(json.loads(item["id"]), 1), "property": item["property"], "value": None}]


def output(identity: str, prop: str) -> Any:
    """An output; of a pattern, the one component that its argument lists."""
    if not identity.startswith("{"):
        return {"id": identity, "property": prop}
    return [{"id": dict.fromkeys(json.loads(identity), 1), "property": prop}]


def bodies(site: Site, browser: FlaskClient) -> list[dict[str, Any]]:
    """A well-formed body for each callback of the site, made from what Dash itself publishes."""
    made = []
    for each in browser.get("/_dash-dependencies").get_json():
        names = each["output"].removeprefix("..").removesuffix("..").split("...")
        outputs = [output(*name.rsplit(".", 1)) for name in names]
        made.append(
            {
                "output": each["output"],
                "outputs": outputs if each["output"].startswith("..") else outputs[0],
                "inputs": [argument(item) for item in each["inputs"]],
                "state": [argument(item) for item in each["state"]],
                "changedPropIds": [f"{item['id']}.{item['property']}" for item in each["inputs"]],
            }
        )
    return made


def assert_no_failure(site: Site, count: int) -> None:
    chance = random.Random(3)
    browser = site.signed_in()
    known = bodies(site, browser)
    for number in range(count):
        response = call(browser, mutated(known[number % len(known)], chance))
        assert response.status_code in (200, 204, 400), response.text
        assert "Traceback" not in response.get_data(as_text=True)


def test_every_callback_takes_a_well_formed_body(site: Site) -> None:
    browser = site.signed_in()
    known = bodies(site, browser)
    assert len(known) >= 4
    for body in known:
        in_the_browser = body["output"].startswith(("announcement", "map-painted", "..map-title.", "sought"))
        assert call(browser, body).status_code in ((400,) if in_the_browser else (200, 204)), body["output"]


def test_malformed_bodies_never_fail(site: Site) -> None:
    assert_no_failure(site, 1_000)


@pytest.mark.deep
def test_fifty_thousand_malformed_bodies_never_fail(site: Site) -> None:
    assert_no_failure(site, 50_000)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "0",
        '"x"',
        "{",
        "{}",
        "[" * 60_000,
        '{"a":' * 10_000,
        "\xff\xfe",
        '{"output": ["page.children"]}',
        '{"output": "page.children"}',
        '{"output": "secret.children", "inputs": []}',
        "NaN",
        '{"output": NaN}',
    ],
    ids=range(15),
)
def test_bodies_that_are_nothing_are_refused(site: Site, body: str) -> None:
    assert call(site.signed_in(), body).status_code == 400


def test_a_callback_cannot_be_given_other_components(site: Site) -> None:
    browser = site.signed_in()
    for change in (
        {"outputs": {"id": "other", "property": "children"}},
        {"inputs": [{"id": "other", "property": "pathname", "value": "/"}] * 2},
        {"inputs": []},
        {"state": [{"id": "x", "property": "y"}]},
        {"inputs": [[{"id": "url", "property": "pathname"}], {"id": "url", "property": "search"}]},
        {"changedPropIds": [1]},
        {"more": 1},
    ):
        assert call(browser, page_body("/", "") | change).status_code == 400


def test_the_arguments_of_background_callbacks_are_refused(site: Site) -> None:
    for name in ("cacheKey", "job", "oldJob", "cancelJob"):
        answer = site.signed_in().post(
            "/_dash-update-component", query_string={name: "1"}, json=page_body("/", ""), headers=OWN_PAGE
        )
        assert answer.status_code == 400


def test_a_large_body_is_refused_however_it_is_sent(site: Site) -> None:
    browser = site.signed_in()
    assert call(browser, json.dumps(page_body("/", "x" * 70_000))).status_code == 413
    assert sign_in(site.browser(), "a@b.example", "x" * 70_000).status_code == 413


def test_a_foreign_host_is_refused_before_anything_else(site: Site) -> None:
    for host in ("evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example", "[::2]", "x y"):
        answer = site.browser().get("/sign-in", base_url="http://localhost", headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text


def test_forged_proxy_headers_change_nothing(site: Site) -> None:
    """Without a declared proxy, what a client says of its address, host and scheme is not believed."""
    forged = {
        "X-Forwarded-For": "10.1.1.1",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=10.1.1.1;host=evil.example",
    }
    answer = site.browser().get("/map", headers=forged)
    assert answer.headers["Location"] == "/sign-in?next=/map"
    for number in range(20):
        throttled = {"X-Forwarded-For": f"10.1.1.{number}"} | OWN_PAGE
        data = {"email": f"n{number}@x.example", "password": "x"}
        site.browser().post("/sign-in", data=data, headers=throttled, environ_overrides={"REMOTE_ADDR": "10.77.0.1"})
    assert sign_in(site.browser(), "n@x.example", "x", address="10.77.0.1").status_code == 429


@pytest.mark.parametrize("cookie", ["x", "a.b.c", "é", "x" * 5000, "eyJhIjoxfQ.ZZ.ZZ"])
def test_broken_cookies_are_those_of_a_stranger(site: Site, cookie: str) -> None:
    browser = site.browser()
    headers = {"Cookie": f"quartier={cookie}; quartier_language={cookie}"}
    assert browser.get("/", headers=headers).status_code == 302
    assert browser.get("/sign-in", headers=headers).status_code == 200
