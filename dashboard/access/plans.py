"""What organisations expect of their plans: kept as it was told, read and taken away by their people alone.

It checks who may and what it is given; it must not log a title, and never shows one to others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from dashboard.access.accounts import Accounts, SavedPlan, hold, now
from dashboard.access.drafts import Why, fault_of_title
from dashboard.access.notes import read_text
from queries import PlanEstimate, estimate_from_text, estimate_to_text

#: More than an organisation plans; whoever has so many must take one away first.
MOST_PLANS = 100


@dataclass(frozen=True)
class Kept:
    """An estimate as it was told on the day when it was kept."""

    id: int
    title: str
    found: PlanEstimate
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class Planbook:
    """The plans of one organisation in the hands of one of its people, whom the session names and no form."""

    accounts: Accounts
    organisation_code: str
    email: str
    is_editor: bool

    def plans(self) -> tuple[Kept, ...]:
        """Those of the organisation, the latest first."""
        asked = select(SavedPlan).where(SavedPlan.organisation_code == self.organisation_code)
        with self.accounts.session() as session:
            found = session.scalars(asked.order_by(SavedPlan.id.desc())).all()
        return tuple(Kept(row.id, row.title, estimate_from_text(json.dumps(row.told)), row.made_by, row.made_at)
                     for row in found)  # fmt: skip

    def keep(self, title: Any, found: PlanEstimate) -> int | Why:
        """Keep an estimate under a title: its number, or why it cannot be kept."""
        said = read_text(title)
        if not self.is_editor:
            return "state"
        if fault := fault_of_title(said):
            return fault
        with self.accounts.session() as session:
            # Held, so that two that keep one together do not pass the limit.
            hold(session, self.organisation_code)
            held = select(func.count()).select_from(SavedPlan).where(
                SavedPlan.organisation_code == self.organisation_code)  # fmt: skip
            if (session.scalar(held) or 0) >= MOST_PLANS:
                return "many"
            row = SavedPlan(organisation_code=self.organisation_code, title=said,
                            told=json.loads(estimate_to_text(found)), made_by=self.email, made_at=now())  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def remove(self, plan: Any) -> bool:
        """Take one of the organisation's plans away; False when it has no such plan, or who asks may not."""
        if type(plan) is not int or not 0 < plan < 2**31 or not self.is_editor:
            return False
        own = delete(SavedPlan).where(SavedPlan.id == plan, SavedPlan.organisation_code == self.organisation_code)
        with self.accounts.session() as session:
            return bool(session.execute(own.returning(SavedPlan.id)).all())
