"""The guard before every route: closed to strangers unless a route is named here, and closed to other sites' forms.

It must not open anything by default: a route that is not in OPEN needs a signed-in person.
"""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response

#: The only endpoints that answer strangers: signing in, what its page looks like, what residents may know, the
#: statement of accessibility, and whether the site is well.
OPEN = frozenset({"access.sign_in", "access.sign_in_style", "residents", "accessibility", "health"})

#: Dash's own routes for pages; a stranger is sent from them to the sign-in page. Everything else says 401.
PAGES = frozenset({"/", "/<path:path>"})

CALLBACKS = "/_dash-update-component"

LARGEST_BODY = 64 * 1024  # bytes

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Put the guard first; call it before anything else registers a `before_request`."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.before_request(refuse_foreign_hosts)
    app.before_request(refuse_strangers)
    app.before_request(refuse_other_sites)
    app.before_request(refuse_large_bodies)


def refuse_foreign_hosts() -> None:
    """A host name that is not ours is refused before anything else looks at the request."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def refuse_strangers() -> Response | None:
    """Deny by default: 401, or for pages the way to the sign-in page and back."""
    if request.endpoint in OPEN or current_user.is_authenticated:
        return None
    if request.method in ("GET", "HEAD") and request.endpoint in PAGES and not request.path.startswith("/_"):
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("access.sign_in", next=None if wanted == "/" else wanted))
    abort(401)


def refuse_other_sites() -> None:
    """Whatever changes something must come from our own pages: the browser says so, and scripts must say so too."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    own_origin = f"{request.scheme}://{request.host}"
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
    elif request.headers.get("Origin") != own_origin:
        abort(403)


def refuse_large_bodies() -> None:
    """No page of ours sends more than 64 KB."""
    if (request.content_length or 0) > LARGEST_BODY:
        abort(413)
