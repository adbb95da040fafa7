"""`quartier answer`: answers from the snapshot exactly as a screen would, as a table, CSV or JSON.

The scope of an organisation comes from the accounts, so the caller hands over how to find it.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable
from io import StringIO

from queries import (
    DIMENSIONS,
    INDICATORS,
    TERRITORY,
    TERRITORY_LABEL,
    Answer,
    Period,
    Refusal,
    Row,
    Scope,
    Selection,
    Snapshot,
    answer,
    open_current,
    value_labels,
)
from queries.folders import Folders

COLUMNS = ("area_code", "area", "period", "dimension", "value", "answer", "noise_sd", "shown")
_HEAD = {
    "en": ("area", "period", "value", "answer", "95 % interval", "shown"),
    "fr": ("lieu", "période", "valeur", "réponse", "intervalle à 95 %", "visible"),
}
_BELOW = {"en": "below threshold", "fr": "sous le seuil"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("indicator", help=", ".join(INDICATORS))
    parser.add_argument("--as", dest="organisation", required=True, help="code of the organisation that asks")
    parser.add_argument("--by", default="total", help=", ".join(code for code in DIMENSIONS if code != "total"))
    parser.add_argument("--area", nargs="+", default=[], metavar="CODE", help="places; default: the whole territory")
    parser.add_argument("--period", help="2024, 2024-Q3 or 2024-05; default: the last published year")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    parser.add_argument("--lang", choices=("en", "fr"), default="en", help="language of the labels")


def run(args: argparse.Namespace, folders: Folders, scope_of: Callable[[str, Snapshot], Scope]) -> int:
    """Print the answer; Refusal for anything unknown or outside the organisation's territory."""
    snapshot = open_current(folders)
    if snapshot is None:
        raise Refusal("Nothing is published yet: run `quartier import BUNDLE`, then `quartier publish`.")
    scope = scope_of(args.organisation, snapshot)
    selection = Selection(tuple(args.area), Period.parse(args.period) if args.period else None, args.by)
    found = answer(scope, snapshot, args.indicator, selection)
    sys.stdout.write(FORMATS[args.format](found, snapshot, args.lang))
    return 0


def _ordered(found: Answer) -> Iterable[Row]:
    return sorted(found.rows, key=lambda row: (row.area_code, row.period, row.value))


def _area(row: Row, language: str) -> str:
    return TERRITORY_LABEL[language] if row.area_code == TERRITORY else row.area


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}" if value != int(value) else str(int(value))


def _cells(row: Row, language: str) -> tuple[str, ...]:
    return (row.area_code, _area(row, language), row.period, row.dimension, row.value, _number(row.answer),
            _number(row.noise_sd), row.shown)  # fmt: skip


def as_csv(found: Answer, snapshot: Snapshot, language: str) -> str:
    """RFC 4180 with `.` decimals; text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _ordered(found):
        writer.writerow([text_only(cell) if i in (0, 1, 4) else cell for i, cell in enumerate(_cells(row, language))])
    return out.getvalue()


def text_only(cell: str) -> str:
    """Neutralise a text cell that starts like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def as_json(found: Answer, snapshot: Snapshot, language: str) -> str:
    rows = [
        {**dict(zip(COLUMNS, _cells(row, language), strict=True)), "answer": row.answer, "noise_sd": row.noise_sd}
        for row in _ordered(found)
    ]
    return json.dumps({"indicator": found.indicator, "by": found.by, "snapshot": found.snapshot, "rows": rows},
                      ensure_ascii=False, indent=1) + "\n"  # fmt: skip


def as_table(found: Answer, snapshot: Snapshot, language: str) -> str:
    labels = {} if found.by in ("total", "neighbourhood") else value_labels(snapshot, found.by, language)
    head = (INDICATORS[found.indicator].label[language], snapshot.id)
    lines = [" · ".join(head)]
    table: list[tuple[str, ...]] = [
        (_area(row, language), row.period, labels.get(row.value, row.value),
         _BELOW[language] if row.answer is None and row.why == "threshold" else _number(row.answer) or "–",
         "" if row.noise_sd is None else f"± {_number(round(1.96 * row.noise_sd, 4))}",
         "" if row.shown == "yes" else row.shown)
        for row in _ordered(found)
    ]  # fmt: skip
    table.insert(0, _HEAD[language])
    widths = [max((len(row[i]) for row in table), default=0) for i in range(6)]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Answer, Snapshot, str], str]] = {"table": as_table, "csv": as_csv, "json": as_json}
