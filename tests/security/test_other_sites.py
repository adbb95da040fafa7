"""Other sites can neither make a signed-in browser act here nor be where somebody lands after signing in."""

from __future__ import annotations

import pytest

from dashboard.access.addresses import safe_next
from tests.site import OWN_PAGE, Site, page_body, sign_in

OURS = "http://localhost"

#: Headers that a browser sends with an unsafe method -> whether the request may go on.
COMBINATIONS = [
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": OURS}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
    ({"Origin": OURS}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": OURS}, False),
    ({"Sec-Fetch-Site": "same-site", "Origin": OURS}, False),
    ({"Sec-Fetch-Site": ""}, False),
    ({"Sec-Fetch-Site": "", "Origin": OURS}, False),
    ({"Sec-Fetch-Site": "Same-Origin, cross-site"}, False),
    ({"Sec-Fetch-Site": "nonsense\u00ff"}, False),
    ({}, False),
    ({"Origin": "null"}, False),
    ({"Origin": "https://localhost"}, False),
    ({"Origin": "http://localhost:81"}, False),
    ({"Origin": "http://localhost.evil.example"}, False),
    ({"Origin": "http://evil.example"}, False),
    ({"Referer": f"{OURS}/map"}, False),
]


def test_there_are_twenty_combinations() -> None:
    assert len(COMBINATIONS) == 20


@pytest.mark.parametrize(("sent", "passes"), COMBINATIONS)
def test_only_our_own_pages_can_change_something(site: Site, sent: dict[str, str], passes: bool) -> None:
    browser = site.signed_in()
    answers = [
        browser.post("/_dash-update-component", json=page_body("/", ""), headers=sent),
        browser.post("/language/fr", headers=sent),
        browser.post("/sign-out", headers=sent),
        site.browser().post(
            "/sign-in",
            data={"email": "nobody@x.example", "password": "wrong"},
            headers=sent,
            environ_overrides={"REMOTE_ADDR": f"10.9.{hash(str(sent)) % 250}.1"},
        ),
    ]
    assert [answer.status_code != 403 for answer in answers] == [passes] * 4


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_cannot_call_a_callback(site: Site, content_type: str) -> None:
    answer = site.signed_in().post("/_dash-update-component", data="{}", content_type=content_type, headers=OWN_PAGE)
    assert answer.status_code == 415


LEAVING = [
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/\\\\evil.example",
    "http://evil.example",
    "https://evil.example",
    "HTTPS://evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc",
    "blob:http://evil.example/1",
    "mailto:a@evil.example",
    "evil.example",
    "www.evil.example",
    "@evil.example",
    "evil.example/map",
    " //evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "\r//evil.example",
    "\0//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/\r/evil.example",
    "/\0/evil.example",
    "/%2Fevil.example",
    "/%2f%2fevil.example",
    "/%5Cevil.example",
    "/%5c%5cevil.example",
    "%2F%2Fevil.example",
    "%2f/evil.example",
    "/%252Fevil.example",
    "/%25252Fevil.example",
    "/%2525252525252Fevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20http://evil.example",
    "/x\r\nSet-Cookie: a=b",
    "/%00/evil.example",
    "//evil.example@localhost",
    "//localhost@evil.example",
    "http://localhost@evil.example",
    "//[::1",
    "//%5B::1",
    "/\u0085/evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "",
    ".",
    "..",
    "../",
    "./map",
    "//",
    "///",
    "\\",
    "/sign-out",
    "/sign-in?next=/sign-in",
    "/%73ign-out",
    "/language/fr?next=//evil.example",
]


def test_there_are_at_least_sixty_variants() -> None:
    assert len(set(LEAVING)) >= 60


@pytest.mark.parametrize("target", LEAVING)
def test_signing_in_never_leads_off_the_site(target: str) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize(
    "target",
    ["/", "/map", "/map?places=11|12&period=2024-Q3", "/n/a1", "/?find=50%25", "/campaigns?campaign=été", "/map#top"],
)
def test_a_page_of_the_site_is_kept(target: str) -> None:
    assert safe_next(target) == target


def test_no_variant_leaves_the_site_through_the_routes(site: Site) -> None:
    """Through the real redirects: after signing in, and when changing the language."""
    signed_in = site.signed_in()
    for target in LEAVING:
        answers = [
            signed_in.get("/language/fr", query_string={"next": target}),
            signed_in.get("/sign-in", query_string={"next": target}),
            site.browser().get("/sign-in", query_string={"next": target, "language": "fr"}),
        ]
        assert [answer.headers["Location"] for answer in answers] == ["/", "/", "/sign-in"]
    assert sign_in(site.browser(), "city@town.example", next="//evil.example").headers["Location"] == "/"
    assert sign_in(site.browser(), "city@town.example", next="/map?places=a1").headers["Location"] == "/map?places=a1"


def test_a_stranger_comes_back_to_the_page_they_wanted(site: Site) -> None:
    asked = site.browser().get("/map?places=a1%7Ca2&period=2024-Q3").headers["Location"]
    browser = site.browser()
    form = browser.get(asked).text
    assert 'name="next" value="/map?places=a1%7Ca2&amp;period=2024-Q3"' in form
