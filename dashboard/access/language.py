"""In which language this request is answered: the reader's choice in a cookie, else what the browser asks for."""

from __future__ import annotations

from flask import Response, current_app, request

from dashboard.words import LANGUAGES

COOKIE = "quartier_language"

_A_YEAR = 365 * 24 * 3600


def current_language() -> str:
    """The code of one of the languages of `words.LANGUAGES`."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="en") or "en"


def remember(response: Response, language: str) -> Response:
    """Keep the choice in the browser for a year."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(COOKIE, language, max_age=_A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
