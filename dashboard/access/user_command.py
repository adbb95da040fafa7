"""`quartier user`: add, disable and list the people who may sign in, and change a password or a role.

A password is read from standard input or made here and printed once; it is never an argument, which others could see.
"""

from __future__ import annotations

import argparse
import sys

from dashboard.access.accounts import ROLES, open_accounts
from dashboard.access.organisations import (
    add_person,
    all_people,
    change_password,
    change_role,
    checked_email,
    disable_person,
)
from dashboard.access.passwords import make_password
from dashboard.settings import load_database_url
from queries.folders import Folders
from queries.model import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="every person with their organisation")
    add = actions.add_parser("add", help="let somebody sign in")
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--organisation", required=True, metavar="CODE")
    add.add_argument("--role", choices=ROLES, default="viewer", help="an editor drafts campaigns (default: viewer)")
    role = actions.add_parser("role", help="let somebody draft campaigns, or only read, from their next request on")
    role.add_argument("email", metavar="EMAIL")
    role.add_argument("role", choices=ROLES)
    password = actions.add_parser("password", help="give somebody another password and end their sessions")
    password.add_argument("email", metavar="EMAIL")
    for action in (add, password):
        action.add_argument("--password-stdin", action="store_true", help="read it from standard input (12 to 128)")
    disable = actions.add_parser("disable", help="refuse somebody from their next request on")
    disable.add_argument("email", metavar="EMAIL")


def run(args: argparse.Namespace, folders: Folders) -> int:
    accounts = open_accounts(load_database_url(folders))
    try:
        if args.action == "list":
            for person in all_people(accounts):
                state = "disabled" if person.disabled_at else "active"
                print(f"{person.email}\t{person.organisation_code}\t{state}\t{person.role}")
        elif args.action == "disable":
            disable_person(accounts, args.email)
            print(f"{checked_email(args.email)} is refused from the next request on.")
        elif args.action == "role":
            change_role(accounts, args.email, args.role)
            print(f"{checked_email(args.email)} has the role {args.role} from the next request on.")
        else:
            password = _read_password() if args.password_stdin else make_password()
            if args.action == "add":
                add_person(accounts, args.email, args.organisation, password, args.role)
            else:
                change_password(accounts, args.email, password)
            told = "" if args.password_stdin else f" The password, shown this once: {password}"
            print(f"{checked_email(args.email)} can sign in.{told}")
        return 0
    finally:
        accounts.close()


def _read_password() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Refusal("The password on standard input is not UTF-8 text.") from None
