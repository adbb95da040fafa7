"""The drafts of campaigns of one organisation: kept, changed and moved from state to state by its editors alone.

It checks who may; what a form may hold is checked in `drafts`. It must not log a title or a place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from dashboard.access.accounts import Accounts, CampaignDraft, CampaignStep, UsedCode, hold, now
from dashboard.access.deliveries import Posted, posted, queue
from dashboard.access.drafts import (
    MOST_DRAFTS,
    MOVES,
    Draft,
    Faults,
    Form,
    Known,
    Need,
    Step,
    code_from,
    fault_of_code,
    missing_for_proposal,
)
from dashboard.access.handover import document

#: Of the name of a page, which its browser may forge: only its own reader would be undone.
LONGEST_PAGE = 32


@dataclass(frozen=True)
class Workshop:
    """The drafts of one organisation in the hands of one of its people, whom the session names and no form.

    is_editor: whether they may change anything. delivers: whether a platform's address is set to hand them over to.
    """

    accounts: Accounts
    organisation_code: str
    email: str
    is_editor: bool
    delivers: bool = False

    def drafts(self) -> tuple[Draft, ...]:
        """Those of the organisation, the last changed first; without their history."""
        asked = select(CampaignDraft).where(CampaignDraft.organisation_code == self.organisation_code)
        with self.accounts.session() as session:
            found = session.scalars(asked.order_by(CampaignDraft.changed_at.desc(), CampaignDraft.id.desc())).all()
        return tuple(_draft(row) for row in found)

    def draft(self, code: Any) -> Draft | None:
        """One of them with its history, oldest first; None when the organisation has no such draft."""
        if fault_of_code(code):
            return None
        with self.accounts.session() as session:
            row = session.scalar(self._own(code))
            return _with_history(session, row) if row else None

    def deliveries(self, code: Any) -> tuple[Posted, ...]:
        """What was delivered of a draft, or waits, the latest first."""
        if fault_of_code(code):
            return ()
        with self.accounts.session() as session:
            row = session.scalar(self._own(code))
            return posted(session, row.id) if row else ()

    def start(self, form: Form, code: str = "", published: Collection[str] = ()) -> Draft | Faults:
        """A new draft; an empty code is made of the title. The code is then the campaign's for good.

        published: codes of campaigns that are known already, whose results would be taken for this one's.
        """
        if not self.is_editor:
            return {"draft": "state"}
        if code and (fault := fault_of_code(code)):
            return {"code": fault}
        with self.accounts.session() as session:
            # Locked, so that two who start together have two codes.
            hold(session, "")
            held = session.scalars(select(CampaignDraft.state).where(
                CampaignDraft.organisation_code == self.organisation_code)).all()  # fmt: skip
            if sum(state != "archived" for state in held) >= MOST_DRAFTS:
                return {"draft": "many"}
            # Of every organisation: the platform knows a campaign by its code alone.
            taken = {*session.scalars(select(CampaignDraft.code)), *session.scalars(select(UsedCode.code)), *published}
            if code in taken:
                return {"code": "taken"}
            code = code or code_from(form.title, taken, self.organisation_code)
            row = CampaignDraft(organisation_code=self.organisation_code, code=code, state="draft", revision=0)
            self._fill(row, form)
            session.add(row)
            session.flush()
            session.add(self._step(row, ""))
            session.flush()
            return _with_history(session, row)

    def save(self, code: Any, form: Form, revision: Any, page: Any = "") -> Draft | Faults:
        """Keep a form as the draft's new values; `revision` is the one that the form was made from, `page` its page."""
        with self.accounts.session() as session:
            row = self._held(session, code)
            if row is None or not self.is_editor or row.state != "draft":
                return {"draft": "state"}
            if _is_old(row, revision, page):
                return {"draft": "changed"}
            if _values(row) != _form_values(form):
                self._fill(row, form, page)
            session.flush()
            return _with_history(session, row)

    def move(self, code: Any, to: Any, known: Known) -> Draft | Faults:
        """Another state, where it may follow the present one; to be proposed a draft must be whole.

        The move and what the platform is told of it are kept together, or neither is.
        """
        with self.accounts.session() as session:
            row = self._held(session, code)
            if row is None or not self.is_editor or to not in MOVES.get(row.state, ()):
                return {"draft": "state"}
            found = _draft(row)
            if to == "archived" and _with_history(session, row).can_be_deleted:
                return {"draft": "state"}
            if to == "proposed":
                if lacking := missing_for_proposal(found):
                    return lacking
                if not set(found.places).issubset(known.places):  # the territory has changed since
                    return {"places": "unknown"}
                if any(need.neighbourhood_code and need.neighbourhood_code not in found.places for need in found.needs):
                    return {"places": "unknown"}
            before, row.state = row.state, to
            row.revision, row.changed_by, row.changed_at, row.changed_from = row.revision + 1, self.email, now(), ""
            session.add(self._step(row, before))
            session.flush()
            moved = _with_history(session, row)
            if self.delivers:
                queue(session, row.id, moved.state, document(moved, self.organisation_code))
            return moved

    def delete(self, code: Any, revision: Any, page: Any = "") -> Faults:
        """Take away for good a draft that was never proposed, as its reader saw it; empty when it is gone."""
        with self.accounts.session() as session:
            row = self._held(session, code)
            if row is None or not self.is_editor or not _with_history(session, row).can_be_deleted:
                return {"draft": "state"}
            if _is_old(row, revision, page):
                return {"draft": "changed"}
            session.add(UsedCode(code=row.code))
            session.execute(delete(CampaignStep).where(CampaignStep.draft_id == row.id))
            session.delete(row)
            return {}

    def deliver_again(self, code: Any) -> bool:
        """Queue the present state of a draft once more; False where nothing was delivered, or the last still waits."""
        with self.accounts.session() as session:
            row = self._held(session, code)
            if row is None or not self.is_editor or not self.delivers:
                return False
            last = next(iter(posted(session, row.id)), None)
            if last is None or last.outcome == "waiting":
                return False
            found = _with_history(session, row)
            queue(session, row.id, found.state, document(found, self.organisation_code))
            return True

    def _own(self, code: str) -> Any:
        return select(CampaignDraft).where(
            CampaignDraft.organisation_code == self.organisation_code, CampaignDraft.code == code
        )

    def _held(self, session: Session, code: Any) -> CampaignDraft | None:
        """The draft, nobody else's until this transaction ends: by a write, since SQLite has no other lock."""
        if fault_of_code(code):
            return None
        own = (CampaignDraft.organisation_code == self.organisation_code, CampaignDraft.code == code)
        session.execute(update(CampaignDraft).where(*own).values(revision=CampaignDraft.revision))
        return session.scalar(self._own(code))

    def _fill(self, row: CampaignDraft, form: Form, page: Any = "") -> None:
        row.title, row.theme, row.starts_on, row.ends_on, row.places, row.needs = _form_values(form)
        row.revision, row.changed_by, row.changed_at = row.revision + 1, self.email, now()
        row.changed_from = _page(page)

    def _step(self, row: CampaignDraft, before: str) -> CampaignStep:
        return CampaignStep(draft_id=row.id, taken_by=self.email, taken_at=now(), before=before, after=row.state)


def _page(page: Any) -> str:
    return page if isinstance(page, str) and len(page) <= LONGEST_PAGE else ""


def _is_old(row: CampaignDraft, revision: Any, page: Any) -> bool:
    """Whether a page shows the draft as it was before it was changed from another one.

    A browser sends several changes of one page at once: of a field that is left, and of the button that was pressed.
    """
    return row.revision != revision and (not _page(page) or row.changed_from != page)


def _form_values(form: Form) -> tuple[Any, ...]:
    needs = [[need.item, need.neighbourhood_code, need.needed] for need in form.needs]
    return form.title, form.theme, form.starts_on, form.ends_on, list(form.places), needs


def _values(row: CampaignDraft) -> tuple[Any, ...]:
    return row.title, row.theme, row.starts_on, row.ends_on, row.places, row.needs


def _with_history(session: Session, row: CampaignDraft) -> Draft:
    asked = select(CampaignStep).where(CampaignStep.draft_id == row.id).order_by(CampaignStep.id)
    return _draft(row, session.scalars(asked))


def _draft(row: CampaignDraft, steps: Iterable[CampaignStep] = ()) -> Draft:
    return Draft(
        row.code, row.title, row.theme, row.starts_on, row.ends_on, tuple(row.places),
        tuple(Need(*need) for need in row.needs), row.state, row.revision, row.changed_by, row.changed_at,
        tuple(Step(step.taken_by, step.taken_at, step.before, step.after) for step in steps),
    )  # fmt: skip
