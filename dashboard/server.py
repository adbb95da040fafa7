"""Assembles the site: Flask, the guard, signing in, Dash with the frame, the headers, and the routes of the data.

The order matters: the guard is registered before anything that answers. It must not open a snapshot before a request.
"""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any

from dash import Dash
from flask import Flask, Response, abort, redirect, render_template, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from dashboard import compression, frame
from dashboard.access import callbacks, errors, guard, headers, login
from dashboard.access.accounts import Accounts, open_accounts
from dashboard.access.handover import document
from dashboard.access.language import current_language, remember
from dashboard.access.territory import current_scope
from dashboard.access.theme import chosen_theme
from dashboard.components.amounts import FEWEST_HOUSEHOLDS
from dashboard.pages import page_at
from dashboard.pages.about import privacy_report
from dashboard.settings import Settings
from dashboard.view import current_snapshot, current_workshop, open_view
from dashboard.words import LANGUAGES, words_in
from layers import registry
from queries.snapshot import is_degraded, open_current

log = logging.getLogger(__name__)

ASSETS = Path(__file__).parent.parent / "assets"

_INDEX = """<!DOCTYPE html>
<html lang="{language}" data-theme="{theme}">
<head>
{metas}
<title>{title}</title>
<link rel="icon" href="data:,">
{css}
</head>
<body>
<div id="react-entry-point"><div class="_dash-loading">{loading}</div></div>
<noscript>{no_script}</noscript>
<div>{config}{scripts}{renderer}</div>
</body>
</html>"""


class Site(Dash):
    """Dash with a first page in the reader's language and theme."""

    def interpolate_index(self, **parts: str) -> str:
        w = words_in(current_language())
        said = {"loading": w("Loading…"), "no_script": w("Quartier needs JavaScript to draw its figures.")}
        return _INDEX.format(**{**parts, **said, "language": w.language, "theme": chosen_theme()})


def create_server(settings: Settings) -> Flask:
    """The whole site for these settings; it brings the accounts database up to date."""
    app = Flask("quartier", static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        SESSION_COOKIE_NAME="__Host-quartier" if settings.production else "quartier",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.context_processor(lambda: {"theme": chosen_theme()})
    guard.install(app)
    accounts = open_accounts(settings.database_url)
    login.install(app, accounts, ASSETS)
    errors.install(app)
    _add_routes(app, settings, accounts)
    app.after_request(_say_that_a_page_is_missing)
    dash_app = Site(
        "quartier",
        server=app,
        assets_folder=str(ASSETS),
        assets_ignore=r"^(sign-in|report)\.css$",
        serve_locally=True,
        compress=False,
        title="Quartier",
        update_title=None,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        on_error=_note,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    callbacks.install(app, dash_app)
    frame.install(dash_app, partial(open_view, settings, accounts))
    with app.app_context():
        dash_app._setup_server()  # else it runs during the first request, and requests beside that one find no files
    compression.install(app)
    headers.install(app, dash_app.csp_hashes(), settings.production, settings.map_hosts)
    return app


def _add_routes(app: Flask, settings: Settings, accounts: Accounts) -> None:
    @app.get("/health")
    def health() -> Response:
        return Response(_health(settings) + "\n", mimetype="text/plain")

    def open_page(template: str) -> BaseResponse | str:
        """A page open to all: the same for everybody, without a number of the platform, in either language."""
        wanted = request.args.get("language", "")
        if wanted in LANGUAGES:
            return remember(redirect(request.path), wanted)  # type: ignore[arg-type]
        snapshot = current_snapshot(settings)
        fewest = snapshot.manifest["k"] if snapshot else FEWEST_HOUSEHOLDS
        return render_template(template, w=words_in(current_language()), languages=LANGUAGES, fewest=fewest)

    @app.get("/residents")
    def residents() -> BaseResponse | str:
        """What can be seen about a resident."""
        return open_page("residents.html")

    @app.get("/accessibility")
    def accessibility() -> BaseResponse | str:
        """How far people with disabilities can use the site, as far as it has been tested."""
        return open_page("accessibility.html")

    @app.get("/about/privacy")
    def privacy() -> Response:
        """The privacy report in the reader's language, a page of its own without scripts."""
        snapshot = current_snapshot(settings)
        path = privacy_report(snapshot, current_language()) if snapshot else None
        if path is None:
            abort(404)
        return Response(path.read_bytes(), mimetype="text/html")

    @app.get("/geometry/<snapshot_id>/<name>.geojson")
    def geometry(snapshot_id: str, name: str) -> Response:
        """A layer of the reader's own territory; an older snapshot's address is no longer answered."""
        snapshot = current_snapshot(settings)
        if snapshot is None or snapshot.id != snapshot_id:
            abort(404)
        found = registry.geojson(name, current_scope(snapshot), snapshot, request.args.get("city", "")[:80])
        if found is None:
            abort(404)
        return Response(found, mimetype="application/geo+json")

    @app.get("/workshop/<code>.json")
    def campaign(code: str) -> Response:
        """The hand-over document of one of the organisation's own drafts, as a file."""
        workshop = current_workshop(settings, accounts)
        draft = workshop.draft(code)
        if draft is None:
            abort(404)
        named = {"Content-Disposition": f'attachment; filename="{draft.code}.json"'}
        return Response(document(draft, workshop.organisation_code), mimetype="application/json", headers=named)


def _health(settings: Settings) -> str:
    if open_current(settings.folders) is None:
        return "degraded" if settings.folders.current.exists() else "empty"
    return "degraded" if is_degraded(settings.folders) else "ok"


def _say_that_a_page_is_missing(response: Response) -> Response:
    """Dash answers any address with its first page, which says in words that there is none: so must the status."""
    if request.endpoint in guard.PAGES and response.status_code == 200 and page_at(request.path) is None:
        response.status_code = 404
    return response


def _note(error: Exception) -> Any:
    """A callback failed: the log gets the trace, the page stays as it was."""
    log.error("a callback failed", exc_info=error)
