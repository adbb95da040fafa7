"""In which theme this request is answered: the reader's choice in a cookie, else what the browser prefers.

The server cannot ask the browser: assets/quartier.js keeps the preference in a cookie of its own.
"""

from __future__ import annotations

from flask import Response, current_app, request

#: The choices, in the order in which they are offered; "auto" follows the browser.
THEMES = ("light", "dark", "auto")

COOKIE, PREFERENCE = "quartier_theme", "quartier_scheme"

_A_YEAR = 365 * 24 * 3600


def chosen_theme() -> str:
    """One of THEMES."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def current_theme() -> str:
    """ "light" or "dark": the choice, or the browser's preference as far as it is known."""
    chosen = chosen_theme()
    if chosen != "auto":
        return chosen
    return "dark" if request.cookies.get(PREFERENCE) == "dark" else "light"


def remember_theme(response: Response, theme: str) -> Response:
    """Keep the choice in the browser for a year."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(COOKIE, theme, max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
