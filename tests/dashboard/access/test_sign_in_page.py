"""The sign-in page as people meet it: labels, words in their language, errors that are announced, no script needed."""

from __future__ import annotations

import re

from tests.site import Site, sign_in


def test_every_field_has_a_label_and_no_script_is_needed(site: Site) -> None:
    page = site.browser().get("/sign-in").text
    for field in ("email", "password"):
        assert f'<label for="{field}">' in page
        assert re.search(rf'<input id="{field}" name="{field}"', page)
    assert 'type="email"' in page
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    assert "<script" not in page
    assert 'role="alert"' not in page
    assert page.count("<h1>") == 1
    assert "<main>" in page


def test_the_language_is_what_the_browser_asks_for_until_chosen(site: Site) -> None:
    browser = site.browser()
    assert '<html lang="en"' in browser.get("/sign-in").text
    french = browser.get("/sign-in", headers={"Accept-Language": "fr-CA,fr;q=0.9,en;q=0.5"}).text
    assert '<html lang="fr"' in french
    assert "Se connecter" in french
    assert "Mot de passe" in french
    assert '<html lang="en"' in browser.get("/sign-in", headers={"Accept-Language": "de"}).text
    answer = browser.get("/sign-in?language=fr&next=/map")
    assert answer.headers["Location"] == "/sign-in?next=/map"
    assert '<html lang="fr"' in browser.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in site.browser().get("/sign-in?language=de").text


def test_a_wrong_password_is_announced_without_saying_which_was_wrong(site: Site) -> None:
    known = sign_in(site.browser(), "city@town.example", "a wrong password", address="10.3.0.1")
    unknown = sign_in(site.browser(), "nobody@town.example", "a wrong password", address="10.3.0.1")
    for answer in (known, unknown):
        assert answer.status_code == 401
        assert '<p class="error" role="alert" id="error">' in answer.text
    assert known.text.replace("city@", "x@") == unknown.text.replace("nobody@", "x@")
    assert "a wrong password" not in known.text
    assert "<title>Error: Sign in" in known.text


def test_what_was_typed_comes_back_as_text(site: Site) -> None:
    answer = sign_in(site.browser(), '"><script>alert(1)</script>', "x", address="10.3.0.2")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_the_styles_are_the_only_files_a_stranger_gets(site: Site) -> None:
    browser = site.browser()
    for name in ("tokens.css", "sign-in.css"):
        assert browser.get(f"/sign-in/{name}").status_code == 200
    for name in ("base.css", "../app.py", "%2e%2e/app.py", "map.js"):
        assert browser.get(f"/sign-in/{name}").status_code in (302, 401)
        assert browser.get(f"/assets/{name}").status_code == 401


def test_the_style_of_signing_in_does_not_reach_the_pages(site: Site) -> None:
    page = site.signed_in().get("/").text
    assert "/assets/tokens.css" in page
    assert "sign-in.css" not in page


def test_the_first_page_is_in_the_readers_language(site: Site) -> None:
    browser = site.signed_in()
    assert '<html lang="en"' in browser.get("/").text
    answer = browser.get("/language/fr?next=/map?places=a1")
    assert answer.headers["Location"] == "/map?places=a1"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    french = browser.get("/map").text
    assert '<html lang="fr"' in french
    assert "Chargement" in french


def test_somebody_signed_in_is_not_asked_again(site: Site) -> None:
    assert site.signed_in().get("/sign-in?next=/map").headers["Location"] == "/map"


def test_a_page_that_does_not_exist_says_so_in_its_status(site: Site) -> None:
    browser = site.signed_in()
    assert browser.get("/nothing").status_code == 404
    assert browser.get("/map").status_code == 200
