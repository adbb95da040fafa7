"""Documents on their way to the platform: queued with the change that they tell of, sent by `quartier deliver`, logged.

Requests of people only write a row; nothing here is called by them that speaks to another host. It must not log a
document, an address or an answer of the platform.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dashboard.access.accounts import Accounts, Delivery, DeliveryAttempt, now
from dashboard.settings import Webhook

#: How long after each failed attempt the next one follows; after the last one somebody has to ask again.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))

#: Seconds without a sign of life from the platform, and for a whole attempt.
TIMEOUT, DEADLINE = 10.0, 30.0

#: A sender that was killed while it was sending leaves its delivery to the next one after this.
LEASE = timedelta(minutes=2)

Outcome = Literal["waiting", "accepted", "replaced", "given_up"]
#: Why an attempt failed; the page says it in words.
Fault = Literal["", "status", "redirect", "timeout", "connection", "certificate"]


@dataclass(frozen=True)
class Attempt:
    """One try: the status that was answered, 0 where none was."""

    number: int
    at: datetime
    status: int
    fault: str


@dataclass(frozen=True)
class Posted:
    """One delivery as its organisation sees it: of which state, how it stands, when it is tried next, every attempt."""

    state: str
    made_at: datetime
    outcome: str
    next_at: datetime | None
    attempts: tuple[Attempt, ...]


def queue(session: Session, draft_id: int, state: str, body: str) -> None:
    """Keep a document until the platform has it. It takes the place of earlier ones of the draft that still wait."""
    waiting = (Delivery.draft_id == draft_id, Delivery.outcome == "waiting")
    session.execute(update(Delivery).where(*waiting).values(outcome="replaced", next_at=None))
    moment = now()
    session.add(Delivery(draft_id=draft_id, state=state, body=body, made_at=moment, next_at=moment, outcome="waiting"))


def posted(session: Session, draft_id: int) -> tuple[Posted, ...]:
    """The deliveries of a draft, the latest first."""
    asked = select(Delivery).where(Delivery.draft_id == draft_id).order_by(Delivery.id.desc())
    return tuple(
        Posted(each.state, each.made_at, each.outcome, each.next_at, _attempts(session, each.id))
        for each in session.scalars(asked)
    )


def _attempts(session: Session, delivery_id: int) -> tuple[Attempt, ...]:
    asked = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    rows = session.scalars(asked.order_by(DeliveryAttempt.number))
    return tuple(Attempt(row.number, row.tried_at, row.status, row.fault) for row in rows)


def deliver_due(accounts: Accounts, webhook: Webhook, moment: datetime | None = None) -> tuple[int, int]:
    """Send what is due, oldest first; how many were accepted, and how many not."""
    accepted = failed = 0
    asked = select(Delivery.id, Delivery.next_at, Delivery.body).where(
        Delivery.outcome == "waiting", Delivery.next_at <= (moment or now())
    )
    with accounts.session() as session:
        due = session.execute(asked.order_by(Delivery.id)).all()
    for delivery_id, seen, body in due:
        if seen is None or not _claim(accounts, delivery_id, seen, (moment or now()) + LEASE):
            continue
        status, fault = send(webhook, delivery_id, body.encode())
        _record(accounts, delivery_id, status, fault, moment or now())
        accepted, failed = accepted + (not fault), failed + bool(fault)
    return accepted, failed


def _claim(accounts: Accounts, delivery_id: int, seen: datetime, until: datetime) -> bool:
    """Whether this sender has it; another one that saw it too finds its time moved."""
    own = (Delivery.id == delivery_id, Delivery.outcome == "waiting", Delivery.next_at == seen)
    with accounts.session() as session:
        claimed = session.execute(update(Delivery).where(*own).values(next_at=until).returning(Delivery.id))
        return bool(claimed.all())


def _record(accounts: Accounts, delivery_id: int, status: int, fault: Fault, moment: datetime) -> None:
    with accounts.session() as session:
        # Locked by a write: a newer document may replace this one meanwhile.
        session.execute(update(Delivery).where(Delivery.id == delivery_id).values(state=Delivery.state))
        row = session.get(Delivery, delivery_id)
        if row is None:
            return  # its organisation went meanwhile
        tried = session.scalar(select(func.count()).select_from(DeliveryAttempt).where(
            DeliveryAttempt.delivery_id == delivery_id)) or 0  # fmt: skip
        session.add(DeliveryAttempt(delivery_id=delivery_id, number=tried + 1, tried_at=moment, status=status,
                                    fault=fault))  # fmt: skip
        if not fault:
            row.outcome, row.next_at = "accepted", None
        elif row.outcome == "waiting" and tried < len(BACKOFF):
            row.next_at = moment + BACKOFF[tried]
        elif row.outcome == "waiting":
            row.outcome, row.next_at = "given_up", None


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What the platform compares: HMAC-SHA256 of the time, a point and the body, in hexadecimal digits."""
    return hmac.new(secret.encode(), str(timestamp).encode() + b"." + body, hashlib.sha256).hexdigest()


def send(
    webhook: Webhook, delivery_id: int, body: bytes, timeout: float = TIMEOUT, deadline: float = DEADLINE
) -> tuple[int, Fault]:
    """One attempt: the status and why it failed. Redirects are not followed, proxies not used, answers not read."""
    address, timestamp = urlsplit(webhook.url), int(now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Quartier",
        "Quartier-Delivery": str(delivery_id),
        "Quartier-Signature": f"t={timestamp},v1={signature(webhook.secret, timestamp, body)}",
        "Connection": "close",
    }
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=timeout)
    # A platform that sends a byte now and then never lets the timeout pass: the whole attempt has an end, too.
    ended = threading.Event()
    end = threading.Timer(deadline, _cut, (connection, ended))
    end.daemon = True
    end.start()
    try:
        target = (address.path or "/") + (f"?{address.query}" if address.query else "")
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
    except TimeoutError:
        return 0, "timeout"
    except ssl.SSLCertVerificationError:
        return 0, "certificate"
    except (OSError, UnicodeError, http.client.HTTPException):  # a host that is no name is not found either
        return 0, "timeout" if ended.is_set() else "connection"
    finally:
        end.cancel()
        connection.close()
    if 200 <= status < 300:
        return status, ""
    return status, "redirect" if 300 <= status < 400 else "status"


def _cut(connection: http.client.HTTPConnection, ended: threading.Event) -> None:
    ended.set()
    if (open_socket := connection.sock) is not None:
        with suppress(OSError):  # it ended by itself meanwhile
            open_socket.shutdown(socket.SHUT_RDWR)
