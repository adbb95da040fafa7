"""`quartier answer`: gives the query the scope that an organisation has in the accounts database."""

from __future__ import annotations

import argparse

from dashboard.access.accounts import Organisation, open_accounts
from dashboard.access.territory import scope_of
from dashboard.settings import load_database_url
from queries import answer_command
from queries.folders import Folders
from queries.model import Refusal, Scope
from queries.snapshot import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    answer_command.add_arguments(parser)


def run(args: argparse.Namespace, folders: Folders) -> int:
    accounts = open_accounts(load_database_url(folders))

    def organisation_scope(code: str, snapshot: Snapshot) -> Scope:
        with accounts.session() as session:
            found = session.get(Organisation, code)
        if found is None:
            raise Refusal(f"There is no organisation {code}: see `quartier organisation list`.")
        return scope_of(found.code, found.territory, snapshot)

    try:
        return answer_command.run(args, folders, organisation_scope)
    finally:
        accounts.close()
