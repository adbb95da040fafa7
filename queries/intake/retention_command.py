"""`quartier retention`: removes rows past their keeping time and says so in one sentence."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from queries.folders import Folders
from queries.intake.retention import MART_MONTHS, RAW_MONTHS, retain
from queries.model import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        f"Remove from the mart what is older than {MART_MONTHS} months by date of post, and from the raw files of the "
        f"bundles named what is older than {RAW_MONTHS} months. Whole months are kept."
    )
    parser.add_argument("--today", metavar="DATE", type=date.fromisoformat, help="count the months from this day")
    parser.add_argument(
        "--bundle",
        metavar="FOLDER_OR_ZIP",
        dest="bundles",
        action="append",
        default=[],
        type=Path,
        help="an export whose raw files are shortened too (may be repeated); importing it again as a full bundle would "
        "leave the mart with no more than it holds",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")


def run(args: argparse.Namespace, folders: Folders) -> int:
    now = datetime.now(UTC).date()
    today = args.today or now
    if today > now:
        raise Refusal(f"{today} is still to come: retention counts from today or from a day before it.")
    print(retain(folders, today, args.bundles, dry_run=args.dry_run).text())
    return 0
