"""The page for residents: open to all, in both languages, without a snapshot, without anything about anyone."""

from __future__ import annotations

import re
from pathlib import Path

from queries.folders import Folders
from tests.site import Site, make_site

FRENCH = {"Accept-Language": "fr"}


def test_anybody_can_read_it_and_is_led_there(site: Site) -> None:
    stranger = site.browser()
    page = stranger.get("/residents").text
    assert "<h1>What can be seen about me</h1>" in page
    assert 'href="/residents"' in stranger.get("/sign-in").text
    assert stranger.get("/residents", headers=FRENCH).text.count("Ce qu’on peut voir de moi") >= 2


def test_it_says_what_residents_must_know(site: Site) -> None:
    page = site.browser().get("/residents").text
    for said in ("at least 11 households", "13 months", "25 months", "quartier erase", "59", "year of birth",
                 "Your landlord does not either"):  # fmt: skip
        assert said in page


def test_it_needs_neither_a_snapshot_nor_a_script(tmp_path: Path) -> None:
    empty = make_site(Folders(tmp_path / "data"), tmp_path / "accounts.sqlite")
    answer = empty.browser().get("/residents")
    assert answer.status_code == 200
    assert "<script" not in answer.text


def test_its_language_can_be_changed_without_signing_in(site: Site) -> None:
    browser = site.browser()
    answer = browser.get("/residents?language=fr")
    assert answer.headers["Location"] == "/residents"
    page = browser.get("/residents").text
    assert '<html lang="fr"' in page
    assert re.search(r'lang="fr" hreflang="fr" aria-current="true"', page)
    assert site.browser().get("/residents?language=xx").status_code == 200


def test_it_says_nothing_of_who_uses_the_site(site: Site) -> None:
    signed_in, stranger = site.signed_in().get("/residents").text, site.browser().get("/residents").text
    assert "town.example" not in signed_in
    assert signed_in.replace("Go to the overview", "Sign in, for organisations") == stranger
