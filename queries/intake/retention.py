"""Keeping times: raw rows go after 13 months and mart rows after 25, by date of post, in whole months.

Members and the help they have declared are states without an age: the mart keeps them until the member has left and
nothing else of that member is kept, raw files keep them. It must not tell how many rows went. What a mart that was
shortened can no longer count is said by the horizon, which the publisher reads and which only ever moves forward.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import compress
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from queries.durable import only_one, work_folder, write_atomically
from queries.folders import Folders
from queries.intake import mart as marts
from queries.intake import raw_rows, remaining
from queries.intake.bundle import Declared
from queries.intake.staging import statement
from queries.model import Period, Refusal

RAW_MONTHS = 13
MART_MONTHS = 25

#: The raw tables whose rows have a date of their own, and the column that says it; an answer goes with its post too.
_DATES = {
    "responses": "responded_at",
    "campaign_contacts": "contacted_at",
    "campaign_answers": "answered_at",
    "exchanges": "posted_at",
}


@dataclass(frozen=True)
class Shortened:
    """One store: the first month that it keeps, and the first that it held before (None: nothing was older)."""

    store: str
    keeps_from: Period
    held_from: Period | None
    changed: bool

    def clause(self, done: bool) -> str:
        first = self.keeps_from
        if not self.changed:
            return f"{self.store} held nothing of before {first.code}"
        since = f" and went back to {self.held_from.code}" if self.held_from else ""
        return f"{self.store} {'lost' if done else 'would lose'} what was older than {first.code}{since}"


@dataclass(frozen=True)
class Kept:
    """What one run did, or would do when `done` is False."""

    today: date
    stores: tuple[Shortened, ...]
    done: bool

    def text(self) -> str:
        """One sentence for people, in months and without counts."""
        return f"Retention on {self.today}: {'; '.join(store.clause(self.done) for store in self.stores)}."


def retain(folders: Folders, today: date, bundles: Sequence[Path] = (), *, dry_run: bool = False) -> Kept:
    """Remove what is past its keeping time from the mart and from the raw files of `bundles`.

    Raises Refusal when there is neither a mart nor a bundle, and with nothing changed when a bundle cannot be read.
    """
    if not folders.mart.exists() and not bundles:
        raise Refusal("There is no mart yet and no bundle was named, so there is nothing to look through.")
    with only_one(folders), work_folder(folders) as work, raw_rows.open_exports(bundles, work) as exports:
        stores = _shorten_exports(exports, _cut(today, RAW_MONTHS))
        if folders.mart.exists():
            stores = [_shorten_mart(folders, work, _cut(today, MART_MONTHS), dry_run), *stores]
        if not dry_run:
            raw_rows.put_in_place(exports, work)
    return Kept(today, tuple(stores), not dry_run)


def _cut(today: date, months: int) -> Period:
    """The first month that is kept."""
    return Period(today.replace(day=1), "month").shift(-months)


def _shorten_mart(folders: Folders, work: Path, cut: Period, dry_run: bool) -> Shortened:
    with remaining.attached(folders.mart, work) as mart:
        mart.execute("SET VARIABLE cut = $day", {"day": cut.start})
        mart.execute(statement("retention/gone"))
        any_gone, oldest = mart.execute(statement("retention/oldest")).fetchall()[0]
        if any_gone and not dry_run:
            remaining.write_remaining(mart, work / "mart.duckdb")
    if not dry_run:
        # Before the rows go: a publisher that stops recounting too early shows what it had published all the same.
        _move_horizon(folders, cut.start)
        if any_gone:
            marts.put_in_place(work / "mart.duckdb", folders.mart)
    return Shortened("the mart", cut, _month(oldest), any_gone)


def _move_horizon(folders: Folders, horizon: date) -> None:
    path = folders.private / "retention.json"
    if path.exists():
        try:
            horizon = max(horizon, date.fromisoformat(json.loads(path.read_text("utf-8"))["horizon"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise Refusal(f"{path} is damaged: put back the saved copy, then run this again.") from fault
    write_atomically(path, (json.dumps({"horizon": f"{horizon}"}) + "\n").encode())


def _shorten_exports(exports: Sequence[raw_rows.Export], cut: Period) -> list[Shortened]:
    """Stage the raw files without what is older, and say it by bundle."""
    first = np.datetime64(cut.start)
    old_posts: set[tuple[str, str | None]] = set()  # by source: numbers of posts are a source's own
    oldest: dict[Path, date] = {}
    with _reading_days() as days:
        for export in exports:
            for batch in export.batches("exchanges", ("exchange_id", "posted_at")):
                found = days.of(batch.columns["posted_at"], export.bundle.declared)
                old = compress(batch.columns["exchange_id"], found < first)
                old_posts.update((export.bundle.declared.source, post) for post in old)
                if (found < first).any():
                    day = found[found < first].min().astype(date)
                    oldest[export.path] = min(day, oldest.get(export.path, day))
        for export in exports:
            for table in (name for name in export.files if name in _DATES):
                export.rewrite(table, (_DATES[table], "exchange_id"), _older(days, export, table, cut, old_posts))
    return [
        Shortened(
            f"the raw files of {export.path.name}",
            cut,
            _month(oldest.get(export.path)),
            bool(export.staged),
        )
        for export in exports
    ]


def _older(
    days: _Days, export: raw_rows.Export, table: str, cut: Period, old_posts: set[tuple[str, str | None]]
) -> raw_rows.Condemned:
    """Rows whose own date is before the cut; and answers to older posts. A row without a readable date stays."""

    def condemned(batch: raw_rows.Batch) -> Sequence[bool]:
        goes = [False] * batch.size
        if _DATES[table] in batch.columns:
            goes = (days.of(batch.columns[_DATES[table]], export.bundle.declared) < np.datetime64(cut.start)).tolist()
        if table == "responses":
            source = export.bundle.declared.source
            posts = batch.columns["exchange_id"]
            goes = [old or (source, post) in old_posts for old, post in zip(goes, posts, strict=True)]
        return goes

    return condemned


class _Days:
    """Dates of raw files, read by the rules of an import."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(statement("macros"))

    def of(self, texts: Sequence[str | None], declared: Declared) -> np.ndarray:
        """The local days as datetime64; not a time where a text says none."""
        variables = {"time_zone": declared.timezone, "day_first": declared.date_format == "%d/%m/%Y"}
        for name, value in variables.items():
            self._connection.execute(f"SET VARIABLE {name} = $value", {"value": value})
        said = pa.table({"position": np.arange(len(texts)), "said": pa.array(texts, pa.string())})
        self._connection.register("texts", said)
        found = self._connection.sql(statement("retention/days")).to_arrow_table()["day"]
        self._connection.unregister("texts")
        return found.to_numpy().astype("datetime64[D]")


@contextmanager
def _reading_days() -> Iterator[_Days]:
    with duckdb.connect(config={"memory_limit": "500MB", "threads": 1}) as connection:
        yield _Days(connection)


def _month(day: date | None) -> Period | None:
    return Period(day.replace(day=1), "month") if day else None
