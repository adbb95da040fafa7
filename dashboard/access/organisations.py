"""Organisations, their territory and their people: add, change, disable, list; for the commands and the demonstration.

It checks the form of what it stores; whether a place exists is asked of the snapshot at each request, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dashboard.access import passwords
from dashboard.access.accounts import KINDS, ROLES, Accounts, Organisation, Person, SignIn, TerritoryPlace, now
from queries.model import Refusal

_CODE = re.compile(r"[a-z0-9_-]{1,64}")
_PLACE = re.compile(r"(city|neighbourhood|portfolio):[a-z0-9_-]{1,64}")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
_LONGEST_EMAIL = 254


def add_organisation(accounts: Accounts, code: str, name: str, kind: str, territory: Iterable[str]) -> Organisation:
    """Store a new organisation; Refusal when the code is taken or a value has the wrong form."""
    if not _CODE.fullmatch(code):
        raise Refusal(f"“{code}” is not a code: use 1 to 64 of a-z, 0-9, _ and -.")
    if kind not in KINDS:
        raise Refusal(f"“{kind}” is not a kind of organisation: use one of {', '.join(KINDS)}.")
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise Refusal("The name must have 1 to 200 characters.")
    places = _checked_territory(territory)
    with accounts.session() as session:
        if session.get(Organisation, code):
            raise Refusal(f"There is already an organisation {code}: choose another code. Nothing was changed.")
        added = Organisation(code=code, name=name.strip(), kind=kind, places=[TerritoryPlace(place=p) for p in places])
        session.add(added)
    return added


def _checked_territory(territory: Iterable[str]) -> tuple[str, ...]:
    """The entries in order, each once; Refusal when one is not `city:`, `neighbourhood:` or `portfolio:` and a code."""
    places = tuple(sorted(set(territory)))
    for place in places:
        if not _PLACE.fullmatch(place):
            raise Refusal(f"“{place}” is not a place: write city:CODE, neighbourhood:CODE or portfolio:CODE.")
    return places


def add_person(accounts: Accounts, email: str, organisation_code: str, password: str, role: str = "viewer") -> str:
    """Store a new person and return the e-mail address as stored, in lower case; Refusal when it is taken."""
    address = checked_email(email)
    _check_role(role)
    password_hash = passwords.digest(password)
    with accounts.session() as session:
        _organisation(session, organisation_code)
        if session.scalar(select(Person).where(Person.email == address)):
            raise Refusal(f"There is already somebody with the address {address}. Nothing was changed.")
        session.add(Person(email=address, password_hash=password_hash, organisation_code=organisation_code, role=role))
    return address


def disable_person(accounts: Accounts, email: str) -> None:
    """Refuse this person from the next request on, wherever they are signed in."""
    with accounts.session() as session:
        person = _person(session, email)
        person.disabled_at = person.disabled_at or now()
        _revoke_all(session, person)


def change_role(accounts: Accounts, email: str, role: str) -> None:
    """Let this person edit or only read, from the next request on."""
    _check_role(role)
    with accounts.session() as session:
        _person(session, email).role = role


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Refusal(f"“{role}” is not a role: use one of {', '.join(ROLES)}.")


def change_password(accounts: Accounts, email: str, password: str) -> None:
    """Give this person another password and end every signed-in browser of theirs."""
    password_hash = passwords.digest(password)
    with accounts.session() as session:
        person = _person(session, email)
        person.password_hash = password_hash
        _revoke_all(session, person)


def all_organisations(accounts: Accounts) -> list[Organisation]:
    """Every organisation with its territory, in the order of codes."""
    with accounts.session() as session:
        return list(session.scalars(select(Organisation).order_by(Organisation.code)))


def all_people(accounts: Accounts) -> list[Person]:
    """Every person with their organisation, in the order of addresses."""
    with accounts.session() as session:
        return list(session.scalars(select(Person).order_by(Person.email)))


def checked_email(email: str) -> str:
    """The address in lower case; Refusal when it has not the form of one."""
    address = email.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise Refusal(f"“{email}” is not an e-mail address.")
    return address


def _organisation(session: Session, code: str) -> Organisation:
    found = session.get(Organisation, code)
    if found is None:
        raise Refusal(f"There is no organisation {code}: see `quartier organisation list`.")
    return found


def _person(session: Session, email: str) -> Person:
    found = session.scalar(select(Person).where(Person.email == checked_email(email)))
    if found is None:
        raise Refusal(f"There is nobody with the address {email}: see `quartier user list`.")
    return found


def _revoke_all(session: Session, person: Person) -> None:
    session.execute(
        update(SignIn).where(SignIn.person_id == person.id, SignIn.revoked_at.is_(None)).values(revoked_at=now())
    )
