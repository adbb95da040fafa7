"""`quartier publish`: publish a snapshot from everything imported so far."""

from __future__ import annotations

import argparse

from queries.folders import Folders
from queries.publish import publish


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(args: argparse.Namespace, folders: Folders) -> int:
    print(publish(folders, progress=not args.quiet).text())
    return 0
