"""About the numbers, the privacy report of a snapshot, and what the address asked for and did not get."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import frame
from dashboard.words import words_in
from queries import INDICATORS
from queries.folders import Folders
from queries.snapshot import Snapshot, open_current
from tests.dashboard.pages_view import components, text_of, view_of
from tests.site import Site, make_site
from tests.town import SIZES

ALL = tuple(SIZES)


def test_about_says_what_the_manifest_and_the_registries_say(town_snapshot: Snapshot) -> None:
    for language in ("en", "fr"):
        text = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL, language=language), "/about"))
        for entry in INDICATORS.values():
            assert words_in(language).text(entry.definition) in text
        assert town_snapshot.id in text
    english = text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/about"))
    for said in ("16; 17 by breakdown", "3 a household and month, 6 a quarter and 12 a year", "from 1 January 2023 to ",
                 "59 times in 100", "not differential privacy in a strict sense"):  # fmt: skip
        assert said in english


def test_about_stands_in_the_foot_of_the_navigation_beside_the_page_for_residents(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/")
    (foot,) = [each for each in components(made) if getattr(each, "className", "") == "pages-foot"]
    links = [each.href.partition("?")[0] for each in components(foot) if getattr(each, "href", "")]
    assert links == ["/about", "/residents", "/accessibility"]


@pytest.fixture
def reported(town_folders: Folders, tmp_path: Path) -> Site:
    """The site over a snapshot that has a privacy report in English."""
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.published, folders.published)
    (folders.published / "privacy-en.html").write_text("<!DOCTYPE html><title>Privacy</title><p>Measured.</p>")
    return make_site(folders, tmp_path / "accounts.sqlite")


def test_the_privacy_report_is_served_to_readers_in_their_language_only(reported: Site) -> None:
    english = {"Accept-Language": "en"}
    answer = reported.signed_in().get("/about/privacy", headers=english)
    assert answer.status_code == 200
    assert "Measured." in answer.text
    assert answer.mimetype == "text/html"
    assert "object-src 'none'" in answer.headers["Content-Security-Policy"]
    assert reported.signed_in().get("/about/privacy", headers={"Accept-Language": "fr"}).status_code == 404
    assert reported.browser().get("/about/privacy", headers=english).status_code == 401


def test_the_style_of_the_report_is_served_and_stays_off_the_pages(reported: Site) -> None:
    browser = reported.signed_in()
    assert browser.get("/assets/report.css").status_code == 200
    page = browser.get("/").text
    assert "pages.css" in page
    assert "report.css" not in page


def test_only_a_report_that_was_written_has_a_link(town_folders: Folders, tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    shutil.copytree(town_folders.published, folders.published)
    snapshot = open_current(folders)
    assert snapshot is not None

    def links() -> list[str]:
        made = frame.render(view_of(snapshot, neighbourhoods=ALL), "/about")
        return [getattr(each, "href", "") for each in components(made)]

    site = make_site(folders, tmp_path / "accounts.sqlite")
    assert "/about/privacy" not in links()
    assert site.signed_in().get("/about/privacy").status_code == 404
    (folders.published / "privacy-en.html").write_text("<!DOCTYPE html><title>Privacy</title>")
    assert "/about/privacy" in links()


def test_what_the_address_cannot_have_is_said(town_snapshot: Snapshot) -> None:
    def text(search: str, **who: str) -> str:
        return text_of(frame.render(view_of(town_snapshot, search, neighbourhoods=("a1", "a2"), **who), "/"))

    assert "May 2031 is not published: November 2024 is shown instead." in text("?period=2031-05")
    assert "1 place of the address is not in your territory and is left out." in text("?places=b1|a1")
    assert "2 lieux de l’adresse ne sont pas dans votre territoire" in text("?places=b1|x", language="fr")
    for fine in ("", "?period=2024-05", "?places=a1&period=2024-Q2"):
        assert "is shown instead" not in text(fine)
        assert "left out" not in text(fine)


@pytest.mark.parametrize(
    ("path", "wrong", "right", "said"),
    [
        (
            "/campaigns",
            "campaign=zz",
            "campaign=entraide",
            "have no campaign by that address: Entraide d’hiver is shown instead",
        ),
        ("/projects", "project=zz", "project=parc", "does not lie in what is selected: Le parc is shown instead"),
        (
            "/map",
            "indicator=zz",
            "indicator=unanswered",
            "does not have: Active households, share of enrolled is shown",
        ),
        ("/map", "indicator=mix_share", "indicator=enrolled_households", "an indicator that the map does not have"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said_and_what_it_gets(
    town_snapshot: Snapshot, path: str, wrong: str, right: str, said: str
) -> None:
    def text(search: str) -> str:
        return text_of(frame.render(view_of(town_snapshot, search, neighbourhoods=ALL), path))

    assert said in text(f"?{wrong}")
    for fine in ("", f"?{right}"):
        assert "shown instead" not in text(fine)


@pytest.mark.parametrize("path", ["/campaigns", "/projects"])
def test_a_page_offers_and_says_the_parts_of_the_selection_that_it_follows(town_snapshot: Snapshot, path: str) -> None:
    search = "?period=2031-05&compare=similar"
    made = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL), path)
    ids = {getattr(each, "id", "") for each in components(made)}
    assert "choose-places" in ids
    assert not {"choose-period", "choose-compare"} & ids
    (sentence,) = [each for each in components(made) if getattr(each, "className", "") == "sentence"]
    assert text_of(sentence) == "All 9 neighbourhoods of Ville"
    assert "is shown instead" not in text_of(made)
    assert "compared" not in text_of(made)
    shown = next(each for each in components(made) if getattr(each, "id", "") == "shown")
    assert "period=2024-11" in shown.data, "what is chosen still follows the reader to the other pages"


def test_the_message_of_an_ended_session_waits_on_every_page(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/map")
    (message,) = [each for each in components(made) if getattr(each, "id", "") == "signed-out"]
    assert message.hidden
    assert "Your session has ended." in text_of(message)
