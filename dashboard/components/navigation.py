"""The left column and the account: brand, one link a page, language, organisation, sign out.

Pure: a View in, components out; it must not know how signing in works.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dash import dcc, html

from dashboard.components.icon import icon
from dashboard.components.spoken import said
from dashboard.selection import address
from dashboard.words import LANGUAGES, Words

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View


def brand(view: View) -> Component:
    """The product's name, the organisation, and on simulated data the word for it."""
    w = view.words
    lines: list[Any] = [
        html.P("Quartier", className="brand-name"),
        html.P(view.person.organisation_name, className="brand-organisation"),
    ]
    if view.snapshot is not None and view.snapshot.manifest.get("simulated"):
        lines.append(html.P(w("Simulated usage"), className="badge badge-warn"))
    return html.Div(lines, className="brand")


def navigation(view: View, path: str, pages: Sequence[Any]) -> Component:
    """One link a page; the selection follows the reader. Pages about the product stand in the foot."""
    w = view.words
    search = view.selection.everywhere().search
    here = path.rstrip("/") or "/"
    links: dict[bool, list[Component]] = {False: [], True: []}
    for page in (each for each in pages if getattr(each, "IN_MENU", True)):
        links[getattr(page, "IN_FOOT", False)].append(_item(page, search, here == page.PATH, w))
    open_to_all = [
        html.Li(html.A([icon(sign), html.Span(text)], href=address, className="page-link"))
        for sign, text, address in (
            ("residents", w("What can be seen about me"), "/residents"),
            ("accessibility", w("Accessibility"), "/accessibility"),
        )
    ]
    return html.Nav(
        [html.Ul(links[False]), html.Ul([*links[True], *open_to_all], className="pages-foot")],
        id="pages",
        className="pages",
        **{"aria-label": w("Pages")},
    )


def menu_button(title: str, w: Words) -> Component:
    """Opens the navigation where there is no room beside the page; it says which page is shown (assets/quartier.js)."""
    return html.Button(
        [icon("menu"), html.Span(w("Menu")), html.Span(title, className="menu-title")],
        id="menu-button",
        type="button",
        className="button menu-button",
        **{"aria-expanded": "false", "aria-controls": "pages"},
    )


def _item(page: Any, search: str, current: bool, w: Words) -> Component:
    label: list[Any] = [icon(page.ICON), html.Span(w(page.TITLE))]
    if current:
        label.append(said(w("(this page)")))
    link = dcc.Link(label, href=page.PATH + search, className="page-link is-current" if current else "page-link")
    return html.Li(link)


def kind_words(kind: str, w: Words) -> str:
    """The kind of an organisation in words."""
    return {
        "local_authority": w("local authority"),
        "developer": w("developer"),
        "social_landlord": w("social landlord"),
        "local_business": w("local business"),
    }.get(kind, kind)


def account(view: View, path: str) -> Component:
    """The other language, who is signed in, and the way out."""
    w, person = view.words, view.person
    themes = {"light": w("Light"), "dark": w("Dark"), "auto": w("Automatic")}
    back = quote(address(path, view.selection), safe="")
    return html.Div(
        [
            *(
                html.A(
                    [html.Span(code.upper(), **{"aria-hidden": "true"}), said(name)],
                    href=f"/language/{code}?next={back}",
                    className="language",
                    lang=code,
                    hrefLang=code,
                )
                for code, name in LANGUAGES.items()
                if code != w.language
            ),
            html.Details(
                [
                    html.Summary(
                        [html.Span(person.organisation_name), html.Span(kind_words(person.organisation_kind, w))]
                    ),
                    html.Div(
                        [
                            html.P(person.email),
                            html.Nav(
                                [
                                    html.A(
                                        [label, *([said(w("(chosen)"))] if name == view.theme_choice else [])],
                                        href=f"/theme/{name}?next={back}",
                                        className="chip is-current" if name == view.theme_choice else "chip",
                                    )
                                    for name, label in themes.items()
                                ],
                                className="chips",
                                **{"aria-label": w("Appearance")},
                            ),
                            html.Form(
                                html.Button(w("Sign out"), type="submit", className="button"),
                                action="/sign-out",
                                method="POST",
                            ),
                        ],
                        className="account-panel",
                    ),
                ],
                className="account-menu",
            ),
        ],
        className="account",
    )
