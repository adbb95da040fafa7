"""How often a password may be tried: a count in the accounts database, so that all workers share it.

It must not know whether an account exists: a made-up address is throttled like a real one.
"""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from dashboard.access.accounts import Accounts, Attempt, now

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS = 5, 20


class TooManyTries(Exception):
    """No further try for now, not even with the right password."""


def take_a_try(accounts: Accounts, email: str, address: str, moment: datetime | None = None) -> None:
    """Count one try before the password is looked at; TooManyTries when the account or the address has none left.

    The try is written first and counted after, in one transaction: tries that come at once cannot all pass.
    A try that is refused is not kept, so the wait ends a quarter of an hour after the first of the five.
    """
    moment = moment or now()
    account, source = _digest(email), _digest(network(address))
    with accounts.session() as session:
        session.execute(delete(Attempt).where(Attempt.tried_at <= moment - WINDOW))
        session.add(Attempt(account=account, address=source, tried_at=moment))
        session.flush()
        for column, value, most in (
            (Attempt.account, account, TRIES_PER_ACCOUNT),
            (Attempt.address, source, TRIES_PER_ADDRESS),
        ):
            if (session.scalar(select(func.count()).select_from(Attempt).where(column == value)) or 0) > most:
                raise TooManyTries


def forgive(accounts: Accounts, email: str) -> None:
    """Forget the tries at an account after its right password; those of others from the same address stay."""
    with accounts.session() as session:
        session.execute(delete(Attempt).where(Attempt.account == _digest(email)))


def network(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
