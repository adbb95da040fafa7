"""Drafts of campaigns: what of a form can be kept, and why the rest cannot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dashboard.access import drafts
from dashboard.access.drafts import (
    MOVES,
    STATES,
    Draft,
    Known,
    Need,
    code_from,
    doubts,
    fault_of_code,
    read_form,
    read_number,
)

KNOWN = Known({"flood", "repair_day"}, {"food", "childcare"}, {"a1", "a2", "b1", "b2"})
GOOD: dict[str, Any] = {"title": "After the flood", "theme": "flood", "starts": "2026-01-05", "ends": "2026-02-01",
                        "places": ["b1", "a1"], "needs": [("food", "", 12)], "known": KNOWN}  # fmt: skip


def test_a_whole_form_is_read_as_it_was_meant() -> None:
    form, faults = read_form(**GOOD)
    assert faults == {}
    assert (form.title, form.theme) == ("After the flood", "flood")
    assert (form.starts_on, form.ends_on) == (date(2026, 1, 5), date(2026, 2, 1))
    assert form.places == ("a1", "b1")
    assert form.needs == (Need("food", "", 12),)


def test_a_draft_may_lack_what_a_proposal_needs() -> None:
    form, faults = read_form("A title", "flood", "", None, [], [("food", "", None)], KNOWN)
    assert faults == {}
    assert drafts.missing_for_proposal(form) == dict.fromkeys(("starts", "ends", "places", "needs"), "empty")
    assert drafts.missing_for_proposal(read_form(**GOOD)[0]) == {}


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("title", "  ", ("title", "empty")), ("title", None, ("title", "empty")), ("title", ["x"], ("title", "empty")),
        ("title", "x" * 121, ("title", "long")), ("title", "a\u202eb", ("title", "signs")),
        ("theme", "war", ("theme", "unknown")), ("theme", ["flood"], ("theme", "unknown")),
        ("theme", None, ("theme", "unknown")),
        ("starts", "2026-13-01", ("starts", "day")), ("starts", 20260101, ("starts", "day")),
        ("ends", "5 May", ("ends", "day")), ("ends", {}, ("ends", "day")), ("ends", "2026-01-04", ("ends", "order")),
        ("places", "a1", ("places", "many")), ("places", ["a1"] * 5_001, ("places", "many")),
        ("places", ["a1", "elsewhere"], ("places", "unknown")), ("places", [1], ("places", "unknown")),
        ("places", [["a1"]], ("places", "unknown")), ("places", None, ("places", "many")),
        ("needs", None, ("needs", "many")), ("needs", [("food", "", 1)] * 601, ("needs", "many")),
        ("needs", [("gold", "", 1)], ("needs", "unknown")), ("needs", [("food", 7, 1)], ("needs", "unknown")),
        ("needs", [("food",)], ("needs", "unknown")), ("needs", ["food"], ("needs", "unknown")),
        ("needs", [([], "", 1)], ("needs", "unknown")),
        ("needs", [("food", "", -1)], ("needs", "number")), ("needs", [("food", "", 1.5)], ("needs", "number")),
        ("needs", [("food", "", 100_001)], ("needs", "number")), ("needs", [("food", "", "12")], ("needs", "number")),
        ("needs", [("food", "", True)], ("needs", "number")), ("needs", [("food", "", False)], ("needs", "number")),
        ("needs", [("food", "", float("nan"))], ("needs", "number")),
        ("needs", [("food", "", float("inf"))], ("needs", "number")),
        ("needs", [("food", "", [])], ("needs", "number")),
        ("needs", [("food", "", 1), ("childcare", "a1", 1)], ("needs", "many")),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_named_with_its_field(field: str, value: Any, fault: tuple[str, str]) -> None:
    _, faults = read_form(**{**GOOD, field: value})
    assert list(faults.items()) == [fault]


def test_needs_of_places_that_are_not_chosen_any_more_go() -> None:
    form, faults = read_form(**{**GOOD, "needs": [("food", "a1", 3), ("food", "b2", 4)]})
    assert faults == {}
    assert form.needs == (Need("food", "a1", 3),)


def test_a_need_beyond_twenty_neighbourhoods_is_told_for_the_whole_zone() -> None:
    many = [f"n{number}" for number in range(21)]
    known = Known({"flood"}, {"food"}, many)
    split = [("food", code, 1) for code in many]
    assert read_form("T", "flood", "", "", many, split, known)[1] == {"needs": "many"}
    assert read_form("T", "flood", "", "", many, split[:20], known)[1] == {}


@pytest.mark.parametrize("code", ["", "Flood", "été", "a b", "x" * 65, "a/b", "a\n", None, 3, ["a"], "..", "a.json"])
def test_a_code_that_is_none_is_refused(code: Any) -> None:
    assert fault_of_code(code) == "form"


def test_a_code_is_made_of_the_title_and_is_nobody_elses() -> None:
    assert code_from("Après la crue, entraidons-nous !", ()) == "apres-la-crue-entraidons-nous"
    assert code_from("Crue", ("crue", "crue-2")) == "crue-3"
    assert code_from("水", ()) == "campaign"
    assert code_from("New", ()) == "new-2", "the address of a new draft"
    assert fault_of_code("new") == "taken"
    assert fault_of_code(code_from("mot " * 40, ())) is None


@pytest.mark.parametrize(("said", "number"), [("12", 12), (" 1 200 ", 1200), ("1\u202f200", 1200),
                                              ("1,200", 1200), ("1.200", 1200), ("100000", 100_000),
                                              ("", None), ("  ", None), ("0", None), (None, None)])  # fmt: skip
def test_a_number_is_read_as_people_write_it(said: Any, number: int | None) -> None:
    assert read_number(said) == number


@pytest.mark.parametrize(
    "said", ["many", "-3", "1.5", "1,20", "1,200.300", "12,00", "100001", "99999999999999", "٣", 12, True, [], {}, 2.0]
)
def test_what_is_no_number_is_refused_and_never_cut(said: Any) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_number(said)


@pytest.mark.parametrize(("state", "starts", "ends", "said"), [
    ("draft", 1, 5, ()), ("draft", -1, 5, ("begun",)), ("proposed", -9, -1, ("over",)), ("running", -9, -1, ("over",)),
    ("running", 1, 5, ("not_begun",)), ("running", 0, 0, ()), ("ended", -9, 1, ("not_over",)), ("ended", -9, -1, ()),
    ("draft", None, None, ()),
])  # fmt: skip
def test_dates_that_contradict_the_state_are_told(
    state: str, starts: int | None, ends: int | None, said: tuple[str, ...]
) -> None:
    today = date(2026, 3, 10)
    days = [None if each is None else today + timedelta(days=each) for each in (starts, ends)]
    draft = Draft("c", "t", "flood", *days, (), (), state, 1, "", datetime(2026, 3, 1, tzinfo=UTC))
    assert doubts(draft, today) == said


def test_states_follow_one_another_and_only_a_proposal_goes_back() -> None:
    allowed = {(before, after) for before in STATES for after in MOVES[before]}
    assert allowed == {("draft", "proposed"), ("draft", "archived"), ("proposed", "draft"), ("proposed", "running"),
                       ("running", "ended"), ("ended", "archived")}  # fmt: skip
