"""`quartier publish`: publish a snapshot from everything imported so far."""

from __future__ import annotations

import argparse

from queries.folders import Folders
from queries.publish import publish


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    parser.add_argument(
        "--revise", type=int, metavar="YEAR",
        help="decide the published numbers of a past year anew, late rows included; once a calendar year",
    )  # fmt: skip
    parser.add_argument(
        "--new-year", action="store_true",
        help="let a changed lattice hold from the first year that is not frozen yet",
    )  # fmt: skip


def run(args: argparse.Namespace, folders: Folders) -> int:
    report = publish(folders, revise=args.revise, new_year=args.new_year, progress=not args.quiet)
    print(report.text())
    print("  next      `quartier privacy report` renews the privacy report that the site links to")
    return 0
