"""Writing so that a killed process or a power cut leaves the old or the new, never a part: locks, syncs, renames.

Used by whatever writes on the private side; it must not know what it writes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queries.folders import Folders


@contextmanager
def only_one(folders: Folders) -> Iterator[None]:
    """One import or publication at a time: waits for the lock, which the system lets go if the process dies."""
    folders.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folders.private / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sync(path: Path) -> None:
    """Make sure that a file or folder is on the disk before anything refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a small file as a whole: readers see the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_secret(path: Path, secret: bytes) -> None:
    """Write a new secret for its owner alone, in hexadecimal and for good; an existing file is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
