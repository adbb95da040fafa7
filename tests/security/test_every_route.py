"""Every route of the site is closed to strangers and carries the headers, found from the URL map itself."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from dashboard.access import guard
from tests.site import OWN_PAGE, Site, call, page_body

#: What strangers may reach. A rule that answers them and is not here fails the suite.
OPEN_RULES = {"/sign-in", "/sign-in/<any('tokens.css', 'sign-in.css'):name>", "/residents", "/accessibility", "/health"}

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

#: One address for each rule with parts to fill in.
FILLED = {
    "path": "map",
    "fingerprinted_path": "dcc/dash_core_components.js",
    "package_name": "dash",
    "filename": "base.css",
    "code": "fr",
    "name": "tokens.css",
    "snapshot_id": "x",
}


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, {key: FILLED[key] for key in rule.arguments})


def is_refused(response: Any) -> bool:
    return response.status_code == 401 or (
        response.status_code == 302 and response.headers["Location"].startswith("/sign-in")
    )


def answered_rules(app: Flask, browser: FlaskClient) -> set[str]:
    """The rules that answer this browser on any method with anything but a refusal."""
    answered = set()
    for rule in app.url_map.iter_rules():
        for method in METHODS:
            response = browser.open(address(app, rule), method=method, headers=OWN_PAGE, json={})
            if not is_refused(response):
                answered.add(rule.rule)
    return answered


def test_a_stranger_is_refused_on_every_rule_and_method(site: Site) -> None:
    assert len(list(site.app.url_map.iter_rules())) >= 12
    assert answered_rules(site.app, site.browser()) == OPEN_RULES


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path", ["/_mcp", "/_dash-nothing", "/nothing/at/all", "/..%2f..%2fetc/passwd", "/map//x", "/_x"]
)
def test_a_stranger_is_refused_where_there_is_no_route(site: Site, path: str, method: str) -> None:
    assert is_refused(site.browser().open(path, method=method, headers=OWN_PAGE))


def test_without_the_guard_strangers_get_in(fresh_site: Site) -> None:
    """The test above can fail: the same site without its guard answers strangers on Dash's own routes."""
    registered = fresh_site.app.before_request_funcs[None]
    registered.remove(guard.refuse_strangers)
    assert answered_rules(fresh_site.app, fresh_site.browser()) > OPEN_RULES | {"/_dash-layout", "/<path:path>"}


def test_a_rule_opened_by_mistake_is_found(fresh_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh_site.app.add_url_rule("/debug", "debug", lambda: "everything")
    assert answered_rules(fresh_site.app, fresh_site.browser()) == OPEN_RULES
    monkeypatch.setattr(guard, "OPEN", guard.OPEN | {"debug"})
    assert answered_rules(fresh_site.app, fresh_site.browser()) == OPEN_RULES | {"/debug"}


def test_an_open_page_says_nothing_of_anyone(site: Site) -> None:
    assert site.browser().get("/health").text == "ok\n"
    said = site.browser().get("/sign-in").text
    assert "town.example" not in said
    assert "city_hall" not in said


def test_nothing_for_developers_is_on(site: Site) -> None:
    rules = {rule.rule for rule in site.app.url_map.iter_rules()}
    assert not site.app.debug
    assert not [rule for rule in rules if "mcp" in rule or "ws" in rule or "alive" in rule]
    for path in ("/?__debugger__=yes&cmd=resource&f=style.css", "/console"):
        assert "Werkzeug" not in site.signed_in().get(path).text


REQUIRED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "script-src 'self' 'sha256-",
    "style-src 'self' 'unsafe-inline'",
    "worker-src blob: 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)


def assert_headers(response: Any) -> None:
    for name, value in REQUIRED.items():
        assert response.headers.get(name) == value, name
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert not [part for part in POLICY if part not in policy]
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert "Cookie" in response.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("who", ["stranger", "signed in"])
def test_every_route_carries_the_headers(site: Site, who: str) -> None:
    browser = site.browser() if who == "stranger" else site.signed_in()
    for rule in site.app.url_map.iter_rules():
        if rule.rule == "/sign-out":
            continue
        for method in ("GET", "POST", "OPTIONS"):
            response = browser.open(address(site.app, rule), method=method, headers=OWN_PAGE)
            assert_headers(response)
            kept = response.headers["Cache-Control"]
            program = rule.rule.startswith(("/_dash-component-suites", "/assets", "/sign-in/"))
            assert kept == "no-store" or (program and kept.startswith("private, "))


def test_errors_carry_the_headers_and_words_but_no_trace(fresh_site: Site) -> None:
    app = fresh_site.app

    def fail() -> str:
        raise RuntimeError("the secret word")

    app.add_url_rule("/fail", "fail", fail)
    browser = fresh_site.signed_in()
    for response, status in [
        (browser.get("/fail"), 500),
        (browser.get("/no/such/page"), 404),
        (browser.get("/geometry/none/neighbourhoods.geojson"), 404),
        (browser.get("/assets/none.css"), 404),
        (browser.get("/_dash-component-suites/dash/none.js"), 404),
        (browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}), 403),
        (browser.put("/health", headers=OWN_PAGE), 405),
        (call(browser, "x" * 70_000), 413),
        (call(browser, "{"), 400),
        (fresh_site.browser().get("/", base_url="http://evil.example"), 400),
    ]:
        assert response.status_code == status
        assert_headers(response)
        assert response.headers["Cache-Control"] == "no-store"
        assert "Traceback" not in response.text
        assert "secret word" not in response.text


def test_a_failing_page_is_said_in_the_readers_language(fresh_site: Site) -> None:
    said = fresh_site.signed_in().get("/language/de", headers={"Accept-Language": "fr-FR", "Accept": "text/html"})
    assert said.status_code == 404
    assert '<html lang="fr"' in said.text
    assert "Il n’y a rien à cette adresse" in said.text


def test_a_callback_that_fails_shows_no_trace(fresh_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("the secret word")

    monkeypatch.setattr("dashboard.frame.render", fail)
    response = call(fresh_site.signed_in(), page_body("/", ""))
    assert response.status_code < 500
    assert "secret word" not in response.text
