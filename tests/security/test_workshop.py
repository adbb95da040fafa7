"""The Workshop through the site itself: whose drafts, who may edit, what is kept, and what is said of the rest."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from dashboard.access.accounts import CampaignDraft
from dashboard.access.drafts import Draft, Known, read_form
from dashboard.access.handover import SCHEMA
from dashboard.access.organisations import add_organisation, add_person, change_role
from dashboard.access.workshop import Workshop
from tests.json_schema import faults
from tests.security.workshop_browser import (
    CITY,
    FORM,
    LANDLORD,
    NUMBERS,
    READER,
    body_of,
    document,
    keep,
    move,
    response,
    start,
    with_editors,
)
from tests.site import PASSWORD, Site, call, page, used


@pytest.fixture
def site(fresh_site: Site) -> Site:
    return with_editors(fresh_site)


def test_a_campaign_is_started_filled_proposed_and_taken_away_as_a_file(site: Site) -> None:
    browser = site.signed_in()
    search = response(start(browser))["url"]["href"].removeprefix("/workshop")
    assert "campaign=after-the-flood" in search
    assert "places=a1|a2" in search
    assert response(keep(browser))["draft-said"]["children"] == "Saved."
    assert move(browser, "proposed").status_code == 200
    answer = document(browser)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="after-the-flood.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.get_json()
    assert (told["state"], told["neighbourhood_codes"]) == ("proposed", ["a1", "a2"])
    assert told["needs"] == [{"item": "food", "needed": 12}]
    assert faults(told, json.loads(SCHEMA.read_text("utf-8"))) == []
    assert "Propose to the platform" not in page(browser, "/workshop", search)
    assert "Take back to draft" in page(browser, "/workshop", search)


def test_another_organisation_sees_and_changes_nothing(site: Site) -> None:
    city, landlord = site.signed_in(), site.signed_in(LANDLORD)
    start(city)
    keep(city)
    before = document(city).get_json()
    for path in ("/workshop", "/map", "/campaigns"):
        assert "After the flood" not in page(landlord, path, "?campaign=after-the-flood")
    assert "There is no such campaign in your organisation." in page(landlord, "/workshop", "?campaign=after-the-flood")
    assert document(landlord).status_code == 404
    for answer in (keep(landlord, draft_title="Ours"), move(landlord, "proposed"), move(landlord, "again")):
        assert answer.status_code in (200, 204)
        assert "Ours" not in answer.text
    assert document(city).get_json() == before


def test_a_viewer_reads_and_changes_nothing(site: Site) -> None:
    city, reader = site.signed_in(), site.signed_in(READER)
    start(city)
    keep(city)
    before = document(city).get_json()
    seen = page(reader, "/workshop", "?campaign=after-the-flood")
    assert "After the flood" in seen
    assert "draft-save" not in seen
    assert "Propose to the platform" not in seen
    assert "start-title" not in page(reader, "/workshop")
    assert "url" not in response(start(reader, "Mine"))
    assert keep(reader, draft_title="Mine").status_code in (200, 204)
    assert move(reader, "proposed").status_code in (200, 204)
    assert document(city).get_json() == before
    assert "Mine" not in page(city, "/workshop")


def test_who_is_no_editor_any_more_is_refused_at_the_next_request(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    change_role(site.accounts, CITY, "viewer")
    keep(browser, draft_title="Too late")
    assert document(browser).get_json()["title"] == "After the flood"


def test_places_outside_the_territory_are_never_kept(site: Site) -> None:
    """The landlord has a1 and a2; what else the address names is left out, as on every page."""
    browser = site.signed_in(LANDLORD)
    start(browser, shown="?places=a1|b1|b2")
    assert document(browser).get_json()["neighbourhood_codes"] == ["a1"]
    for go in ("use", "elsewhere", ["use"]):
        keep(browser, go=go, shown="?places=b1&campaign=after-the-flood")
        assert document(browser).get_json()["neighbourhood_codes"] == ["a1"], "nothing of its own is chosen"
    keep(browser, go="everywhere")
    assert set(document(browser).get_json()["neighbourhood_codes"]) == {"a1", "a2"}
    answer = keep(browser, [({"at": "b1", "item": "food"}, "3")], "use", shown="?places=a1|b1&campaign=after-the-flood")
    assert document(browser).get_json()["neighbourhood_codes"] == ["a1"]
    assert answer.status_code == 200
    assert document(browser).get_json()["needs"] == []


def test_places_are_taken_on_the_map_by_a_button_that_says_so(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    keep(browser)
    seen = page(browser, "/map", "?places=b1|b2&campaign=after-the-flood")
    assert "Use 2 chosen places for" in seen
    taken = response(used(browser, "map-use", map_use=1, shown="?places=b1|b2&campaign=after-the-flood"))
    assert taken["url"]["href"].startswith("/workshop?places=b1|b2")
    told = document(browser).get_json()
    assert (told["neighbourhood_codes"], told["needs"]) == (["b1", "b2"], [{"item": "food", "needed": 12}])
    for who, shown in (
        (site.signed_in(LANDLORD), "?places=a1&campaign=after-the-flood"),
        (site.signed_in(READER), "?places=a1&campaign=after-the-flood"),
        (browser, "?campaign=after-the-flood"),
        (browser, "?places=nowhere&campaign=after-the-flood"),
    ):
        used(who, "map-use", map_use=1, shown=shown)
        assert document(browser).get_json()["neighbourhood_codes"] == ["b1", "b2"]


def test_an_answer_that_is_asked_for_other_components_is_refused(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    body = body_of(browser, "draft-save", FORM, NUMBERS)
    place = next(n for n, each in enumerate(body["outputs"]) if isinstance(each, list))
    for other in (
        [{"id": {"move": "proposed"}, "property": "error"}],
        {"id": "draft-title", "property": "error"},
        None,
        [{"id": {"at": "", "item": "food"}, "property": "value"}],
        [{"id": "x", "property": "error"}],
        [],
        body["outputs"][place] * 3,
    ):
        body["outputs"][place] = other
        assert call(browser, body).status_code == 400
    assert call(browser, body | {"outputs": []}).status_code == 400


def test_places_of_the_address_are_kept_only_when_somebody_says_so(site: Site) -> None:
    browser = site.signed_in()
    start(browser)

    def kept() -> list[str]:
        return document(browser).get_json()["neighbourhood_codes"]

    for shown in ("?campaign=after-the-flood", "?places=b1&campaign=after-the-flood"):
        assert "url" not in response(keep(browser, shown=shown))
        assert kept() == ["a1", "a2"]
        assert "Deux" not in page(browser, "/workshop", shown)
    taken = response(keep(browser, go="use", shown="?places=b1&campaign=after-the-flood"))
    assert kept() == ["b1"]
    assert taken["url"]["href"].startswith("/workshop?places=b1&")
    assert response(keep(browser, go="map"))["url"]["href"].startswith("/map?places=b1&")
    wrong = response(keep(browser, [({"at": "", "item": "food"}, "many")], "map", draft_title="Kept first"))
    assert "url" not in wrong, "nothing is left behind that cannot be kept"
    assert document(browser).get_json()["title"] == "Kept first"


def test_what_cannot_be_kept_is_said_beside_its_field_and_the_rest_is_kept(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    answer = response(keep(browser, [({"at": "", "item": "food"}, "many")], draft_title="", draft_ends="2026-01-01"))
    assert answer["draft-title"]["error"] == "Write a title."
    assert answer["draft-ends"]["error"] == "The last day is before the first one: change one of them."
    assert "Write whole numbers" in answer["draft-needs-fault"]["children"]
    assert answer["draft-said"]["children"] == "Saved, but for what is marked."
    told = document(browser).get_json()
    assert (told["title"], told["starts_on"], told["ends_on"]) == ("After the flood", "2026-01-05", None)
    browser.set_cookie("quartier_language", "fr")
    assert response(keep(browser, draft_title=""))["draft-title"]["error"] == "Écrire un titre."


def test_an_unfinished_campaign_is_not_proposed(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    answer = response(move(browser, "proposed", [], draft_starts="", draft_ends=""))
    assert answer["draft-moved"]["children"] == " ".join(
        ["Say on which day it begins.", "Say on which day it ends.", "Say how many are needed of at least one item."]
    )
    assert document(browser).get_json()["state"] == "draft"


def test_numbers_are_split_by_homes_and_added_up_again(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    fields = json.dumps(response(keep(browser, draft_split="split"))["draft-needs"])
    assert '"at": "a1"' in fields
    told = {need["neighbourhood_code"]: need["needed"] for need in document(browser).get_json()["needs"]}
    assert told == {"a1": 7, "a2": 5}, "300 and 220 households of the platform, four homes for each"
    split = [({"at": code, "item": "food"}, str(number)) for code, number in told.items()]
    assert "draft-needs" not in response(keep(browser, split, draft_split="split")), "fields stay while people write"
    own = [({"at": "a1", "item": "food"}, "2"), ({"at": "a2", "item": "food"}, "10")]
    turned = response(keep(browser, own, draft_split="whole"))
    assert document(browser).get_json()["needs"] == [{"item": "food", "needed": 12}]
    # Back again, the numbers of each place are those that were written, as long as they add up to the same.
    apart = turned["draft-told"]["data"]
    keep(browser, draft_split="split", draft_told=apart)
    assert {need["needed"] for need in document(browser).get_json()["needs"]} == {2, 10}
    more = response(keep(browser, [own[0], ({"at": "a2", "item": "food"}, "1.200")], draft_split="split"))
    assert more['{"sum":"food"}']["children"] == " · 1,202 together"
    keep(browser, own, draft_split="split")
    keep(browser, [], draft_split="whole")
    keep(browser, [({"at": "", "item": "food"}, "24")], draft_split="split", draft_told=apart)
    assert {need["needed"] for need in document(browser).get_json()["needs"]} == {14, 10}


def test_a_number_that_cannot_be_read_is_marked_and_the_others_are_kept(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    numbers = [({"at": "", "item": "food"}, "1 200"), ({"at": "", "item": "repairs"}, "99999999999999")]
    answer = response(keep(browser, numbers))
    marks = {name: value["error"] for name, value in answer.items() if "item" in name}
    assert sorted(marks.values()) == [False, True]
    assert marks[next(name for name in marks if "repairs" in name)] is True
    assert document(browser).get_json()["needs"] == [{"item": "food", "needed": 1200}]
    numbers = [numbers[0], ({"at": "", "item": "repairs"}, "7")]
    keep(browser, numbers)
    keep(browser, [numbers[0], ({"at": "", "item": "repairs"}, "seven")])
    assert {need["needed"] for need in document(browser).get_json()["needs"]} == {1200, 7}, "what was kept stays"


def test_a_draft_is_deleted_as_long_as_nobody_was_told_of_it(site: Site) -> None:
    browser, reader = site.signed_in(), site.signed_in(READER)
    start(browser)
    keep(browser)
    for other in (reader, site.signed_in(LANDLORD)):
        move(other, "delete")
        assert document(browser).status_code == 200
    move(browser, "proposed")
    move(browser, "draft")
    move(browser, "delete", draft_revision=4)
    assert document(browser).status_code == 200, "the platform may know it"
    move(browser, "archived", draft_revision=4)
    assert document(browser).get_json()["state"] == "archived"
    start(browser, "Second")
    gone = move(browser, "delete", shown="?places=a1&campaign=second")
    assert "campaign" not in response(gone)["url"]["search"]
    assert document(browser, "second").status_code == 404
    assert "Second" not in page(browser, "/workshop")


def test_the_button_that_is_pressed_counts_and_none_that_was_pressed_before(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    refused = response(move(browser, "proposed", []))
    assert "Say how many" in refused["draft-moved"]["children"]
    move(browser, "delete", before=["proposed"])
    assert document(browser).status_code == 404, "it is deleted, not proposed"
    start(browser, "Second")
    shown = "?places=b1&campaign=second"
    assert "url" not in response(keep(browser, before=["map"], shown=shown)), "a field was left; nothing was pressed"
    taken = response(keep(browser, go="everywhere", before=["map"], shown=shown))
    assert taken["url"]["href"].startswith("/workshop?")
    assert len(document(browser, "second").get_json()["neighbourhood_codes"]) == 9


def test_a_place_that_left_the_territory_takes_no_numbers_with_it(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    split = [({"at": "a1", "item": "food"}, "7"), ({"at": "a2", "item": "food"}, "5")]
    keep(browser, split, draft_split="split")
    with site.accounts.session() as session:
        session.execute(update(CampaignDraft).values(places=["a1", "a2", "gone"]))
    answer = response(keep(browser, split, draft_split="split", draft_title="Renamed"))
    assert "not in your territory" in answer["draft-places-fault"]["children"]
    told = document(browser).get_json()
    assert told["title"] == "Renamed"
    assert [need["needed"] for need in told["needs"]] == [7, 5]


def test_what_is_no_number_stays_where_fields_are_made_anew(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    answer = response(keep(browser, [({"at": "", "item": "food"}, "1.20")], draft_theme="school_start"))
    assert '"value": "1.20"' in json.dumps(answer["draft-needs"])
    assert '"error": true' in json.dumps(answer["draft-needs"])


def test_numbers_that_are_added_up_for_many_places_can_be_told_apart_again(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    split = [({"at": "a1", "item": "food"}, "7"), ({"at": "a2", "item": "food"}, "5")]
    keep(browser, split, draft_split="split")
    one = response(keep(browser, split, "use", draft_split="split", shown="?places=a1&campaign=after-the-flood"))
    assert document(browser).get_json()["needs"] == [{"item": "food", "needed": 7}]
    assert one["draft-told"]["data"] == [["food", "a1", 7]]


def test_a_page_whose_draft_is_gone_says_so(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    move(browser, "delete")
    for answer in (response(keep(browser))["draft-said"], response(move(browser, "proposed"))["draft-moved"]):
        assert "load the page again" in answer["children"]
    following = response(start(browser))["url"]["href"]
    assert "campaign=after-the-flood-city" in following, "the code of a deleted one is nobody's again"


def test_a_draft_is_not_deleted_from_a_page_that_is_older_than_the_draft(site: Site) -> None:
    browser, other = site.signed_in(), site.signed_in()
    start(browser)
    assert response(keep(other, draft_title="Filled by somebody else", draft_page="b"))["draft-said"]
    answer = response(move(browser, "delete", draft_page="a"))
    assert "changed meanwhile" in answer["draft-moved"]["children"]
    assert document(browser).status_code == 200


def test_numbers_that_cannot_be_read_are_not_split(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    keep(browser)
    answer = response(keep(browser, [({"at": "", "item": "food"}, "many")], draft_split="split"))
    assert "draft-needs" not in answer, "what was written stays to be mended"
    assert "Write whole numbers" in answer["draft-needs-fault"]["children"]
    assert document(browser).get_json()["needs"] == [{"item": "food", "needed": 12}]


def test_another_theme_brings_its_items_and_keeps_numbers(site: Site) -> None:
    browser = site.signed_in()
    start(browser)
    fields = json.dumps(response(keep(browser, draft_theme="school_start"))["draft-needs"])
    assert '"item": "private_lessons"' in fields
    assert '"item": "food"' in fields, "it has a number"
    assert '"item": "cleaning_ironing"' not in fields
    added = json.dumps(response(keep(browser, draft_theme="school_start", draft_add="sports"))["draft-needs"])
    assert '"item": "sports"' in added


def test_results_are_linked_once_published_data_carry_the_code_of_that_organisation(site: Site) -> None:
    """The town's export has the campaign `entraide` of the organisation `ville`."""
    add_organisation(site.accounts, "ville", "Ville", "local_authority", ["city:ville"])
    add_person(site.accounts, "ville@town.example", "ville", PASSWORD, "editor")
    form, _ = read_form("Entraide", "flood", "", "", ["a1"], [], Known({"flood"}, (), {"a1"}))
    assert isinstance(Workshop(site.accounts, "ville", "x", True).start(form, "entraide"), Draft)
    assert Workshop(site.accounts, "city_hall", "x", True).start(form, "entraide") == {"code": "taken"}
    link = "/campaigns?campaign=entraide"
    assert link in page(site.signed_in("ville@town.example"), "/workshop", "?campaign=entraide")
    assert link not in page(site.signed_in(), "/workshop", "?campaign=entraide"), "it is another organisation's"


def test_a_new_campaign_never_takes_the_code_of_a_known_one(site: Site) -> None:
    browser = site.signed_in()
    assert "campaign=entraide-city" in response(start(browser, "Entraide"))["url"]["href"]
    assert "taken" in response(start(browser, "Other", code="entraide"))["start-code"]["error"]
