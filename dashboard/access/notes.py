"""People's own notes on time axes: what an organisation remembers of a day, read and written by its people alone.

It checks what it is given, which may be anything; it must not log or repeat a text, and never shows one to others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import delete, func, select

from dashboard.access.accounts import Accounts, Note, hold, now

LONGEST_NOTE = 120
#: More than a time axis can show, and than people write; whoever has so many must remove one first.
MOST_NOTES = 200
#: The days that a note may be of: a typing error in the year is refused.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)

#: Why a note is not taken; the page says it in words.
Fault = Literal["day", "empty", "long", "signs", "full"]


@dataclass(frozen=True)
class WrittenNote:
    """A note as its readers see it; `author` is the address of who wrote it."""

    id: int
    day: date
    text: str
    author: str
    written_on: date


@dataclass(frozen=True)
class Notebook:
    """The notes of one organisation in the hands of one of its people, whom the session names and no form."""

    accounts: Accounts
    organisation_code: str
    email: str

    def notes(self) -> tuple[WrittenNote, ...]:
        """Those of the organisation, the latest day first."""
        asked = select(Note).where(Note.organisation_code == self.organisation_code)
        with self.accounts.session() as session:
            found = session.scalars(asked.order_by(Note.day.desc(), Note.id.desc())).all()
        return tuple(WrittenNote(n.id, n.day, n.text, n.written_by, n.written_at.date()) for n in found)

    def add(self, day: Any, text: Any) -> Fault | None:
        """Keep a note of a day written as 2025-06-30; or why it cannot be kept, and nothing is changed."""
        when, said = read_day(day), read_text(text)
        if when is None:
            return "day"
        if fault := fault_of(said):
            return fault
        with self.accounts.session() as session:
            # Locked, so that two that write together do not pass the limit.
            hold(session, self.organisation_code)
            held = select(func.count()).select_from(Note).where(Note.organisation_code == self.organisation_code)
            if (session.scalar(held) or 0) >= MOST_NOTES:
                return "full"
            session.add(Note(organisation_code=self.organisation_code, day=when, text=said, written_by=self.email,
                             written_at=now()))  # fmt: skip
        return None

    def remove(self, note: Any) -> bool:
        """Take one of the organisation's notes away; False when it has no such note."""
        if type(note) is not int or not 0 < note < 2**31:
            return False
        own = delete(Note).where(Note.id == note, Note.organisation_code == self.organisation_code)
        with self.accounts.session() as session:
            return bool(session.execute(own.returning(Note.id)).all())


def read_day(day: Any) -> date | None:
    """A day as browsers write it, within the days that a note may be of; None for anything else."""
    if not isinstance(day, str) or len(day) != len("2025-06-30"):
        return None
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def read_text(text: Any) -> str:
    """One line with single spaces, of whatever width they were typed; empty for what is no text."""
    return " ".join(text.split()) if isinstance(text, str) else ""


def fault_of(text: str) -> Fault | None:
    """Why a text cannot be kept. Signs that do not print could turn a line round or end it."""
    if not text:
        return "empty"
    if len(text) > LONGEST_NOTE:
        return "long"
    return None if text.isprintable() else "signs"
