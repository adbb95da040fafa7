"""What an import did, row by row accounted for: printed in plain English, stored as JSON and as a quarantine list.

It holds counts, reasons and line numbers; it must not hold a value, which may be personal.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from queries.durable import PRIVATE, write_atomically

FIRST_LINES = 20


@dataclass(frozen=True)
class Reason:
    """Why rows of a file were quarantined, how many, and the first of their lines."""

    column: str | None
    reason: str
    count: int
    first_lines: tuple[int, ...]

    def sentence(self) -> str:
        where = f"{self.column}: " if self.column else ""
        lines = ", ".join(str(line) for line in self.first_lines[:5])
        if not lines:
            return f"{self.count:,} × {where}{self.reason}"
        return f"{self.count:,} × {where}{self.reason} (line {lines}{', …' if self.count > 5 else ''})"


@dataclass(frozen=True)
class FileReport:
    """The accounting of one file: read = accepted + quarantined + duplicates + superseded."""

    file: str
    table: str
    read: int
    accepted: int
    quarantined: int
    duplicates: int
    superseded: int
    reasons: tuple[Reason, ...] = ()

    def sentence(self) -> str:
        parts = [f"{self.read:,} read", f"{self.accepted:,} accepted"]
        aside = {"quarantined": self.quarantined, "duplicates": self.duplicates, "superseded": self.superseded}
        parts += [f"{count:,} {name}" for name, count in aside.items() if count]
        return f"{self.file}: {', '.join(parts)}"


@dataclass(frozen=True)
class Report:
    """The outcome of one import: `imported`, `already imported` or `refused`."""

    source: str
    mode: str
    sha256: str
    outcome: str
    imported_at: datetime
    covers_until: date | None = None
    simulated: bool = False
    files: tuple[FileReport, ...] = ()
    notes: tuple[str, ...] = ()
    stored: Path | None = field(default=None, compare=False)

    @property
    def already_imported(self) -> bool:
        return self.outcome == "already imported"

    def file(self, table: str) -> FileReport:
        return next(file for file in self.files if file.table == table)

    def text(self) -> str:
        """The report for people."""
        if self.already_imported:
            return f"“{self.source}”: these very files were already imported; nothing changed."
        lines = [f"Source “{self.source}”, {self.mode} bundle, complete until {self.covers_until}."]
        for file in self.files:
            lines.append("  " + file.sentence())
            lines += ["      " + reason.sentence() for reason in file.reasons]
        lines += ["  Note: " + note for note in self.notes]
        if self.stored:
            lines.append(f"Report: {self.stored}")
        return "\n".join(lines)

    def store(self, reports: Path, quarantine: Iterable[tuple[str, int, str | None, str]]) -> Path:
        """Write the JSON and, if any row was quarantined, the list (file, line, column, reason) beside it."""
        path = reports / f"import-{self.imported_at:%Y%m%dT%H%M%S%fZ}-{self.source}.json"
        said = {name: value for name, value in asdict(self).items() if name != "stored"}
        write_atomically(path, (json.dumps(said, indent=1, ensure_ascii=False, default=str) + "\n").encode())
        if any(file.quarantined for file in self.files):
            with path.with_suffix(".quarantine.csv").open("w", encoding="utf-8", newline="") as file:
                os.fchmod(file.fileno(), PRIVATE)
                writer = csv.writer(file)
                writer.writerow(["file", "line", "column", "reason"])
                writer.writerows(quarantine)
        return path
