"""Writing so that a killed process or a power cut leaves the old or the new, never a part: locks, syncs, renames.

Used by whatever writes on the private side; it must not know what it writes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queries.folders import Folders

#: Who may read a file: its owner alone, or also the site, which may run as another user.
PRIVATE, PUBLISHED = 0o600, 0o644

#: Files on their way into the private folder, under the paths that they will have in it.
PENDING = "pending"

#: The prefix of scratch folders: whoever holds the lock deletes one that was left behind.
_WORK = "import-"


@contextmanager
def only_one(folders: Folders) -> Iterator[None]:
    """One writer at a time: waits for the lock, which the system lets go if the process dies.

    A replacement of several files that was decided and interrupted is brought to its end first.
    """
    folders.private.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folders.private / ".lock").open("w") as lock:
        os.fchmod(lock.fileno(), PRIVATE)
        fcntl.flock(lock, fcntl.LOCK_EX)
        finish(folders)
        yield


@contextmanager
def work_folder(folders: Folders) -> Iterator[Path]:
    """A private scratch folder, for the holder of the lock; what killed processes left is deleted first."""
    for left_behind in [*folders.private.glob(_WORK + "*"), folders.private / "spill"]:
        shutil.rmtree(left_behind, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folders.private))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def replace_together(folders: Folders, staged: Path) -> None:
    """Move every file under the folder `staged` to the same path under the private folder: all of them, or none.

    Whoever is killed before the one rename that decides has changed nothing; after it, the next holder of the lock
    moves what is left.
    """
    inside = sorted(staged.rglob("*"), reverse=True)  # a folder after what it holds
    for path in [*inside, staged]:
        sync(path)
    staged.rename(folders.private / PENDING)
    sync(folders.private)
    finish(folders)


def finish(folders: Folders) -> None:
    """Move the files of a decided replacement that have not moved yet; nothing to do when there is none."""
    pending = folders.private / PENDING
    if not pending.is_dir():
        return
    for path in sorted(path for path in pending.rglob("*") if path.is_file()):
        target = folders.private / path.relative_to(pending)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(target)
        sync(target.parent)
    shutil.rmtree(pending)


def sync(path: Path) -> None:
    """Make sure that a file or folder is on the disk before anything refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Replace a small file as a whole: readers see the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if mode == PRIVATE else 0o777)
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        os.fchmod(file.fileno(), mode)
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
