"""Turning ids into keys: keyed blake2b, one secret per source, so that the mart never holds an id.

It owns the key files; it must not print or log an id.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

import pyarrow as pa

from queries.durable import write_secret
from queries.intake.contract import LONGEST_ID
from queries.model import Refusal

KEY_BYTES = 16
#: Marks the key of an id that is too long, which no mart row may carry: it is one byte longer than a key.
_TOO_LONG = b"\0"


class Pseudonyms:
    """The keys of one source. A new secret is written only by `keep`, so that a refused bundle leaves no trace."""

    def __init__(self, keys: Path, source: str, is_known: bool) -> None:
        self._path = keys / f"pseudonym-{source}.key"
        self._is_new = not self._path.exists()
        if self._is_new and is_known:
            raise Refusal(f"{self._path} is lost: put back the saved copy; without it old and new ids cannot meet.")
        secret = secrets.token_bytes(32) if self._is_new else self._read()
        self._blank = hashlib.blake2b(key=secret, digest_size=KEY_BYTES)
        self._secret = secret

    def _read(self) -> bytes:
        try:
            secret = bytes.fromhex(self._path.read_text("ascii").strip())
        except ValueError:
            secret = b""
        if len(secret) != 32:
            raise Refusal(f"{self._path} is damaged: put back the saved copy; without it old and new ids cannot meet.")
        return secret

    def key(self, text: str) -> bytes:
        """The 16-byte key of an id; 17 bytes when the id is longer than the contract allows."""
        digest = self._blank.copy()
        digest.update(text.encode("utf-8", "surrogatepass"))
        return digest.digest() + (_TOO_LONG if len(text) > LONGEST_ID else b"")

    def instead_of(self, key: bytes) -> bytes:
        """Another key for a household that bears the key of an erased member: the same at every import."""
        digest = self._blank.copy()
        digest.update(b"\0household of an erased member\0" + key)
        return digest.digest()

    def keys(self, ids: pa.Array) -> pa.Array:
        """Keys of a text column (blank stays NULL), each distinct id of the batch hashed once."""
        coded = ids.dictionary_encode()
        distinct = [
            None if text is None or not text.strip() else self.key(text) for text in coded.dictionary.to_pylist()
        ]
        return pa.array(distinct, pa.binary()).take(coded.indices)

    def keep(self) -> None:
        """Write a new secret for good (mode 0600) before the mart that depends on it takes its place."""
        if not self._is_new:
            return
        write_secret(self._path, self._secret)
        self._is_new = False
