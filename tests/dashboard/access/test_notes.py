"""Notes of days in the accounts database: what may be kept, whose they are, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import notes, organisations
from dashboard.access.accounts import open_accounts
from dashboard.access.notes import Notebook


@pytest.fixture
def books(tmp_path: Path) -> tuple[Notebook, Notebook]:
    """Of two organisations in one database."""
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    for code in ("town", "other"):
        organisations.add_organisation(accounts, code, code, "local_authority", ["city:x"])
    return Notebook(accounts, "town", "ann@town.example"), Notebook(accounts, "other", "bob@other.example")


def test_a_note_is_kept_with_its_day_its_author_and_when_it_was_written(books: tuple[Notebook, Notebook]) -> None:
    own, _ = books
    assert own.add("2025-06-30", "  The works\u202fhid\n the square ") is None
    assert own.add("2025-07-14", "Bal <b>populaire</b>") is None
    latest, first = own.notes()
    assert (latest.day, latest.text) == (date(2025, 7, 14), "Bal <b>populaire</b>"), "as written: screens escape it"
    assert (first.text, first.author) == ("The works hid the square", "ann@town.example")
    assert first.written_on == notes.now().date()


def test_another_organisation_sees_no_note_and_removes_none(books: tuple[Notebook, Notebook]) -> None:
    own, other = books
    own.add("2025-06-30", "Ours")
    (note,) = own.notes()
    assert other.notes() == ()
    assert not other.remove(note.id)
    assert own.notes() == (note,)
    assert own.remove(note.id)
    assert not own.remove(note.id)
    assert own.notes() == ()


NO_DAYS: list[Any] = ["", "2025-02-30", "30/06/2025", "0001-01-01", "1999-12-31", "2100-01-01", "2025-6-3", None,
                      20250630, ["2025-06-30"], "2025-06-30T00:00", "९९९९-०६-३०"]  # fmt: skip


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_that_is_none_is_refused(books: tuple[Notebook, Notebook], day: Any) -> None:
    assert books[0].add(day, "Something") == "day"
    assert books[0].notes() == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "empty"), ("   ", "empty"), (None, "empty"), (7, "empty"), ({"a": 1}, "empty"), ("x" * 121, "long"),
     ("a\0b", "signs"), ("a\u202eb", "signs"), ("\ud800", "signs"), ("a\x1b[2Jb", "signs")],
)  # fmt: skip
def test_a_text_that_cannot_be_shown_is_refused(books: tuple[Notebook, Notebook], text: Any, fault: str) -> None:
    assert books[0].add("2025-06-30", text) == fault
    assert books[0].notes() == ()


def test_the_longest_note_is_kept_whole(books: tuple[Notebook, Notebook]) -> None:
    assert books[0].add("2025-06-30", "é" * 120) is None
    assert books[0].notes()[0].text == "é" * 120


@pytest.mark.parametrize("note", [None, True, "1", 1.0, -1, 0, 2**40, [1], {"delete-note": 1}])
def test_a_number_that_is_none_removes_nothing(books: tuple[Notebook, Notebook], note: Any) -> None:
    books[0].add("2025-06-30", "Ours")
    assert not books[0].remove(note)
    assert len(books[0].notes()) == 1


def test_no_organisation_fills_the_database(books: tuple[Notebook, Notebook], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST_NOTES", 2)
    own, other = books
    assert [own.add("2025-06-30", "Ours") for _ in range(3)] == [None, None, "full"]
    assert other.add("2025-06-30", "Theirs") is None
