"""Writing the mart: a new file beside the old one, filled, flushed to disk, and put in its place by one rename.

It must not change the file in place: whoever stops it at any moment finds the old mart or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from queries.durable import sync
from queries.intake.bundle import Bundle
from queries.intake.staging import Staging, statement

#: Which rows of a mart table are the same thing, beside their source. Categories belong to no source.
_KEYS = {
    "bundle": ("sha256",),
    "neighbourhood": ("neighbourhood_code",),
    "residence": ("residence_code",),
    "place": ("place_code",),
    "household": ("household_key",),
    "household_placing": ("household_key",),
    "member": ("member_key",),
    "exchange": ("exchange_key",),
    "response": ("response_key",),
    "campaign": ("campaign_code",),
    "campaign_contact": ("campaign_code", "member_key"),
    "campaign_answer": ("campaign_code", "member_key", "item"),
    "campaign_need": ("campaign_code", "item", "neighbourhood_code"),
    "help_offer": ("member_key", "help_kind"),
    "project": ("project_code",),
    "project_stage": ("project_code", "stage"),
    "census": ("neighbourhood_code", "attribute", "value"),
}


@dataclass(frozen=True)
class Imported:
    """What the mart records of one import: `columns` are the optional columns that were there."""

    covers_until: date
    imported_at: datetime
    columns: tuple[str, ...]


def is_latest(mart: Path, bundle: Bundle) -> bool:
    """Whether these very files are what the mart already holds: its last full bundle, or any that was added to it."""
    if not mart.exists():
        return False
    with duckdb.connect(mart, read_only=True) as connection:
        rows = connection.execute(
            "SELECT sha256 FROM bundle WHERE source = $source ORDER BY imported_at", {"source": bundle.declared.source}
        ).fetchall()
    known = [sha256 for (sha256,) in rows]
    return bundle.sha256 in (known if bundle.declared.mode == "append" else known[-1:])


def knows(mart: Path, bundle: Bundle) -> bool:
    """Whether the mart holds rows of this source, whose keys were made with its secret."""
    if not mart.exists():
        return False
    with duckdb.connect(mart, read_only=True) as connection:
        sources = connection.execute("SELECT DISTINCT source FROM bundle").fetchall()
    return (bundle.declared.source,) in sources


def attach_old(staging: Staging, mart: Path) -> bool:
    """Attach the mart as `old`, for what ids may point to and for the rows to carry over; False when there is none."""
    if not mart.exists():
        return False
    staging.connection.execute(f"ATTACH '{_quoted(mart)}' AS old (READ_ONLY)")
    has_residences = "residence" in _old_tables(staging)
    staging.connection.execute(statement("mart/old_residence" if has_residences else "mart/no_old_residence"))
    return True


def _old_tables(staging: Staging) -> set[str]:
    """The tables of the old mart: one written by an earlier version lacks those that came since."""
    return {name for (name,) in staging.connection.execute(statement("mart/old_tables")).fetchall()}


def write(staging: Staging, bundle: Bundle, imported: Imported, has_old: bool, target: Path) -> None:
    """Fill the new file `target` from the staged rows and, where they stay, from the old mart."""
    connection, declared = staging.connection, bundle.declared
    staging.set("covers_until", imported.covers_until)
    connection.execute(f"ATTACH '{_quoted(target)}' AS new")
    connection.execute(statement("mart/schema"))
    connection.execute(
        "INSERT INTO new.bundle VALUES ($source, $mode, $timezone, $until, $simulated, $at, $sha256, $files, $columns)",
        {
            "source": declared.source,
            "mode": declared.mode,
            "timezone": declared.timezone,
            "until": imported.covers_until,
            "simulated": declared.simulated,
            "at": imported.imported_at.replace(tzinfo=None),
            "sha256": bundle.sha256,
            "files": list(bundle.files),
            "columns": list(imported.columns),
        },
    )
    connection.execute(statement("mart/fill"))
    connection.execute(statement("mart/categories"))
    if has_old:
        if declared.mode == "append":
            connection.execute(statement("mart/append_households"))
        there = _old_tables(staging)
        for table, key in _KEYS.items():
            if table not in there:
                continue
            same_key = " AND ".join(f"n.{name} = o.{name}" for name in key)
            connection.execute(statement("mart/carry_over", table=table, same_key=same_key))
        connection.execute(statement("mart/drop_empty_households"))
        connection.execute(statement("mart/old_categories"))
        connection.execute("DETACH old")
    connection.execute("CHECKPOINT new")
    connection.execute("DETACH new")


def put_in_place(target: Path, mart: Path) -> None:
    """Make `target` the mart: flushed before the rename, and the folder after it, so that a power cut loses nothing."""
    target.chmod(0o600)
    sync(target)
    target.replace(mart)
    sync(mart.parent)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
