"""The security headers, on every response: pages, data, files and errors alike.

One place, so that no route can forget them; it must not depend on which route answered, but for what may be kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}

# Program files are the same for everybody. A browser may keep them; a proxy shared with others may not.
_A_YEAR = 365 * 24 * 3600

_PROGRAM = ("/_dash-component-suites/", "/assets/", "/sign-in/")


def install(app: Flask, script_hashes: Sequence[str], production: bool, map_hosts: Sequence[str] = ()) -> None:
    """Add the headers to every response. `script_hashes` are the CSP hashes of Dash's own inline scripts.

    `map_hosts` are those of a map style elsewhere, which alone may then be asked besides this site.

    Call it when every callback is registered: some of them add such a script.
    """
    policy = content_security_policy(script_hashes, map_hosts)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_FIXED)
        response.headers["Content-Security-Policy"] = policy
        if production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        response.headers["Cache-Control"] = _caching(response)
        response.vary.add("Cookie")
        return response


def content_security_policy(script_hashes: Sequence[str], map_hosts: Sequence[str] = ()) -> str:
    """Everything from this site alone; MapLibre needs a worker from a blob, Dash and Plotly need inline styles.

    With a map style of other hosts, these may be asked for map data and pictures, never for scripts.
    """
    hosts = "".join(f" https://{host}" for host in map_hosts)
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "worker-src blob: 'self'",
            f"img-src 'self' data: blob:{hosts}",
            "font-src 'self' data:",
            f"connect-src 'self'{hosts}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def _caching(response: Response) -> str:
    if response.status_code not in (200, 304) or not request.path.startswith(_PROGRAM):
        return "no-store"
    if response.cache_control.max_age:
        return f"private, max-age={response.cache_control.max_age}, immutable"
    if "m" in request.args:  # the address of a style or script of ours says when it was written
        return f"private, max-age={_A_YEAR}, immutable"
    return "private, no-cache"
