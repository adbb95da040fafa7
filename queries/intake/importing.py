"""One import from start to end: open the bundle, stage, judge, write the new mart, report.

It owns the order of the steps and the refusals that concern the bundle as a whole; a refusal leaves the mart as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from tqdm import tqdm

from queries.durable import only_one, work_folder
from queries.folders import Folders
from queries.intake import mart, places, read
from queries.intake.bundle import Bundle, opened
from queries.intake.categories import declare
from queries.intake.contract import TABLES, Table
from queries.intake.erased import erased_members
from queries.intake.pseudonymise import Pseudonyms
from queries.intake.report import FIRST_LINES, FileReport, Reason, Report
from queries.intake.staging import ERASED, RAGGED, Staging, statement
from queries.model import Refusal

MOST_QUARANTINE = 0.05  # of the rows of a required file
#: Places found by their position when they name no neighbourhood: the column, and what it takes of the codes found.
_BY_POSITION = {
    "projects": ("neighbourhood_codes", "p.codes"),
    "residences": ("neighbourhood_code", "p.codes[1]"),
    "places": ("neighbourhood_code", "p.codes[1]"),
}
_MAY_LIE_OUTSIDE = ("projects", "residences")


def import_bundle(path: Path, folders: Folders, *, accept_quarantine: bool = False, progress: bool = True) -> Report:
    """Bring the bundle at `path` (a folder or a zip) into the mart and account for every one of its rows.

    Raises Refusal, with the mart untouched, when a file cannot be read as declared, a column is unknown or missing,
    or more than 5 % of a required file is quarantined and `accept_quarantine` is not given.
    """
    with only_one(folders), work_folder(folders) as work, opened(Path(path), work) as bundle:
        if mart.is_latest(folders.mart, bundle):
            return _report(bundle, "already imported")
        staging = Staging(work, bundle.declared)
        try:
            return _Import(bundle, folders, staging, accept_quarantine).run(work / "mart.duckdb", progress)
        finally:
            staging.connection.close()


def _report(bundle: Bundle, outcome: str) -> Report:
    declared = bundle.declared
    return Report(
        source=declared.source,
        mode=declared.mode,
        sha256=bundle.sha256,
        outcome=outcome,
        imported_at=datetime.now(UTC),
        covers_until=declared.covers_until,
        simulated=declared.simulated,
    )


class _Import:
    """The steps of one import over one staging database."""

    def __init__(self, bundle: Bundle, folders: Folders, staging: Staging, accept_quarantine: bool) -> None:
        self.bundle, self.folders, self.staging = bundle, folders, staging
        self.accept_quarantine = accept_quarantine
        self.pseudonyms = Pseudonyms(folders.keys, bundle.declared.source, mart.knows(folders.mart, bundle))
        self.erased = erased_members(folders.erased, bundle.declared.source)
        self.readings: dict[str, read.Reading] = {}
        self.accounts: list[FileReport] = []
        self.notes: list[str] = []

    def run(self, target: Path, progress: bool) -> Report:
        total = sum(path.stat().st_size for path in self.bundle.files.values())
        # Short imports show nothing: the bar appears after a second.
        with tqdm(total=total, unit="B", unit_scale=True, disable=not progress, delay=1, leave=False) as bar:
            for table in TABLES:
                bar.set_description(f"reading {table.name}")
                self._stage(table, bar)
            has_old = mart.attach_old(self.staging, self.folders.mart)
            for table in TABLES:
                bar.set_description(f"checking {table.name}")
                self.staging.judge_types(table, table.name in self.readings)
            appends = has_old and self.bundle.declared.mode == "append"
            self.staging.connection.execute(statement("known_append" if appends else "known_full"))
            for table in TABLES:
                bar.set_description(f"checking {table.name}")
                self._judge(table)
            bar.set_description("writing the mart")
            covers_until = self._covers_until()
            declare(self.staging, "categories" in self.bundle.files, appends)
            self._note_what_changed(covers_until)
            report = self._finished("imported", covers_until)
            imported = mart.Imported(covers_until, report.imported_at, self._optional_columns())
            mart.write(self.staging, self.bundle, imported, has_old, target)
        self.pseudonyms.keep()
        stored = report.store(self.folders.reports, self._quarantine())
        mart.put_in_place(target, self.folders.mart)
        return self._finished("imported", covers_until, report.imported_at, stored)

    def _stage(self, table: Table, bar: tqdm) -> None:
        path = self.bundle.files.get(table.name)
        if path is None:
            return
        declared = self.bundle.declared
        reading = self.readings[table.name] = read.Reading()
        if table.is_place:
            self.staging.load(table, places.batch(path, table, declared.crs, reading))
            bar.update(path.stat().st_size)
            return
        for batch in read.batches(path, table, declared, reading, bar.update):
            self.staging.load(table, self._pseudonymous(table, batch))
        self.staging.set_aside(table, reading.ragged, None, RAGGED)
        if self.erased.num_rows and "member_id" in table.ids:
            self.staging.set_erased_aside(table, self.erased)
        self.notes += reading.warnings

    def _pseudonymous(self, table: Table, batch: pa.Table) -> pa.Table:
        if table.name == "members":
            batch = batch.append_column("member_text", batch["member_id"])
        for name in table.ids & set(batch.column_names):
            keys = self.pseudonyms.keys(batch[name].combine_chunks())
            if name == "household_id" and self.erased.num_rows:
                keys = self._without_erased(keys)
            batch = batch.set_column(batch.column_names.index(name), name, keys)
        return batch

    def _without_erased(self, keys: pa.Array) -> pa.Array:
        """Keys of households; one that is an erased member's becomes another, which stays the same."""
        gone = set(self.erased["member_key"].to_pylist())
        distinct = keys.dictionary_encode()
        others = [self.pseudonyms.instead_of(key) if key in gone else key for key in distinct.dictionary.to_pylist()]
        return pa.array(others, pa.binary()).take(distinct.indices)

    def _judge(self, table: Table) -> None:
        if table.name not in self.readings:
            return
        if table.name in _BY_POSITION:
            self._place(table)
        self.staging.judge_references(table)
        account = self._account(table)
        self.accounts.append(account)
        if table.name == "neighbourhoods":
            self._check_neighbourhoods(account)
        if table.name == "members" and "residences" in self.readings:
            self._forget_lost_residences()
        if table.required and not self.accept_quarantine:
            self._check_quarantine(account)

    def _check_neighbourhoods(self, account: FileReport) -> None:
        if account.superseded:
            raise Refusal(f"{account.file}: a neighbourhood_code is there twice with different shapes or names.")
        found = self.staging.connection.sql("SELECT neighbourhood_code, geometry FROM kept_neighbourhoods").fetchall()
        if code := places.outline(dict(found)):
            raise Refusal(f"{account.file}: the polygon “{code}” covers all the others; remove it (an outline?).")

    def _place(self, table: Table) -> None:
        """Give the places that name no neighbourhood what holds their position: all, or the first in code order."""
        connection = self.staging.connection
        column, value = _BY_POSITION[table.name]
        rows = connection.execute(statement("unplaced", table=table.name, column=column)).fetchall()
        if not rows:
            return
        known = dict(connection.sql("SELECT neighbourhood_code, geometry FROM known_neighbourhood").fetchall())
        codes = places.within([geometry for _, geometry in rows], known)
        connection.register(
            "positions",
            pa.table({"line": [line for line, _ in rows], "codes": pa.array(codes, pa.list_(pa.string()))}),
        )
        connection.execute(statement("placed", table=table.name, column=column, value=value))
        connection.unregister("positions")
        outside = sum(not found for found in codes)
        if outside and table.name in _MAY_LIE_OUTSIDE:
            self.notes.append(f"{outside:,} {table.name} lie in no neighbourhood; they are kept without one.")

    def _forget_lost_residences(self) -> None:
        connection = self.staging.connection
        lost = connection.execute(statement("lost_residences")).fetchall()[0][0]
        if lost:
            connection.execute(statement("forget_lost_residences"))
            self.notes.append(f"{lost:,} members live in a residence that is not there; theirs became unknown.")

    def _account(self, table: Table) -> FileReport:
        """Count the verdicts of a table and check them against the rows that are left."""
        connection, reading = self.staging.connection, self.readings[table.name]
        by_status = dict(connection.execute(statement("counts"), {"name": table.name}).fetchall())
        kept = connection.sql(f"SELECT count(*) FROM kept_{table.name}").fetchall()[0][0]  # noqa: S608
        if reading.rows != kept + sum(by_status.values()):
            raise AssertionError(f"{table.name}: {reading.rows} rows read, {kept} kept, {by_status} set aside")
        reasons = connection.execute(statement("reasons"), {"name": table.name, "first": FIRST_LINES}).fetchall()
        return FileReport(
            file=self.bundle.files[table.name].name,
            table=table.name,
            read=reading.rows,
            accepted=kept,
            quarantined=by_status.get("quarantined", 0),
            duplicates=by_status.get("duplicate", 0),
            superseded=by_status.get("superseded", 0),
            reasons=tuple(
                Reason(column, reason, count, () if reason == ERASED else tuple(lines))
                for column, reason, count, lines in reasons
            ),
        )

    def _check_quarantine(self, account: FileReport) -> None:
        """Refuse a required file of which too much cannot be used; rows of erased members are no fault of the file."""
        faults = [reason for reason in account.reasons if reason.reason != ERASED]
        faulty = sum(reason.count for reason in faults)
        read = account.read - (account.quarantined - faulty)
        if faulty <= MOST_QUARANTINE * read:
            return
        report = self._finished("refused", self.bundle.declared.covers_until)
        stored = report.store(self.folders.reports, self._quarantine())
        reasons = "; ".join(reason.sentence() for reason in faults[:3])
        raise Refusal(
            f"{account.file}: {faulty:,} of {read:,} rows cannot be used, more than "
            f"{MOST_QUARANTINE:.0%}, so nothing was imported. {reasons}. The full list is "
            f"{stored.with_suffix('.quarantine.csv')}; correct the file, or give --accept-quarantine."
        )

    def _covers_until(self) -> date:
        last = self.staging.connection.sql("SELECT max(posted_at) FROM kept_exchanges").fetchall()[0][0]
        covers_until = self.bundle.declared.covers_until or last
        if covers_until is None:
            raise Refusal("No exchange could be read, so the last complete day is unknown; add covers_until.")
        return covers_until

    def _note_what_changed(self, covers_until: date) -> None:
        self.staging.set("covers_until", covers_until)
        others, births = self.staging.connection.sql(statement("changed")).fetchall()[0]
        if others:
            self.notes.append(f"{others:,} exchanges have a category that is not declared; they count as “other”.")
        if births:
            self.notes.append(f"{births:,} implausible birth years became unknown.")

    def _optional_columns(self) -> tuple[str, ...]:
        return tuple(
            f"{table.name}.{column.name}"
            for table in TABLES
            if table.name in self.readings
            for column in table.columns
            if not column.required and column.name in self.readings[table.name].columns
        )

    def _quarantine(self) -> Iterator[tuple[str, int, str | None, str]]:
        found = self.staging.connection.execute(statement("quarantine"))
        while rows := found.fetchmany(10_000):
            for table, line, column, reason in rows:
                if reason == ERASED:  # whoever holds the export would find the person by the line
                    continue
                yield self.bundle.files[table].name, line, column, reason

    def _finished(
        self, outcome: str, covers_until: date | None, at: datetime | None = None, stored: Path | None = None
    ) -> Report:
        declared = self.bundle.declared
        missing = [table.name for table in TABLES if table.name not in self.bundle.files]
        notes = list(self.notes)
        if missing:
            notes.append(f"not in the bundle: {', '.join(missing)}.")
        if self.bundle.not_read:
            notes.append(f"not read yet by this version, left alone: {', '.join(self.bundle.not_read)}.")
        if self.bundle.ignored:
            notes.append(f"ignored, not a file of the contract: {', '.join(self.bundle.ignored)}.")
        return Report(
            source=declared.source,
            mode=declared.mode,
            sha256=self.bundle.sha256,
            outcome=outcome,
            imported_at=at or datetime.now(UTC),
            covers_until=covers_until,
            simulated=declared.simulated,
            files=tuple(self.accounts),
            notes=tuple(notes),
            stored=stored,
        )
