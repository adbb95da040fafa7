"""Assembles Quartier: the command line, and `server` for gunicorn (`gunicorn app:server`).

It only names which module does what. Nothing is built at import time.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

#: command -> the module that offers `add_arguments(parser)` and `run(args, folders)`, and what the command does.
COMMANDS = {
    "demo": ("dashboard.demonstration", "simulate a platform, import and publish it, and serve the site"),
    "import": ("queries.intake.command", "read an export bundle into the private mart"),
    "publish": ("queries.publish.command", "publish a snapshot of protected numbers"),
    "privacy": ("queries.publish.privacy_command", "write the privacy report of the live snapshot"),
    "erase": ("queries.intake.erase_command", "remove a member for good"),
    "retention": ("queries.intake.retention_command", "remove rows past their keeping time"),
    "deliver": ("dashboard.access.deliver_command", "send to the platform the campaigns that wait for it"),
    "serve": ("dashboard.serving", "serve the site"),
    "answer": ("dashboard.access.answer_command", "answer a question as the site would"),
    "organisation": ("dashboard.access.organisation_command", "list and add organisations"),
    "user": ("dashboard.access.user_command", "add, disable and list people"),
}


def __getattr__(name: str) -> Any:
    """`server`, the WSGI application, built on first use in the process that serves it."""
    if name != "server":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dashboard.server import create_server
    from dashboard.settings import load_settings

    globals()["server"] = create_server(load_settings())
    return globals()["server"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0, or 2 with a sentence on stderr when it cannot be done."""
    from dashboard.settings import load_folders
    from queries.model import Refusal

    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="quartier", description="How a neighbourhood lives.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (module, does) in COMMANDS.items():
        command = commands.add_parser(name, help=does, description=does[0].upper() + does[1:] + ".")
        if name in given[:1]:  # only the command asked for is loaded: the others may need slow libraries
            importlib.import_module(module).add_arguments(command)
    try:
        args = parser.parse_args(given)
        return importlib.import_module(COMMANDS[args.command][0]).run(args, load_folders())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as fault:
        where = fault.filename or "a file"
        print(f"{where}: {fault.strerror}. Check the folder that QUARTIER_DATA names, its rights and its disk.",
              file=sys.stderr)  # fmt: skip
        return 2


if __name__ == "__main__":
    sys.exit(main())
