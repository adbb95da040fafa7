"""`quartier erase MEMBER_ID`: erases a member and prints the receipt."""

from __future__ import annotations

import argparse
from pathlib import Path

from queries.folders import Folders
from queries.intake.erasing import erase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("member_id", metavar="MEMBER_ID", help="the id of the member in the platform's export")
    parser.add_argument("--source", help="the source of the id, when the mart knows more than one")
    parser.add_argument(
        "--bundle",
        metavar="FOLDER_OR_ZIP",
        dest="bundles",
        action="append",
        default=[],
        type=Path,
        help="an export to take the member out of as well (may be repeated)",
    )


def run(args: argparse.Namespace, folders: Folders) -> int:
    print(erase(args.member_id, folders, args.source, args.bundles).text())
    return 0
