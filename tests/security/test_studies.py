"""Studies through the site itself: whose they are, who may register, forged bodies, markup, strangers, logs."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.access.organisations import add_person, change_role
from dashboard.access.studies import Registered, Studies
from tests.security.workshop_browser import body_of
from tests.site import PASSWORD, PEOPLE, Site, call, page, used

CITY, LANDLORD, READER = "city@town.example", "landlord@town.example", "reader@town.example"

FORM = {"study-title": "Does the campaign help?", "study-indicator": "exchanges", "study-begins": "2024-01",
        "study-ends": "2024-03", "study-smallest": "10", "study-campaign": "entraide",
        "shown": "?places=a1|a2"}  # fmt: skip
#: Of months that no data of the town have come of.
AHEAD = {"study_begins": "2026-01", "study_ends": "2026-03", "study_campaign": None}


@pytest.fixture
def site(fresh_site: Site) -> Site:
    """With editors in two organisations, and a viewer in the first of them."""
    add_person(fresh_site.accounts, READER, PEOPLE[CITY][0], PASSWORD)
    for email in (CITY, LANDLORD):
        change_role(fresh_site.accounts, email, "editor")
    return fresh_site


def register(browser: FlaskClient, clicks: Any = 1, **changes: Any) -> Any:
    known = {name.replace("-", "_"): value for name, value in FORM.items()} | changes
    return used(browser, "study-register", study_register=clicks, **known)


def note(browser: FlaskClient, text: Any, study: Any, clicks: Any = 1) -> Any:
    return used(browser, "study-note-add", study_note_add=clicks, study_note=text, shown=f"?study={study}")


def withdraw(browser: FlaskClient, study: Any, clicks: Any = 1) -> Any:
    return used(browser, "study-withdraw", study_withdraw=clicks, shown=f"?study={study}")


def shelf(site: Site, email: str = CITY) -> Studies:
    return Studies(site.accounts, PEOPLE[email][0], email, False)


def kept(site: Site, email: str = CITY) -> tuple[Registered, ...]:
    """All of the organisation with what was written since."""
    own = shelf(site, email)
    return tuple(found for each in own.studies() if (found := own.study(each.id)))


def test_a_study_is_registered_read_noted_on_and_stays(site: Site) -> None:
    browser = site.signed_in()
    search = register(browser).get_json()["response"]["url"]["search"]
    (study,) = kept(site)
    assert search == f"?places=a1|a2&period=2024-Q3&study={study.id}"
    assert study.criteria.places == ("a1", "a2")
    assert study.known.snapshot
    assert study.is_late
    seen = page(browser, "/criteria", search)
    assert "Does the campaign help?" in seen
    assert "registered afterwards" in seen
    assert "study-withdraw" not in seen
    answer = note(browser, "One workshop was put off", study.id).get_json()["response"]
    assert "One workshop was put off" in str(answer["study-deviations"])
    assert "One workshop was put off" in page(browser, "/criteria", search)
    assert "search" not in withdraw(browser, study.id).text
    assert kept(site)[0].criteria == study.criteria


def test_a_study_of_months_to_come_is_withdrawn_and_is_not_late(site: Site) -> None:
    browser = site.signed_in()
    search = register(browser, **AHEAD).get_json()["response"]["url"]["search"]
    (study,) = kept(site)
    assert not study.is_late
    assert "study-withdraw" in page(browser, "/criteria", search)
    gone = withdraw(browser, study.id).get_json()["response"]["url"]["search"]
    assert "study" not in gone
    assert kept(site) == ()


def test_another_organisation_sees_and_changes_nothing(site: Site) -> None:
    city, landlord = site.signed_in(), site.signed_in(LANDLORD)
    register(city, **AHEAD)
    (study,) = kept(site)
    for path in ("/criteria", "/campaigns", "/projects", "/workshop"):
        assert "Does the campaign help?" not in page(landlord, path, f"?study={study.id}&campaign=entraide")
    assert "There is no such study in your organisation." in page(landlord, "/criteria", f"?study={study.id}")
    for answer in (note(landlord, "Ours", study.id), withdraw(landlord, study.id)):
        assert "Ours" not in answer.text
    assert kept(site) == (study,)
    assert kept(site, LANDLORD) == ()


def test_a_viewer_reads_and_changes_nothing(site: Site) -> None:
    city, reader = site.signed_in(), site.signed_in(READER)
    register(city, **AHEAD)
    (study,) = kept(site)
    seen = page(reader, "/criteria", f"?study={study.id}")
    assert "Does the campaign help?" in seen
    for control in ("study-note", "study-withdraw"):
        assert f'"{control}"' not in seen
    assert "study-register" not in page(reader, "/criteria")
    answer = register(reader, study_title="Mine").get_json()["response"]
    assert "url" not in answer
    assert answer["study-said"]["children"]
    note(reader, "Mine", study.id)
    withdraw(reader, study.id)
    assert kept(site) == (study,)


def test_who_is_no_editor_any_more_is_refused_at_the_next_request(site: Site) -> None:
    browser = site.signed_in()
    register(browser, **AHEAD)
    before = kept(site)
    change_role(site.accounts, CITY, "viewer")
    register(browser, study_title="Too late")
    note(browser, "Too late", before[0].id)
    withdraw(browser, before[0].id)
    assert kept(site) == before


def test_places_outside_the_territory_are_never_kept(site: Site) -> None:
    """The landlord has a1 and a2; what else the address names is left out, as on every page."""
    browser = site.signed_in(LANDLORD)
    register(browser, shown="?places=a1|b1|b2")
    register(browser, shown="?places=b1|b2", study_title="Another")
    assert [each.criteria.places for each in kept(site, LANDLORD)] == [("a1", "a2"), ("a1",)]


def test_a_campaign_that_is_not_the_organisations_to_see_is_refused(site: Site) -> None:
    """The town's campaign runs in a1, a2 and b1; the draft is the city hall's own."""
    city, landlord = site.signed_in(), site.signed_in(LANDLORD)
    used(city, "start", start=1, start_title="Repair day", start_theme="flood", start_code="", shown="")
    register(landlord, study_campaign="repair-day")
    assert kept(site, LANDLORD) == ()
    register(city, study_campaign="repair-day")
    assert kept(site)[0].criteria.campaign == "repair-day"


def test_what_cannot_be_kept_is_said_beside_its_field(site: Site) -> None:
    browser = site.signed_in()
    answer = register(browser, study_title="", study_smallest="none", study_ends="2023-12").get_json()["response"]
    assert answer["study-title"]["error"] == "Write a title."
    assert answer["study-smallest"]["error"] == "Write a whole number from 1 to 300."
    assert answer["study-ends"]["error"] == "The last month is before the first one: change one of them."
    assert kept(site) == ()
    browser.set_cookie("quartier_language", "fr")
    assert register(browser, study_title="").get_json()["response"]["study-title"]["error"] == "Écrire un titre."
    register(browser)
    answer = note(browser, "x" * 241, kept(site)[0].id).get_json()["response"]
    assert "240" in answer["study-note"]["error"]
    assert kept(site)[0].deviations == ()


def test_other_windows_than_those_that_were_tried_are_refused(site: Site) -> None:
    """A month whose three months before were never published, and one that lies too far ahead."""
    browser = site.signed_in()
    for begins, ends in (("2023-01", "2024-03"), ("2024-01", "2099-01"), ("2024-Q1", "2024-03"), ("2024", "2024")):
        register(browser, study_begins=begins, study_ends=ends)
    assert kept(site) == ()


FORGED = [None, True, 7, -1, 2**70, [], {}, [["x"]], {"a": {"b": 1}}, "x" * 5_000, "\0", "'; DROP TABLE study; --"]


@pytest.mark.parametrize("value", FORGED)
def test_forged_values_change_nothing_and_fail_cleanly(site: Site, value: Any) -> None:
    browser = site.signed_in()
    register(browser, **AHEAD)
    before = kept(site)
    for name in FORM:
        if (name, value) in (("study-campaign", None), ("study-title", FORGED[-1])) or name == "shown":
            continue
        register(browser, **{name.replace("-", "_"): value})
    for text, number in ((value, before[0].id), ("x", value)):
        if text != FORGED[-1]:
            note(browser, text, number)
    withdraw(browser, value if value != before[0].id else 0)
    for name in ("study-indicator", "study-begins", "study-ends", "study-smallest", "study-campaign", "shown"):
        used(
            browser, "study-indicator", **{each.replace("-", "_"): told for each, told in {**FORM, name: value}.items()}
        )
    assert kept(site) == before
    for search in (f"?study={value}", f"?study={before[0].id}&places={value}&campaign={value}"):
        assert "Something went wrong" not in page(browser, "/criteria", search)


def test_strangers_and_other_sites_do_nothing(site: Site) -> None:
    browser, stranger = site.signed_in(), site.browser()
    body = body_of(browser, "study-register", {"study-register": 1, **FORM})
    assert call(stranger, body).status_code == 401
    assert call(browser, body, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert kept(site) == ()
    assert call(browser, body).status_code == 200
    assert len(kept(site)) == 1


def test_what_people_write_is_a_text_and_never_markup(site: Site) -> None:
    browser, attack = site.signed_in(), "<img src=x onerror=alert(1)><b>x</b>"
    register(browser, study_title=attack)
    number = kept(site)[0].id
    note(browser, attack, number)
    for search in ("", f"?study={number}", "?campaign=entraide"):
        for path in ("/criteria", "/campaigns"):
            seen = page(browser, path, search)
            assert "DangerouslySetInnerHTML" not in seen
    assert page(browser, "/criteria", f"?study={number}").replace("\\u003c", "<").count(attack) >= 2


def test_no_log_holds_what_is_written(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = site.signed_in()
    register(browser, study_title="Secret plan")
    note(browser, "Secret reason", kept(site)[0].id)
    page(browser, "/criteria", f"?study={kept(site)[0].id}")
    assert not re.search("Secret", caplog.text)
