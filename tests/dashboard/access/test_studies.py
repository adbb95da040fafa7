"""Studies in the accounts database: whose they are, who may register, that nothing is changed, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from dashboard.access import organisations
from dashboard.access.accounts import Organisation, Study, StudyDeviation, open_accounts
from dashboard.access.criteria import (
    LONGEST_DEVIATION,
    MOST_PERCENT,
    Beforehand,
    Known,
    from_kept,
    read_criteria,
    read_month,
    read_percent,
    to_kept,
)
from dashboard.access.studies import MOST_DEVIATIONS, MOST_STUDIES, Studies
from queries import Criteria, Period

KNOWN = Known({"a1", "a2"}, {"flood"}, Period.parse("2024-01"), Period.parse("2027-12"))
ASKED = Criteria(("a1", "a2"), "exchanges", Period.parse("2026-02"), Period.parse("2026-03"), 0.1, "flood")
BEFORE = Beforehand("20260131T000000-abc", date(2026, 1, 31), 0.12, 2, 9, None)


@pytest.fixture
def shelves(tmp_path: Path) -> tuple[Studies, Studies]:
    """An editor's of one organisation, and one's of another, in one database."""
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    for code in ("town", "other"):
        organisations.add_organisation(accounts, code, code, "local_authority", ["city:x"])
    return Studies(accounts, "town", "ann@town.example", True), Studies(accounts, "other", "bob@x.example", True)


def registered(shelf: Studies, title: str = "Does it help?", **changes: Any) -> int:
    made = shelf.register(title, replace(ASKED, **changes), BEFORE)
    assert isinstance(made, int)
    return made


def test_a_study_is_kept_with_all_that_was_said_and_known(shelves: tuple[Studies, Studies]) -> None:
    number = registered(shelves[0], "  Does\n it help? ")
    found = shelves[0].study(number)
    assert found is not None
    assert (found.title, found.criteria, found.known) == ("Does it help?", ASKED, BEFORE)
    assert (found.made_by, found.deviations) == ("ann@town.example", ())
    assert shelves[0].studies() == (found,)
    nothing = replace(BEFORE, smallest=None, lacking="controls")
    second = shelves[0].register("Another", ASKED, nothing)
    assert [each.known for each in shelves[0].studies()] == [nothing, BEFORE], "the latest first"
    assert second != number


def test_another_organisation_sees_and_changes_nothing(shelves: tuple[Studies, Studies]) -> None:
    own, other = shelves
    number = registered(own)
    assert other.studies() == ()
    assert other.study(number) is None
    assert other.note(number, "Ours") == "state"
    assert not other.withdraw(number, date(2026, 1, 31))
    found = own.study(number)
    assert found is not None
    assert found.deviations == ()


def test_who_is_no_editor_reads_and_changes_nothing(shelves: tuple[Studies, Studies]) -> None:
    number = registered(shelves[0])
    reader = replace(shelves[0], email="eve@town.example", is_editor=False)
    assert reader.study(number) == shelves[0].study(number)
    assert reader.register("Mine", ASKED, BEFORE) == "state"
    assert reader.note(number, "Mine") == "state"
    assert not reader.withdraw(number, date(2026, 1, 31))
    assert [each.title for each in reader.studies()] == ["Does it help?"]


def test_a_study_has_no_door_by_which_it_is_changed(shelves: tuple[Studies, Studies]) -> None:
    """What is registered again under the same title is another study, and the first stays as it was."""
    shelf = shelves[0]
    first = registered(shelf)
    before = shelf.study(first)
    again = registered(shelf, smallest=0.2)
    assert again != first
    assert shelf.note(first, "The second workshop was put off") is None
    after = shelf.study(first)
    assert before is not None
    assert after is not None
    assert replace(after, deviations=()) == before


def test_a_button_that_is_pressed_twice_registers_one_study(shelves: tuple[Studies, Studies]) -> None:
    assert registered(shelves[0]) == registered(shelves[0])
    assert len(shelves[0].studies()) == 1
    assert registered(shelves[1]) not in [each.id for each in shelves[0].studies()]


@pytest.mark.parametrize(
    ("until", "is_gone"),
    [(date(2026, 1, 31), True), (date(2026, 2, 1), False), (date(2026, 2, 28), False), (date(2027, 1, 1), False)],
)
def test_a_study_is_withdrawn_only_before_data_of_its_months_come(
    shelves: tuple[Studies, Studies], until: date, is_gone: bool
) -> None:
    shelf, number = shelves[0], registered(shelves[0])
    shelf.note(number, "Put off")
    assert shelf.withdraw(number, until) == is_gone
    assert (shelf.study(number) is None) == is_gone
    with shelf.accounts.session() as session:
        assert session.scalar(select(func.count()).select_from(StudyDeviation)) == (0 if is_gone else 1)


@pytest.mark.parametrize(("until", "is_late"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_a_study_that_was_said_with_data_of_its_months_is_late(
    shelves: tuple[Studies, Studies], until: date, is_late: bool
) -> None:
    number = shelves[0].register("x", ASKED, replace(BEFORE, covers_until=until))
    found = shelves[0].study(number)
    assert found is not None
    assert found.is_late == is_late


def test_no_organisation_fills_the_database(shelves: tuple[Studies, Studies]) -> None:
    own, other = shelves
    numbers = [registered(own, f"Study {n}") for n in range(MOST_STUDIES)]
    assert own.register("One more", ASKED, BEFORE) == "many"
    assert registered(other)
    assert own.withdraw(numbers[0], date(2026, 1, 31))
    assert registered(own, "One more")
    for n in range(MOST_DEVIATIONS):
        assert own.note(numbers[1], f"Note {n}") is None
    assert own.note(numbers[1], "One more") == "many"
    found = own.study(numbers[1])
    assert found is not None
    assert len(found.deviations) == MOST_DEVIATIONS


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "empty"), ("   ", "empty"), (None, "empty"), (7, "empty"), ({"a": 1}, "empty"),
     ("x" * (LONGEST_DEVIATION + 1), "long"), ("a\0b", "signs"), ("a\u202eb", "signs"), ("\ud800", "signs")],
)  # fmt: skip
def test_a_note_that_cannot_be_kept_is_refused(shelves: tuple[Studies, Studies], text: Any, fault: str) -> None:
    number = registered(shelves[0])
    assert shelves[0].note(number, text) == fault
    found = shelves[0].study(number)
    assert found is not None
    assert found.deviations == ()


def test_a_note_is_kept_with_its_author_and_as_it_was_written(shelves: tuple[Studies, Studies]) -> None:
    number = registered(shelves[0])
    for text in ("x" * LONGEST_DEVIATION, "Put off <b>twice</b>"):
        assert shelves[0].note(number, text) is None
    found = shelves[0].study(number)
    assert found is not None
    assert [(note.text, note.by) for note in found.deviations] == [
        ("x" * LONGEST_DEVIATION, "ann@town.example"),
        ("Put off <b>twice</b>", "ann@town.example"),
    ]


@pytest.mark.parametrize("number", [None, True, "1", 1.0, -1, 0, 2**31, 2**70, [1], {}, "1 OR 1=1"])
def test_a_number_that_is_none_finds_no_study(shelves: tuple[Studies, Studies], number: Any) -> None:
    registered(shelves[0])
    assert shelves[0].study(number) is None
    assert shelves[0].note(number, "x") == "state"
    assert not shelves[0].withdraw(number, date(2026, 1, 31))


def test_an_organisation_that_goes_takes_its_studies_with_it(shelves: tuple[Studies, Studies]) -> None:
    own, other = shelves
    own.note(registered(own), "x")
    registered(other)
    with own.accounts.session() as session:
        session.execute(delete(Organisation).where(Organisation.code == "town"))
    assert own.studies() == ()
    assert len(other.studies()) == 1
    with own.accounts.session() as session:
        assert session.scalar(select(func.count()).select_from(StudyDeviation)) == 0


KEPT = to_kept(ASKED, BEFORE)


def without(part: str, name: str) -> dict[str, Any]:
    return {**KEPT, part: {key: value for key, value in KEPT[part].items() if key != name}}


BROKEN: list[Any] = [
    None, [], "x", {}, {**KEPT, "version": 2}, {**KEPT, "more": 1}, {**KEPT, "asked": None},
    *(without(part, name) for part in ("asked", "known") for name in KEPT[part]),
    *({**KEPT, "asked": {**KEPT["asked"], name: value}} for name, value in (
        ("places", []), ("places", [1]), ("places", "ab"), ("places", ["a2", "a1"]), ("indicator", "members"),
        ("indicator", ["exchanges"]), ("begins", "2026"), ("begins", 7), ("begins", "soon"), ("ends", "2025-01"),
        ("smallest", "0.1"), ("smallest", None), ("smallest", 9.0), ("campaign", 3), ("more", 1))),
    *({**KEPT, "known": {**KEPT["known"], name: value}} for name, value in (
        ("snapshot", 1), ("covers_until", "soon"), ("covers_until", 1), ("smallest", "0.1"),
        ("smallest", float("inf")), ("treated", -1), ("treated", True), ("controls", 1.5), ("lacking", "luck"),
        ("more", 1))),
]  # fmt: skip


@pytest.mark.parametrize("given", BROKEN)
def test_what_was_not_kept_as_a_study_is_no_study(given: Any) -> None:
    with pytest.raises(ValueError, match="not a kept study"):
        from_kept(given)


def test_a_row_that_somebody_changed_is_not_told_as_a_study(shelves: tuple[Studies, Studies]) -> None:
    number = registered(shelves[0])
    with shelves[0].accounts.session() as session:
        session.execute(update(Study).values(criteria={"version": 1}))
    with pytest.raises(ValueError, match="study"):
        shelves[0].study(number)


def test_a_form_is_read_as_criteria() -> None:
    said, criteria, faults = read_criteria(
        " Does it  help? ", "exchanges", "2026-02", "2026-03", "10 %", "flood", ["a2", "a1"], KNOWN
    )
    assert (said, criteria, faults) == ("Does it help?", ASKED, {})
    for none in (None, ""):
        _, criteria, _ = read_criteria("x", "exchanges", "2026-02", "2026-02", "1", none, ("a1",), KNOWN)
        assert criteria == Criteria(("a1",), "exchanges", Period.parse("2026-02"), Period.parse("2026-02"), 0.01)


def test_every_part_that_cannot_be_kept_is_named() -> None:
    _, criteria, faults = read_criteria("", "members", "soon", "2030-01", "none", "elsewhere", ["b9"], KNOWN)
    assert criteria is None
    assert faults == {"title": "empty", "indicator": "unknown", "begins": "unknown", "ends": "unknown",
                      "smallest": "number", "campaign": "unknown", "places": "unknown"}  # fmt: skip
    _, criteria, faults = read_criteria("x", "exchanges", "2026-02", "2026-01", "1", "", [], KNOWN)
    assert criteria is None
    assert faults == {"ends": "order", "places": "empty"}


FORGED: list[Any] = [None, True, 7, -1, 2**70, [], {}, [["x"]], {"a": {"b": 1}}, "x" * 5_000, "\0"]


@pytest.mark.parametrize("value", FORGED)
def test_forged_values_of_a_form_are_faults_and_never_criteria(value: Any) -> None:
    form: dict[str, Any] = {"title": "x", "indicator": "exchanges", "begins": "2026-02", "ends": "2026-03",
                            "smallest": "10", "campaign": "flood", "places": ["a1"]}  # fmt: skip
    for name in form:
        _, criteria, faults = read_criteria(**{**form, name: value}, known=KNOWN)
        if name == "campaign" and value is None:
            assert criteria is not None
            continue
        assert criteria is None, (name, value)
        assert name in faults


@pytest.mark.parametrize(
    "given",
    ["2023-12", "2028-01", "2026-2", "2026-13", "2026", "2026-Q1", "2026-02-01", "２０２６-02", "", None, 202602],
)
def test_a_month_outside_the_form_is_none(given: Any) -> None:
    assert read_month(given, KNOWN) is None
    assert read_month("2027-12", KNOWN) == Period.parse("2027-12")


@pytest.mark.parametrize(
    ("given", "percent"),
    [("10", 10), ("10 %", 10), ("10\u202f%", 10), ("+5", 5), (str(MOST_PERCENT), MOST_PERCENT), ("0", None),
     (str(MOST_PERCENT + 1), None), ("-5", None), ("1.5", None), ("1,5", None), ("٣", None), ("1e2", None),
     ("", None), ("%", None), (10, None), (True, None), ("9" * 4_000, None)],
)  # fmt: skip
def test_a_percentage_is_a_whole_number(given: Any, percent: int | None) -> None:
    assert read_percent(given) == percent
