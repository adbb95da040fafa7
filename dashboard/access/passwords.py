"""Passwords: what is accepted, how they are digested, and how one is checked in the same time for anybody.

It must never store, print or log one.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from queries.model import Refusal

SHORTEST, LONGEST = 12, 128  # characters

# argon2id with 19 MiB, two passes, one lane: OWASP's floor, about 0.1 s here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)

# At most two at once in a process: a burst of tries must not take all the memory and both cores.
_two_at_once = threading.BoundedSemaphore(2)

# Without 0, O, 1, l and I, which are mistaken for one another when copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def make_password() -> str:
    """A random password of four groups of five: about 115 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def digest(password: str) -> str:
    """The argon2id digest to store; Refusal when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(f"The password has {len(password)} characters: it must have {SHORTEST} to {LONGEST}.")
    with _two_at_once:
        return _hasher.hash(_plain(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. None (nobody has this e-mail) takes the same time and is never right."""
    fits = len(password) <= LONGEST
    try:
        with _two_at_once:
            _hasher.verify(password_hash or stand_in(), _plain(password if fits else "x"))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the digest was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def stand_in() -> str:
    """The digest checked for people who do not exist: made with today's costs from a word that nobody knows."""
    return _hasher.hash(secrets.token_hex(32))


def _plain(password: str) -> str:
    # An accent typed as one character or as two is the same accent.
    return unicodedata.normalize("NFC", password)
