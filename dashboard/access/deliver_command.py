"""`quartier deliver`: sends to the platform what waits for it, once, or again and again until it is stopped.

The site itself speaks to no other host: workers come and go, and none of them could say which one has to try again.
"""

from __future__ import annotations

import argparse
import sys
import time

from sqlalchemy.exc import DBAPIError

from dashboard.access.accounts import open_accounts
from dashboard.access.deliveries import deliver_due
from dashboard.settings import load_database_url, load_webhook
from queries.folders import Folders
from queries.model import Refusal

#: Seconds between two looks at what is due.
EVERY = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep-going", action="store_true", help=f"look every {EVERY} seconds until stopped")


def run(args: argparse.Namespace, folders: Folders) -> int:
    webhook = load_webhook()
    if webhook is None:
        raise Refusal("QUARTIER_WEBHOOK_URL is not set: there is no platform to deliver to.")
    accounts = open_accounts(load_database_url(folders))
    try:
        while True:
            try:
                accepted, failed = deliver_due(accounts, webhook)
            except DBAPIError:
                if not args.keep_going:
                    raise
                print("The accounts database does not answer; the next look follows.", file=sys.stderr, flush=True)
                accepted = failed = 0
            if accepted or failed or not args.keep_going:
                print(f"{accepted} accepted, {failed} not accepted.", flush=True)
            if not args.keep_going:
                return 0
            time.sleep(EVERY)
    except KeyboardInterrupt:
        return 0
    finally:
        accounts.close()
