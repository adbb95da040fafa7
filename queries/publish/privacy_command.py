"""`quartier privacy report`: run the attacks and write the privacy report of the live snapshot."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from queries.folders import Folders
from queries.publish.attacks import table
from queries.publish.privacy_report import write_reports

#: Noise keys of each attack: seconds, and an error of about one point.
SALTS = 2_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["report"], help="write the report of the live snapshot in both languages")
    parser.add_argument(
        "--salts", type=int, default=SALTS, metavar="N", help=f"noise keys of each attack (default {SALTS:,})"
    )


def run(args: argparse.Namespace, folders: Folders) -> int:
    """Exit code 1 when an attack gains more than its target, or a control gains too little."""
    if args.salts < 100:
        print("With fewer than 100 noise keys an attack says nothing: give --salts 100 or more.")
        return 2
    paths, results = write_reports(folders, args.salts, datetime.now(UTC).date())
    print(table(results, "en"))
    print("\nWritten: " + ", ".join(str(path) for path in paths))
    return 0 if all(result.passed for result in results) else 1
