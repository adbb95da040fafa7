"""`quartier demo`: a simulated platform sent through import and publish like any other, four logins, and the site.

It composes; what is simulated is decided in queries/demo. It must never touch a data folder with a real platform in it.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard import serving
from dashboard.access.accounts import open_accounts
from dashboard.access.organisations import add_organisation, add_person
from dashboard.access.territory import scope_of
from dashboard.settings import Settings, load_settings
from queries.demo import command as simulation
from queries.demo.organisations import Organisation
from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Refusal
from queries.publish import publish
from queries.publish.privacy_command import SALTS
from queries.publish.privacy_report import write_reports
from queries.snapshot import Snapshot, open_current

#: Everybody's password in the demonstration: nobody real is behind it.
PASSWORD = "demonstration"  # noqa: S105

_MARK = "demonstration.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    simulation.add_arguments(parser)
    serving.add_arguments(parser)
    parser.add_argument(
        "--salts", type=int, default=SALTS, metavar="N",
        help=f"noise keys of each attack of the privacy report (default {SALTS:,}; 0: no report)",
    )  # fmt: skip
    parser.add_argument("--build-only", action="store_true", help="stop before serving")


def run(args: argparse.Namespace, folders: Folders) -> int:
    settings = load_settings()
    refuse_real_data(settings)
    clear(folders)
    boundaries = default_boundaries() if args.boundaries is None and not args.country else {}
    bundle = folders.data / "demonstration-bundle"
    print("Simulating a platform …", flush=True)
    simulation.build_from(args, bundle, boundaries, today=datetime.now(UTC).date())
    import_bundle(bundle, folders)
    print(publish(folders).text())
    if args.salts:
        print("Attacking its protection, for the privacy report …", flush=True)
        write_reports(folders, args.salts, datetime.now(UTC).date())
    shutil.rmtree(bundle)
    created = simulation.organisations_from(args, boundaries)
    create_accounts(settings, created)
    print(logins(created, open_current(folders), f"http://{args.host}:{args.port}"), flush=True)
    if not args.build_only:
        serving.serve_afresh(args)
    return 0


def default_boundaries() -> Mapping[str, Any]:
    """The 58 electoral districts of Montréal that ship inside plotly, as GeoJSON."""
    import plotly.data

    return plotly.data.election_geojson()


def refuse_real_data(settings: Settings) -> None:
    """Refusal unless the data folder is empty or holds a demonstration and nothing else."""
    folders = settings.folders
    refusal = Refusal(
        f"{folders.data.absolute()} holds data that is not a demonstration, and a demonstration replaces everything. "
        "Nothing was changed. Set QUARTIER_DATA to another folder."
    )
    if settings.production:
        raise Refusal("A demonstration has a password that everybody knows: it does not run in production.")
    if not settings.database_url.startswith("sqlite") or str(folders.accounts.absolute()) not in settings.database_url:
        raise Refusal("A demonstration keeps its accounts in its own folder: unset QUARTIER_DATABASE_URL.")
    if (folders.data / _MARK).exists():
        reports = sorted(folders.reports.glob("import-*.json"))
        if not all(json.loads(path.read_text(encoding="utf-8")).get("simulated") is True for path in reports):
            raise refusal
    elif any(path.exists() for path in (folders.private, folders.published, folders.accounts)):
        raise refusal


def clear(folders: Folders) -> None:
    """Remove an earlier demonstration, and mark the folder as one before anything is written into it."""
    folders.data.mkdir(parents=True, exist_ok=True)
    (folders.data / _MARK).write_text('{"simulated": true}\n', encoding="utf-8")
    for folder in (folders.private, folders.published, folders.data / "demonstration-bundle"):
        shutil.rmtree(folder, ignore_errors=True)
    for path in _database_files(folders.accounts):
        path.unlink(missing_ok=True)


def create_accounts(settings: Settings, created: Sequence[Organisation]) -> None:
    """One organisation of each kind with its own territory, and one person in each."""
    accounts = open_accounts(settings.database_url)
    try:
        for each in created:
            add_organisation(accounts, each.code, each.name, each.kind, each.territory)
            add_person(accounts, each.email, each.code, PASSWORD, "editor")
    finally:
        accounts.close()


def logins(created: Sequence[Organisation], snapshot: Snapshot | None, address: str) -> str:
    """The last lines of the command: where the site is, and who can sign in to see what.

    Neighbourhoods are counted as the site counts them: with those where a landlord's residences stand.
    """
    lines = [f"The demonstration is at {address} (simulated usage). Password of everybody: {PASSWORD}", ""]
    for each in created:
        count = len(scope_of(each.code, each.territory, snapshot).neighbourhoods)
        besides = [code for code in each.territory if not code.startswith("neighbourhood:")]
        territory = ", ".join([f"{count} neighbourhoods", *besides])
        lines.append(f"  {each.email:<32} {each.name:<24} {each.kind:<16} {territory}")
    return "\n".join([*lines, ""])


def _database_files(path: Path) -> list[Path]:
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]
