"""Studies of one organisation: what it said beforehand that it will look at, and how it was done otherwise.

Registered by its editors and never changed. It checks who may; what a form may hold is checked in `criteria`. It must
not log a title or a note, and never shows one to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from dashboard.access.accounts import Accounts, Study, StudyDeviation, hold, now
from dashboard.access.criteria import Beforehand, Why, fault_of_deviation, from_kept, to_kept
from dashboard.access.drafts import fault_of_title
from dashboard.access.notes import read_text
from queries import Criteria

#: More than an organisation looks at. What has begun is never taken away: who could try again and again until
#: something shows would have said nothing beforehand.
MOST_STUDIES = 100
MOST_DEVIATIONS = 50


@dataclass(frozen=True)
class Deviation:
    """How the study was done otherwise, as somebody wrote it down."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Registered:
    """A study as it was said, with what was known then and what was written since, oldest first."""

    id: int
    title: str
    criteria: Criteria
    known: Beforehand
    made_by: str
    made_at: datetime
    deviations: tuple[Deviation, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether some of its first month was published already when it was said."""
        return has_come(self.criteria, self.known.covers_until)


def has_come(criteria: Criteria, covers_until: date) -> bool:
    """Whether data that go to a day have some of the first month."""
    return covers_until >= criteria.begins.start


def of_the_same(study: Registered, studies: Iterable[Registered]) -> int:
    """How many other studies look at some of the same places in some of the same months."""
    own = study.criteria
    return sum(
        each.id != study.id and not set(own.places).isdisjoint(each.criteria.places)
        and own.begins <= each.criteria.ends and each.criteria.begins <= own.ends
        for each in studies
    )  # fmt: skip


@dataclass(frozen=True)
class Studies:
    """The studies of one organisation in the hands of one of its people, whom the session names and no form."""

    accounts: Accounts
    organisation_code: str
    email: str
    is_editor: bool

    def studies(self) -> tuple[Registered, ...]:
        """Those of the organisation, the latest first; without notes."""
        asked = select(Study).where(Study.organisation_code == self.organisation_code).order_by(Study.id.desc())
        with self.accounts.session() as session:
            return tuple(_registered(row) for row in session.scalars(asked))

    def study(self, number: Any) -> Registered | None:
        """One of them with its notes; None when the organisation has no such study."""
        with self.accounts.session() as session:
            row = self._own(session, number)
            if row is None:
                return None
            notes = select(StudyDeviation).where(StudyDeviation.study_id == row.id).order_by(StudyDeviation.id)
            return _registered(row, session.scalars(notes))

    def register(self, title: Any, criteria: Criteria, known: Beforehand) -> int | Why:
        """Keep what is said for good: its number, or why it cannot be kept. The same said twice is one study."""
        said = read_text(title)
        if not self.is_editor:
            return "state"
        if fault := fault_of_title(said):
            return fault  # type: ignore[return-value]
        with self.accounts.session() as session:
            # Locked, so that two that register together do not pass the limit.
            hold(session, self.organisation_code)
            held = session.scalars(select(Study).where(Study.organisation_code == self.organisation_code)).all()
            kept = to_kept(criteria, known)
            if same := next((row for row in held if (row.title, row.criteria["asked"]) == (said, kept["asked"])), None):
                return same.id  # a button that was pressed twice
            if len(held) >= MOST_STUDIES:
                return "many"
            row = Study(organisation_code=self.organisation_code, title=said, criteria=kept, made_by=self.email,
                        made_at=now())  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def note(self, number: Any, text: Any) -> Why | None:
        """Write down how a study was done otherwise; or why that cannot be kept."""
        said = read_text(text)
        if not self.is_editor:
            return "state"
        if fault := fault_of_deviation(said):
            return fault
        with self.accounts.session() as session:
            hold(session, self.organisation_code)
            row = self._own(session, number)
            if row is None:
                return "state"
            held = select(func.count()).select_from(StudyDeviation).where(StudyDeviation.study_id == row.id)
            if (session.scalar(held) or 0) >= MOST_DEVIATIONS:
                return "many"
            session.add(StudyDeviation(study_id=row.id, text=said, written_by=self.email, written_at=now()))
        return None

    def withdraw(self, number: Any, covers_until: date) -> bool:
        """Take a study back as long as nothing of its months is published; False from then on, and of no own study."""
        with self.accounts.session() as session:
            row = self._own(session, number)
            if row is None or not self.is_editor or has_come(_registered(row).criteria, covers_until):
                return False
            session.execute(delete(StudyDeviation).where(StudyDeviation.study_id == row.id))
            session.delete(row)
            return True

    def _own(self, session: Session, number: Any) -> Study | None:
        if type(number) is not int or not 0 < number < 2**31:
            return None
        return session.scalar(
            select(Study).where(Study.id == number, Study.organisation_code == self.organisation_code)
        )


def _registered(row: Study, notes: Iterable[StudyDeviation] = ()) -> Registered:
    criteria, known = from_kept(row.criteria)
    written = tuple(Deviation(note.text, note.written_by, note.written_at) for note in notes)
    return Registered(row.id, row.title, criteria, known, row.made_by, row.made_at, written)
