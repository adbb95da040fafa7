"""The published snapshot, opened read-only, verified by sha256, and reopened when a new one is published.

The only place of the reading side that opens DuckDB. It must never touch the private folder.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import namedtuple
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from queries.folders import Folders

#: What a connection may use; the file is read-only, and nothing outside it can be read, written, attached or loaded.
LIMITS: dict[str, Any] = {
    "access_mode": "READ_ONLY",
    "memory_limit": "512MB",
    "threads": 2,
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One published snapshot, never changed: whatever is read from it may be remembered under it."""

    id: str
    folder: Path
    manifest: dict[str, Any]
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)

    def query(self, name: str, **parameters: Any) -> list[Any]:
        """The rows of one question, `queries/sql/<name>.sql`, as named tuples; safe from several threads."""
        rows, columns = self.select(_sql(name), parameters)
        return list(map(_shape(name, columns)._make, rows))

    def select(self, text: str, parameters: dict[str, Any]) -> tuple[list[tuple], tuple[str, ...]]:
        """Rows and column names of exactly one SELECT; any other statement, or several, is a ValueError.

        The engine refuses to read or write outside the file, but would still attach an empty database in memory.
        """
        with self.connection.cursor() as cursor:
            rows = _selected(cursor, text, parameters).fetchall()
            return rows, tuple(column[0] for column in cursor.description or ())

    def columns(self, name: str, **parameters: Any) -> dict[str, np.ma.MaskedArray]:
        """The same question with a column each, NULL masked: for thousands of numbers."""
        with self.connection.cursor() as cursor:
            found = _selected(cursor, _sql(name), parameters).fetchnumpy()
        return {column: np.ma.asarray(values) for column, values in found.items()}

    def has(self, version: int) -> bool:
        """Whether it was written in this format or a later one; publishing again writes the newest.

        Points came with the second, census and shapes with the third, models and thresholds with the fourth, what
        campaigns ask for with the fifth, which
        neighbourhoods are near each other, and their ground, with the sixth, the places that passed a stage with the
        seventh.
        """
        return int(self.manifest["format"]) >= version

    @property
    def is_simulated(self) -> bool:
        return bool(self.manifest["simulated"])


def _selected(cursor: duckdb.DuckDBPyConnection, text: str, parameters: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    statements = cursor.extract_statements(text)
    if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
        raise ValueError("a snapshot answers one SELECT at a time and nothing else")
    return cursor.execute(statements[0], parameters)


@cache
def _shape(name: str, columns: tuple[str, ...]) -> Any:
    return namedtuple(name, columns)


@cache
def _sql(name: str) -> str:
    return files("queries").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


class Damaged(Exception):
    """A snapshot whose files are not what its manifest says."""


def verified_manifest(folder: Path) -> dict[str, Any]:
    """The manifest's content, after its own sha256 and that of every file it names were checked; else Damaged."""
    try:
        sealed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        content = sealed["content"]
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        if hashlib.sha256(text.encode()).hexdigest() != sealed["sha256"]:
            raise Damaged(f"The manifest of snapshot {folder.name} was altered.")
        for name, expected in content["files"].items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise Damaged(f"{name} of snapshot {folder.name} was altered.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"Snapshot {folder.name} cannot be read.") from error
    return content


_opened: dict[Path, Snapshot] = {}
_damaged: set[str] = set()  # found so once: not read again at every request
_lock = threading.Lock()


def open_current(folders: Folders) -> Snapshot | None:
    """The live snapshot; the last good one when it is damaged; None when nothing is published.

    Cheap to call at each request: it reads the pointer and opens anew only when that has changed.
    """
    live = _pointer(folders)
    with _lock:
        held = _opened.get(folders.published)
        if held and held.id == live:
            return held
        for name in dict.fromkeys([live, *([held.id] if held else []), *_newest_first(folders)]):
            if held and name == held.id:
                return held
            if name in _damaged:
                continue
            try:
                snapshot = _open(folders.published / name)
            except Damaged:
                _damaged.add(name)
                continue
            _opened[folders.published] = snapshot
            return snapshot
    return None


def is_degraded(folders: Folders) -> bool:
    """Whether the snapshot being served is not the one that CURRENT names."""
    snapshot = open_current(folders)
    return snapshot is not None and snapshot.id != _pointer(folders)


def _pointer(folders: Folders) -> str:
    try:
        return folders.current.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _newest_first(folders: Folders) -> list[str]:
    if not folders.published.exists():
        return []
    return sorted((p.name for p in folders.published.iterdir() if p.is_dir() and p.name[0] != "."), reverse=True)


def _open(folder: Path) -> Snapshot:
    if not folder.name or not (folder / "manifest.json").exists():
        raise Damaged("There is no such snapshot.")
    content = verified_manifest(folder)
    try:
        connection = duckdb.connect(str(folder / "cells.duckdb"), config=LIMITS)
    except duckdb.Error as error:
        raise Damaged(f"cells.duckdb of snapshot {folder.name} cannot be opened.") from error
    return Snapshot(content["id"], folder, content, connection)
