"""`quartier organisation`: list the organisations, and add one with its territory."""

from __future__ import annotations

import argparse
import sys

from dashboard.access.accounts import KINDS, open_accounts
from dashboard.access.organisations import add_organisation, all_organisations
from dashboard.settings import load_database_url
from queries.folders import Folders
from queries.places import territory
from queries.snapshot import open_current


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="every organisation with its kind and territory")
    add = actions.add_parser("add", help="add an organisation")
    add.add_argument("--code", required=True, help="1 to 64 of a-z, 0-9, _ and -; a project's owner has the same code")
    add.add_argument("--name", required=True, help="as the screens show it")
    add.add_argument("--kind", required=True, choices=KINDS)
    add.add_argument(
        "--territory",
        required=True,
        nargs="+",
        action="extend",
        metavar="PLACE",
        help="city:CODE, neighbourhood:CODE or portfolio:CODE, or several",
    )


def run(args: argparse.Namespace, folders: Folders) -> int:
    accounts = open_accounts(load_database_url(folders))
    try:
        if args.action == "list":
            for each in all_organisations(accounts):
                print(f"{each.code}\t{each.kind}\t{each.name}\t{' '.join(each.territory)}")
            return 0
        added = add_organisation(accounts, args.code, args.name, args.kind, args.territory)
        print(f"Added the organisation {added.code} ({added.name}, {added.kind}): {' '.join(added.territory)}")
        for place in unknown_places(folders, added.territory):
            print(f"Warning: the published snapshot has no place {place}; nothing of it is seen.", file=sys.stderr)
        return 0
    finally:
        accounts.close()


def unknown_places(folders: Folders, places: tuple[str, ...]) -> tuple[str, ...]:
    """The entries of a territory that the published snapshot does not have; none while nothing is published."""
    snapshot = open_current(folders)
    return tuple(place for place in places if snapshot is not None and not territory(snapshot, (place,)))
