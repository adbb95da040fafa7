"""Signing in and out, and the reader's language: plain pages made on the server, which work without any script.

It decides who somebody is, never what they may see: that is `territory`.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, abort, redirect, render_template, request, send_from_directory, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from dashboard.access import passwords, sessions
from dashboard.access.accounts import Accounts, Person
from dashboard.access.addresses import safe_next
from dashboard.access.language import current_language, remember
from dashboard.access.theme import THEMES, remember_theme
from dashboard.access.throttle import TooManyTries, forgive, take_a_try
from dashboard.words import LANGUAGES, msgid, words_in

_WRONG = msgid("This e-mail address and password do not go together.")
_LOCKED = msgid("Too many tries. Wait fifteen minutes, then try again.")

_LONGEST_EMAIL = 254


def install(app: Flask, accounts: Accounts, assets: Path) -> None:
    """Add the routes of signing in; `assets` is the folder of the style sheets."""
    passwords.stand_in()  # made now, so that the first stranger does not wait longer than the others
    manager = LoginManager(app)
    manager.session_protection = None  # the token is checked in the database; addresses of phones change all the time
    manager.user_loader(lambda token: sessions.find(accounts, token))
    app.register_blueprint(_routes(accounts, assets))


def _routes(accounts: Accounts, assets: Path) -> Blueprint:
    routes = Blueprint("access", __name__, template_folder="templates")

    @routes.get("/sign-in/<any('tokens.css', 'sign-in.css'):name>")
    def sign_in_style(name: str) -> Response:
        return send_from_directory(assets, name)

    @routes.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Response | tuple[str, int]:
        if request.method == "GET":
            return _show_form()
        email = request.form.get("email", "")[: _LONGEST_EMAIL + 1].strip().lower()
        try:
            person = _let_in(accounts, email, request.form.get("password", ""))
        except TooManyTries:
            return _form(_LOCKED, email), 429
        if person is None:
            return _form(_WRONG, email), 401
        session.clear()  # nothing of the browser's time as a stranger goes on
        login_user(person)
        return redirect(safe_next(request.form.get("next")), 303)

    @routes.post("/sign-out")
    def sign_out() -> Response:
        sessions.revoke(accounts, current_user.get_id())
        logout_user()
        session.clear()
        return redirect(url_for("access.sign_in"), 303)

    @routes.route("/language/<code>", methods=["GET", "POST"])
    def language(code: str) -> Response:
        if code not in LANGUAGES:
            abort(404)
        return remember(redirect(safe_next(request.values.get("next")), 303), code)  # type: ignore[arg-type]

    @routes.route("/theme/<name>", methods=["GET", "POST"])
    def theme(name: str) -> Response:
        if name not in THEMES:
            abort(404)
        return remember_theme(redirect(safe_next(request.values.get("next")), 303), name)  # type: ignore[arg-type]

    return routes


def _let_in(accounts: Accounts, email: str, password: str) -> sessions.SignedIn | None:
    """The signed-in person; None when address and password do not fit, or the person is disabled. May be TooManyTries.

    Every path through here digests one password, so the time taken says nothing about who exists.
    """
    take_a_try(accounts, email, request.remote_addr or "")
    with accounts.session() as database:
        person = database.scalar(select(Person).where(Person.email == email)) if "\0" not in email else None
    if not passwords.is_right(person.password_hash if person else None, password) or person is None:
        return None
    renewed = passwords.digest(password) if passwords.is_outdated(person.password_hash) else None
    with accounts.session() as database:
        found = database.get(Person, person.id, with_for_update=True)
        # Disabled, or the password changed, while this one was being checked.
        if found is None or found.disabled_at or found.password_hash != person.password_hash:
            return None
        found.password_hash = renewed or found.password_hash
        signed_in = sessions.start(database, found)
    forgive(accounts, email)
    return signed_in


def _show_form() -> Response | tuple[str, int]:
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")))
    wanted = request.args.get("language", "")
    if wanted in LANGUAGES:
        back = request.args.get("next")
        response = redirect(url_for("access.sign_in", next=back if back and safe_next(back) == back else None))
        return remember(response, wanted)  # type: ignore[arg-type]
    return _form("", ""), 200


def _form(error: str, email: str) -> str:
    w = words_in(current_language())
    return render_template(
        "sign_in.html",
        w=w,
        languages=LANGUAGES,
        error=w(error) if error else "",
        email=email,
        next=safe_next(request.values.get("next")),
        longest_password=passwords.LONGEST,
    )
