"""Cells made by hand: a published snapshot with some of its numbers set, so that what a page says of them is known."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from queries.publish.fitting import add_fits
from queries.snapshot import LIMITS, Snapshot


@contextmanager
def with_cells(snapshot: Snapshot, folder: Path, *changes: tuple[str, str]) -> Iterator[Snapshot]:
    """The snapshot with cells of the year 2023 changed: what is set, and where (SQL); its models are fitted again."""
    path = folder / "cells.duckdb"
    shutil.copy(snapshot.folder / "cells.duckdb", path)
    with duckdb.connect(path) as connection:
        for put, where in changes:
            touched = connection.execute(
                f"UPDATE cells SET {put} WHERE period_kind = 'year' AND period_on = '2023-01-01' AND {where}"
            ).fetchone()
            assert touched
            assert touched[0], f"no such cell: {where}"
        connection.execute("DROP TABLE fits")
    add_fits(folder, snapshot.manifest)
    connection = duckdb.connect(str(path), config=LIMITS)
    yield replace(snapshot, connection=connection)
    connection.close()
