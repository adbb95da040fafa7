"""`quartier serve`: runs the site in gunicorn, two workers of four threads.

Each worker builds the site after the fork: no database may be open before.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from dataclasses import replace
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication

from dashboard.settings import Settings, can_read_private, load_settings
from queries.folders import Folders

PORT = 8050


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen on (default: {PORT})")
    parser.add_argument("--workers", type=int, default=2, help="processes of four threads each (default: 2)")


def run(args: argparse.Namespace, folders: Folders) -> int:
    settings = load_settings()
    if can_read_private(settings.folders):
        print(f"Warning: the site can read {settings.folders.private}, which production refuses.", file=sys.stderr)
    serve(settings, args.host, args.port, args.workers)
    return 0


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped. Listening on one address makes that address a trusted host name in development."""
    if not settings.production and not _is_everywhere(host):
        settings = replace(settings, trusted_hosts=(*settings.trusted_hosts, _bracketed(host)))
    elif _is_everywhere(host) and not settings.production:
        names = ", ".join(settings.trusted_hosts)
        print(f"Only these host names are answered (set QUARTIER_TRUSTED_HOSTS for others): {names}", file=sys.stderr)
    print(f"Quartier listens on http://{_bracketed(host)}:{port}", flush=True)
    _Gunicorn(
        settings,
        bind=f"{_bracketed(host)}:{port}",
        workers=workers,
        threads=4,
        worker_class="gthread",
        timeout=60,
        graceful_timeout=30,
        max_requests=20_000,
        max_requests_jitter=2_000,
        limit_request_line=8190,
        loglevel="warning",
        proc_name="quartier",
    ).run()


def serve_afresh(args: argparse.Namespace) -> NoReturn:
    """`quartier serve` in the place of this process, which has opened databases: its workers would end by a fault."""
    given = ["--host", args.host, "--port", str(args.port), "--workers", str(args.workers)]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, sys.argv[0], "serve", *given])  # noqa: S606 - this program itself


class _Gunicorn(BaseApplication):
    """Gunicorn, configured here rather than by its own command line."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        self.settings, self.options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from dashboard.server import create_server

        return create_server(self.settings)


def _is_everywhere(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
