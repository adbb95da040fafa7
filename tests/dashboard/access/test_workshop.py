"""The Workshop's drafts in the accounts database: whose they are, who may change them, and their history."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.access import organisations
from dashboard.access.accounts import open_accounts
from dashboard.access.drafts import MOST_DRAFTS, STATES, Draft, Form, Known, Need, read_form
from dashboard.access.handover import SCHEMA, document
from dashboard.access.workshop import Workshop
from tests.json_schema import faults

KNOWN = Known({"flood"}, {"food", "childcare"}, {"a1", "a2"})


def form(title: str = "After the flood", **changes: object) -> Form:
    made, wrong = read_form(title, "flood", "2026-01-05", "2026-02-01", ["a1", "a2"], [("food", "a1", 12)], KNOWN)
    assert not wrong
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def shops(tmp_path: Path) -> tuple[Workshop, Workshop]:
    """An editor's of one organisation, and one's of another, in one database."""
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    for code in ("town", "other"):
        organisations.add_organisation(accounts, code, code, "local_authority", ["city:x"])
    return Workshop(accounts, "town", "ann@town.example", True), Workshop(accounts, "other", "bob@x.example", True)


def started(shop: Workshop, **changes: object) -> Draft:
    made = shop.start(form(**changes))
    assert isinstance(made, Draft)
    return made


def test_a_draft_is_kept_with_all_that_was_said_and_who_started_it(shops: tuple[Workshop, Workshop]) -> None:
    made = started(shops[0])
    found = shops[0].draft("after-the-flood")
    assert found == made
    assert found is not None
    assert (found.title, found.places, found.needs) == ("After the flood", ("a1", "a2"), (Need("food", "a1", 12),))
    assert [(step.by, step.before, step.after) for step in found.steps] == [("ann@town.example", "", "draft")]
    assert (found.state, found.revision) == ("draft", 1)


def test_another_organisation_sees_and_changes_no_draft(shops: tuple[Workshop, Workshop]) -> None:
    own, other = shops
    made = started(own)
    assert other.drafts() == ()
    assert other.draft(made.code) is None
    assert other.deliveries(made.code) == ()
    assert other.save(made.code, form("Ours now"), 1) == {"draft": "state"}
    assert other.move(made.code, "proposed", KNOWN) == {"draft": "state"}
    assert not other.deliver_again(made.code)
    assert own.draft(made.code) == made
    assert started(other).code == f"{made.code}-other", "the platform knows a campaign by its code alone"


def test_who_is_no_editor_reads_and_changes_nothing(shops: tuple[Workshop, Workshop]) -> None:
    made = started(shops[0])
    reader = replace(shops[0], email="eve@town.example", is_editor=False)
    assert reader.draft(made.code) == made
    assert reader.start(form("Another")) == {"draft": "state"}
    assert reader.save(made.code, form("Another"), 1) == {"draft": "state"}
    assert reader.move(made.code, "proposed", KNOWN) == {"draft": "state"}
    assert reader.drafts() == shops[0].drafts()
    assert [each.title for each in reader.drafts()] == ["After the flood"]


def test_only_the_moves_that_are_allowed_happen_and_each_is_written_down(shops: tuple[Workshop, Workshop]) -> None:
    shop = shops[0]
    code = started(shop).code
    path = ("proposed", "draft", "proposed", "running", "ended", "archived")
    for before, after in pairwise(("draft", *path)):
        for wrong in {*STATES, "", "nothing", None, 3} - {"proposed", "draft", "running", "ended", "archived"}:
            assert shop.move(code, wrong, KNOWN) == {"draft": "state"}
        allowed = {*pairwise(("draft", *path)), ("draft", "archived")}
        forbidden = [state for state in STATES if (before, state) not in allowed]
        for state in forbidden:
            assert shop.move(code, state, KNOWN) == {"draft": "state"}, (before, state)
        moved = shop.move(code, after, KNOWN)
        assert isinstance(moved, Draft)
        assert moved.state == after
    found = shop.draft(code)
    assert found is not None
    assert [step.after for step in found.steps] == ["draft", *path]
    assert [step.before for step in found.steps[1:]] == [step.after for step in found.steps[:-1]]


def test_a_draft_is_deleted_before_it_is_proposed_and_archived_after(shops: tuple[Workshop, Workshop]) -> None:
    shop, other = shops
    code = started(shop).code
    assert shop.move(code, "archived", KNOWN) == {"draft": "state"}, "nobody knows it: it is deleted"
    assert other.delete(code, 1) == replace(shop, is_editor=False).delete(code, 1) == {"draft": "state"}
    assert shop.delete(code, 2) == {"draft": "changed"}
    assert shop.delete(code, 1) == {}
    assert shop.drafts() == ()
    code = started(shop).code
    assert code == "after-the-flood-town", "the file of the deleted one may be known outside"
    shop.move(code, "proposed", KNOWN)
    assert shop.delete(code, 2) == {"draft": "state"}
    shop.move(code, "draft", KNOWN)
    assert shop.delete(code, 3) == {"draft": "state"}, "the platform may know it"
    archived = shop.move(code, "archived", KNOWN)
    assert isinstance(archived, Draft)
    assert archived.moves == ()


def test_what_is_proposed_is_whole_and_inside_the_territory_of_now(shops: tuple[Workshop, Workshop]) -> None:
    code = started(shops[0], starts_on=None, needs=()).code
    assert shops[0].move(code, "proposed", KNOWN) == {"starts": "empty", "needs": "empty"}
    shops[0].save(code, form(), 1)
    assert shops[0].move(code, "proposed", replace(KNOWN, places={"a1"})) == {"places": "unknown"}
    assert isinstance(shops[0].move(code, "proposed", KNOWN), Draft)


def test_what_is_proposed_is_changed_no_more(shops: tuple[Workshop, Workshop]) -> None:
    code = started(shops[0]).code
    shops[0].move(code, "proposed", KNOWN)
    assert shops[0].save(code, form("Another"), 2) == {"draft": "state"}


def test_two_editors_do_not_undo_each_others_work(shops: tuple[Workshop, Workshop]) -> None:
    ann, bob = shops[0], replace(shops[0], email="bob@town.example")
    code = started(ann).code
    assert isinstance(bob.save(code, form("Bob was here"), 1), Draft)
    assert ann.save(code, form("Ann too"), 1) == {"draft": "changed"}
    assert [each.title for each in ann.drafts()] == ["Bob was here"]
    assert isinstance(ann.save(code, form("Ann too"), 2), Draft)


def test_one_browser_that_sends_twice_at_once_keeps_both(shops: tuple[Workshop, Workshop]) -> None:
    code = started(shops[0]).code
    with ThreadPoolExecutor(4) as several:
        made = list(several.map(lambda n: shops[0].save(code, form(f"Title {n}"), 1, "page"), range(8)))
    assert all(isinstance(each, Draft) for each in made)
    found = shops[0].draft(code)
    assert found is not None
    assert found.revision == 9


def test_a_page_that_was_left_open_does_not_undo_what_its_own_reader_did_since(
    shops: tuple[Workshop, Workshop],
) -> None:
    code = started(shops[0]).code
    shops[0].save(code, form("In another window"), 1, "new")
    for page in ("old", "", None, 7, "x" * 99):
        assert shops[0].save(code, form("Of an old page"), 1, page) == {"draft": "changed"}
    assert isinstance(shops[0].save(code, form("Of the same page"), 1, "new"), Draft)
    assert isinstance(shops[0].save(code, form("Loaded again"), 3, "old"), Draft)


def test_saving_the_same_again_changes_nothing(shops: tuple[Workshop, Workshop]) -> None:
    made = started(shops[0])
    assert shops[0].save(made.code, form(), 1) == made


def test_an_organisation_has_a_limit_and_a_code_is_taken_once(shops: tuple[Workshop, Workshop]) -> None:
    shop = shops[0]
    assert isinstance(shop.start(form(), "winter"), Draft)
    assert shop.start(form(), "winter") == {"code": "taken"}
    assert shop.start(form(), "Winter") == {"code": "form"}
    assert shop.start(form(), "new") == {"code": "taken"}
    for _ in range(MOST_DRAFTS - 1):
        assert isinstance(shop.start(form()), Draft)
    assert shop.start(form()) == {"draft": "many"}
    assert len({each.code for each in shop.drafts()}) == MOST_DRAFTS


def test_organisations_that_start_at_once_never_share_a_code(shops: tuple[Workshop, Workshop]) -> None:
    with ThreadPoolExecutor(4) as several:
        made = list(several.map(lambda at: shops[at % 2].start(form()), range(12)))
    assert len({each.code for each in made if isinstance(each, Draft)}) == 12


SCHEMA_OF_DOCUMENTS = json.loads(SCHEMA.read_text("utf-8"))


def test_the_document_keeps_to_its_schema_and_names_no_person(shops: tuple[Workshop, Workshop]) -> None:
    shop = shops[0]
    empty, whole = started(shop, starts_on=None, ends_on=None, places=(), needs=()), started(shop)
    moved = shop.move(whole.code, "proposed", KNOWN)
    assert isinstance(moved, Draft)
    for each in (empty, whole, moved):
        text = document(each, "town")
        assert faults(json.loads(text), SCHEMA_OF_DOCUMENTS) == []
        assert "@" not in text
    told = json.loads(document(moved, "town"))
    assert told["needs"] == [{"item": "food", "needed": 12, "neighbourhood_code": "a1"}]
    assert [step["after"] for step in told["history"]] == ["draft", "proposed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("state", "cancelled"), ("campaign_code", "Après"), ("needs", [{"item": "food", "needed": 0}]),
     ("needs", [{"item": "food"}]), ("starts_on", "5 May"), ("revision", "1"), ("version", 2), ("by", "ann"),
     ("neighbourhood_codes", ["a1", "a1"]), ("history", []), ("title", ""), ("changed_at", "yesterday")],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_campaign(shops: tuple[Workshop, Workshop], name: str, value: object) -> None:
    told = json.loads(document(started(shops[0]), "town"))
    assert faults(told | {name: value}, SCHEMA_OF_DOCUMENTS) != []
