"""Signed-in browsers on the server's side: a random token each, which can be taken back at any time.

The cookie carries the token and nothing else; it must not be trusted for who somebody is or what they may see.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_login import UserMixin
from sqlalchemy import delete
from sqlalchemy.orm import Session

from dashboard.access.accounts import Accounts, Person, SignIn, now

#: A browser left alone for so long, or signed in for so long, must sign in again.
IDLE, ABSOLUTE = timedelta(hours=8), timedelta(hours=12)

# Not every request writes: the time it was last seen is kept to this grain.
_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """Who is behind a request, as the database says at this request."""

    token: str = field(repr=False)
    email: str
    organisation_code: str
    organisation_name: str
    organisation_kind: str
    territory: tuple[str, ...]
    role: str

    def get_id(self) -> str:
        return self.token


def start(session: Session, person: Person) -> SignedIn:
    """Sign a browser in with a new token of 256 bits, and forget those that ended long ago."""
    token, moment = secrets.token_urlsafe(32), now()
    session.execute(delete(SignIn).where(SignIn.created_at < moment - ABSOLUTE))
    session.add(SignIn(token_sha256=_digest(token), person_id=person.id, created_at=moment, last_seen_at=moment))
    return _signed_in(token, person)


def find(accounts: Accounts, token: str, moment: datetime | None = None) -> SignedIn | None:
    """Who this token stands for; None when it is unknown, ended, taken back, or its person disabled."""
    moment = moment or now()
    with accounts.session() as session:
        found = session.get(SignIn, _digest(token))
        if found is None or found.revoked_at or found.person.disabled_at:
            return None
        if moment - found.last_seen_at > IDLE or moment - found.created_at > ABSOLUTE:
            return None
        if moment - found.last_seen_at > _GRAIN:
            found.last_seen_at = moment
        return _signed_in(token, found.person)


def revoke(accounts: Accounts, token: str) -> None:
    """End this browser's session for good."""
    with accounts.session() as session:
        found = session.get(SignIn, _digest(token))
        if found is not None and found.revoked_at is None:
            found.revoked_at = now()


def _signed_in(token: str, person: Person) -> SignedIn:
    by = person.organisation
    return SignedIn(token, person.email, by.code, by.name, by.kind, by.territory, person.role)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
