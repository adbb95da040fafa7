"""The noise of disclosure control ("PEN": permanent + epoch), keyed on the label of a cell and on nothing else.

It knows no data: the same label always has the same noise. The key lives on the private side and is never printed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path

import numpy as np

from queries.durable import write_secret
from queries.model import Refusal

#: Different bytes among 32: drawn at random, fewer than this happen less than once in 10^11 keys.
FEWEST_DIFFERENT = 20

_TWO_TO_53 = float(2**53)


def load_key(path: Path, may_create: bool) -> bytes:
    """The noise key (32 bytes), readable by its owner only; one that is lost, weak or readable by others is refused."""
    if not path.exists() and not may_create:
        raise Refusal(
            f"The noise key {path.name} is lost while numbers made with it are published: put back the saved copy. "
            "A new key would let old and new numbers be averaged."
        )
    if not path.exists():
        write_secret(path, secrets.token_bytes(32))
    if path.stat().st_mode & 0o077:
        raise Refusal(f"The noise key {path.name} can be read by other users: run `chmod 600` on it and check who did.")
    try:
        key = bytes.fromhex(path.read_text().strip())
    except ValueError:
        key = b""
    if len(key) < 32 or len(set(key)) < FEWEST_DIFFERENT:
        raise Refusal(f"The noise key {path.name} is not 32 random bytes in hexadecimal: restore it from the backup.")
    return key


def uniform(key: bytes, text: str) -> float:
    """HMAC-SHA256 of the label, its first 53 bits over 2^53: a number in [0, 1)."""
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return (int.from_bytes(digest[:7], "big") >> 3) / _TWO_TO_53


def seed(key: bytes, text: str) -> int:
    """What a generator of random draws begins with: the same for the same label, and unknown without the key."""
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256))


@cache
def _cumulative(s: float) -> tuple[int, np.ndarray]:
    """The smallest integer of the support and the cumulative probabilities of the discrete Gaussian (mean 0)."""
    reach = int(np.ceil(12 * s))
    support = np.arange(-reach, reach + 1)
    weights = np.exp(-(support**2) / (2 * s * s))
    return -reach, np.cumsum(weights / weights.sum())


def discrete_gaussian(u: np.ndarray, s: float) -> np.ndarray:
    """Inverse distribution function of the discrete Gaussian of parameter `s` at `u` in [0, 1): integers.

    Source: Canonne, Kamath and Steinke 2020, "The Discrete Gaussian for Differential Privacy".
    """
    low, cumulative = _cumulative(s)
    return low + np.minimum(np.searchsorted(cumulative, u, side="right"), len(cumulative) - 1)
