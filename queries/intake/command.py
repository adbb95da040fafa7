"""`quartier import BUNDLE`: runs an import and prints its report."""

from __future__ import annotations

import argparse
from pathlib import Path

from queries.folders import Folders
from queries.intake.importing import import_bundle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="BUNDLE", type=Path, help="the folder of an export bundle, or a .zip of it")
    parser.add_argument(
        "--accept-quarantine",
        action="store_true",
        help="import even when more than 5 %% of a required file is quarantined",
    )


def run(args: argparse.Namespace, folders: Folders) -> int:
    report = import_bundle(args.bundle, folders, accept_quarantine=args.accept_quarantine)
    print(report.text())
    return 0
