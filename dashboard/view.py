"""What a page is made from: one reader, one scope, one snapshot, one selection, one language, at one request.

It must not compute a number, and must not take the scope from anything that the browser sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import abort, g
from flask_login import current_user

from dashboard.access.accounts import Accounts
from dashboard.access.language import current_language
from dashboard.access.notes import Notebook
from dashboard.access.plans import Planbook
from dashboard.access.studies import Studies
from dashboard.access.territory import current_scope
from dashboard.access.theme import chosen_theme, current_theme
from dashboard.access.workshop import Workshop
from dashboard.figures.palettes import Palette, palette
from dashboard.selection import Chosen
from dashboard.settings import Settings
from dashboard.words import Words, words_in
from queries.model import Scope
from queries.snapshot import Snapshot, open_current


@dataclass(frozen=True)
class Reader:
    """Who is reading, as the screen names them."""

    email: str
    organisation_code: str
    organisation_name: str
    organisation_kind: str


@dataclass(frozen=True)
class View:
    """Everything that a page may know. `snapshot` is None while nothing is published.

    `notebook`: what the reader's organisation noted of days, read when a page has a time axis; `workshop`: the
    campaigns that it prepares; `planbook`: what it expects of its plans; `studies`: what it said that it will look
    at; each read by its page. All None without accounts.
    """

    scope: Scope
    snapshot: Snapshot | None
    selection: Chosen
    words: Words
    person: Reader
    path: str
    theme: str = "light"
    theme_choice: str = "auto"
    map_style: str = ""
    map_hosts: tuple[str, ...] = ()
    notebook: Notebook | None = None
    workshop: Workshop | None = None
    planbook: Planbook | None = None
    studies: Studies | None = None

    @property
    def palette(self) -> Palette:
        """The colours of figures in the reader's theme."""
        return palette(self.theme)

    @property
    def source(self) -> str:
        """Under whatever leaves the page: the product, whose view it is, and the day of the snapshot."""
        assert self.snapshot is not None
        day = self.words.date(datetime.fromisoformat(self.snapshot.manifest["published_at"]).date())
        said = self.words("Quartier · {organisation} · protected counts published on {day}",
                          organisation=self.person.organisation_name, day=day)  # fmt: skip
        return f"{said} · {self.words('Simulated usage')}" if self.snapshot.is_simulated else said


def open_view(settings: Settings, accounts: Accounts, path: str, search: str) -> View:
    """The view of the signed-in person at this request; without one the request ends with 401."""
    if not current_user.is_authenticated:
        abort(401)
    snapshot = current_snapshot(settings)
    return View(
        scope=current_scope(snapshot),
        snapshot=snapshot,
        selection=Chosen.parse(_text(search)),
        words=words_in(current_language()),
        person=Reader(
            email=current_user.email,
            organisation_code=current_user.organisation_code,
            organisation_name=current_user.organisation_name,
            organisation_kind=current_user.organisation_kind,
        ),
        path=_text(path) or "/",
        theme=current_theme(),
        theme_choice=chosen_theme(),
        map_style=settings.map_style,
        map_hosts=settings.map_hosts,
        notebook=Notebook(accounts, current_user.organisation_code, current_user.email),
        workshop=current_workshop(settings, accounts),
        planbook=Planbook(accounts, current_user.organisation_code, current_user.email, is_editor()),
        studies=Studies(accounts, current_user.organisation_code, current_user.email, is_editor()),
    )


def is_editor() -> bool:
    """Whether the signed-in person may change what their organisation keeps, as the database says now."""
    return bool(current_user.role == "editor")


def current_workshop(settings: Settings, accounts: Accounts) -> Workshop:
    """The drafts of the signed-in person's organisation, in their hands as the database says now."""
    return Workshop(accounts, current_user.organisation_code, current_user.email, is_editor(),
                    settings.webhook is not None)  # fmt: skip


def current_snapshot(settings: Settings) -> Snapshot | None:
    """The one snapshot of this request, even when another is published meanwhile."""
    if "snapshot" not in g:
        g.snapshot = open_current(settings.folders)
    return g.snapshot


def _text(value: object) -> str:
    """What a browser sent as an address, or nothing when it is no text at all."""
    return value if isinstance(value, str) else ""
