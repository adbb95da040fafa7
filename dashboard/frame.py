"""The frame around every page: navigation built from PAGES, the selection's controls, its sentence, and the router.

The address bar holds everything selected: a control only computes the next address. It must not compute a number.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update, set_props
from flask import has_request_context

from dashboard.access.language import current_language
from dashboard.access.theme import current_theme
from dashboard.components.filters import filter_bar, found_by, next_path, next_search
from dashboard.components.navigation import account, brand, menu_button, navigation
from dashboard.components.states import message_page, skeleton, toast
from dashboard.figures.palettes import mixed, palette
from dashboard.pages import PAGES, page_at
from dashboard.readings import before_the_data
from dashboard.selection import Chosen, place_in, project_in, sentence
from dashboard.territory import elsewhere, neighbourhood_names, settled, whole_name
from dashboard.words import Words, capital, file_part, words_in
from queries.model import Refusal

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

log = logging.getLogger(__name__)

_LIGHT, _DARK = palette("light"), palette("dark")
_S1, _S2, _S3, _S4, _S5, _S6 = _LIGHT.sequence

#: A list of options opens where its control is, inside its landmark, and scrolls itself: readers know it as a part of
#: the control. It is no stop of its own: browsers make one of whatever scrolls, and it closes when the control is left.
_LISTS = {
    "withScrollArea": False,
    "comboboxProps": {"withinPortal": False},
    "attributes": {"options": {"tabIndex": -1}},
}

#: The colours of the product for the ready-made controls, which want ten shades of each.
THEME: dict[str, Any] = {
    "fontFamily": "inherit",
    "primaryColor": "quartier",
    "primaryShade": 7,
    "defaultRadius": "md",
    "components": {picker.__name__: {"defaultProps": _LISTS} for picker in (dmc.Select, dmc.MultiSelect)},
    "colors": {
        "quartier": [_LIGHT.accent_3, mixed(_LIGHT.accent_3, _S1), _S1, _S2, _S3, _S4, mixed(_S4, _S5), _S5,
                     mixed(_S5, _S6), _S6],
        "dark": [_DARK.ink, mixed(_DARK.ink, _DARK.soft), _DARK.soft, _DARK.control, _DARK.rest_line, _DARK.line,
                 _DARK.card, _DARK.paper, mixed(_DARK.paper, _DARK.code), _DARK.code],
    },
}  # fmt: skip


#: The parts of the selection that a page follows, unless its USES names fewer: its controls, and the sentence.
USES = ("places", "period", "compare")


def install(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """Give a Dash application its layout, its router and the callbacks of the frame.

    `open_view(pathname, search)` makes the View of the signed-in person at that request.
    """
    app.layout = shell

    @app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))
    def show_page(pathname: str | None, search: str | None) -> Component:
        path = pathname if isinstance(pathname, str) and pathname else "/"
        return render(open_view(path, search if isinstance(search, str) else ""), path)

    @app.callback(
        Output("url", "pathname"),
        Output("url", "search"),
        Input("choose-places", "value"),
        Input("choose-period", "value", allow_optional=True),
        Input("choose-compare", "value", allow_optional=True),
        State("shown", "data"),
        State("url", "pathname"),
        prevent_initial_call=True,
    )
    def choose(places: list[str] | None, period: str | None, compare: str | None, shown: str | None, path: Any) -> Any:
        following = next_search(shown, places, period, compare)
        if following is None:
            return no_update
        there, search = next_path(path, following)
        return no_update if there is None else there, search

    @app.callback(
        Output("choose-places", "data"),
        Input("sought", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def seek(sought: Any, shown: Any) -> Any:
        view = open_view("/", shown if isinstance(shown, str) else "")
        names = neighbourhood_names(view)
        places, compare = found_by(sought, settled(view, names), names)
        if compare is not None:
            set_props("choose-compare", {"data": compare})  # no output of the callback: not every page compares
        return no_update if places is None else places

    app.clientside_callback(
        ClientsideFunction("quartier", "seek"),
        Output("sought", "data"),
        Input("choose-places", "searchValue"),
        Input("choose-compare", "searchValue", allow_optional=True),
        State("sought", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("quartier", "announce"), Output("announcement", "children"), Input("document", "data")
    )
    for page in PAGES:
        if register := getattr(page, "register", None):
            register(app, open_view)


def shell() -> Component:
    """What every visit starts with; it holds nothing of anyone."""
    asked = has_request_context()
    w = words_in(current_language() if asked else "en")
    return dmc.MantineProvider(
        theme=THEME,
        forceColorScheme=current_theme() if asked else "light",
        children=[
            dcc.Location(id="url", refresh="callback-nav"),
            html.Div(id="announcement", className="visually-hidden", role="status"),
            html.Div(skeleton(w), id="page"),
            toast(w),
        ],
    )


def render(view: View, path: str) -> Component:
    """The whole page of one address for one reader: a pure function of the view."""
    w = view.words
    page = page_at(path)
    title = w(page.TITLE) if page else w("Page not found")
    names = neighbourhood_names(view)
    uses = getattr(page, "USES", USES)
    if code := place_in(path):
        view = replace(view, selection=view.selection.but(places=(code,)))
        title = f"{names[code]} · {title}" if code in names else title
    if code := project_in(path):
        view = replace(view, selection=replace(view.selection, project=code))
    asked, view = view.selection, settled(view, names)
    if view.snapshot is not None and names:
        bar = [filter_bar(view, path, names, uses)] if uses else []
        parts = sentence_parts(view, names, uses)
        line = [sentence_line(parts)] if parts else []
        top = frame_top([html.Div([*bar, account(view, path)], className="top"), *line, on_paper(view),
                         *replaced(asked, view, uses)], w)  # fmt: skip
        said = " · ".join(parts)
    else:
        said, top = "", frame_top([html.Div(account(view, path), className="top")], w)
    return html.Div(
        className=f"frame drawn-{view.theme}",
        children=[
            dcc.Store(
                id="document",
                data={"title": f"{title} · Quartier", "lang": w.language, "path": path, "said": f"{title}. {said}"},
            ),
            dcc.Store(id="shown", data=view.selection.search),
            html.A(w("Skip to the content"), href="#content", className="skip-link"),
            signed_out(w),
            html.Header(
                [
                    brand(view),
                    menu_button(title, w),
                    navigation(view, page.PATH if page and project_in(path) else path, PAGES),
                ],
                className="side",
            ),
            html.Div(
                [
                    top,
                    html.Main(content(view, path, names), id="content", tabIndex="-1"),
                    *source(view),
                ],
                className="body",
            ),
        ],
    )


def source(view: View) -> list[Component]:
    """Where the numbers come from; assets/figure.js takes the day into the names of files."""
    if view.snapshot is None:
        return []
    day = {"data-day": view.snapshot.manifest["published_at"][:10]}
    return [html.Footer(view.source, id="source", className="source", **day)]


def frame_top(children: list[Component], w: Words) -> Component:
    """The bar above the page: controls of the selection, language, account, and the selection in words."""
    return html.Section(children, className="frame-top", **{"aria-label": w("Selection and account")})


def sentence_parts(view: View, names: dict[str, str], uses: Collection[str]) -> list[str]:
    """The parts of the selection that the page follows, in words."""
    where, when, compared = sentence(view.selection, names, view.words, whole_name(view, names))
    if view.selection.compare == "similar":
        others = [names[code] for code in elsewhere(view)]
        compared = view.words("{name}: {value}", name=compared, value=view.words.listing(others))
    period = view.selection.period
    told = (where, when, (before_the_data(view, period) if period else "") or compared)
    return [text for part, text in zip(USES, told, strict=True) if part in uses]


def sentence_line(parts: Sequence[str]) -> Component:
    """The selection as a sentence above the page."""
    where, *rest = parts
    named = {"data-file": file_part(where)}  # for assets/figure.js
    return html.P([html.Strong(where), *(f" · {text}" for text in rest)], className="sentence", **named)


def on_paper(view: View) -> Component:
    """Whose numbers these are, at the head of what is printed: the foot may come many sheets later."""
    return html.P(view.source, className="source-on-paper", **{"aria-hidden": "true"})


def replaced(asked: Chosen, view: View, uses: Collection[str] = USES) -> list[Component]:
    """What the address asks for and cannot have: an unpublished period, places that are not in the territory."""
    w, shown, notes = view.words, view.selection, []
    is_moved = asked.period is not None and asked.period != shown.period
    if "period" in uses and is_moved and asked.period is not None and shown.period is not None:
        notes.append(w("{asked} is not published: {shown} is shown instead.", asked=capital(w.period(asked.period)),
                       shown=w.period(shown.period)))  # fmt: skip
    if "places" in uses and (missing := len(asked.places) - len(shown.places)):
        notes.append(w.plural("{n} place of the address is not in your territory and is left out.",
                              "{n} places of the address are not in your territory and are left out.",
                              missing))  # fmt: skip
    elsewhere = asked.compare == "similar" or asked.other_place
    if "compare" in uses and elsewhere and shown.compare != asked.compare:
        notes.append(w("Other places are compared with one neighbourhood that has numbers to compare: time is "
                       "compared instead."))  # fmt: skip
    return [html.P(" ".join(notes), className="notice", role="status")] if notes else []


def signed_out(w: Words) -> Component:
    """The message of an ended session, which assets/quartier.js shows when the site no longer knows the reader."""
    lines: list[Any] = [
        html.Strong(w("Your session has ended.")),
        html.Span(w("Sign in again to go on: your selection is kept in the address.")),
        html.A(w("Sign in"), href="/sign-in", className="button", id="sign-in-again"),
    ]
    return html.Div(lines, id="signed-out", className="signed-out", role="alert", hidden=True)


def content(view: View, path: str, names: dict[str, str]) -> Component:
    """The page itself, or in plain words why there is none."""
    w = view.words
    page = page_at(path)
    if page is None:
        return message_page(
            w("Page not found"),
            [w("There is no page at this address. Choose one in the navigation.")],
            link=(w("Go to the overview"), "/" + view.selection.everywhere().search),
        )
    if view.snapshot is None:
        return message_page(
            w("Nothing is published yet"),
            [w("Once an export of the platform has been imported and published, its numbers appear here."),
             w("On the machine that holds the data, run:")],
            commands=("quartier import BUNDLE", "quartier publish"),
        )  # fmt: skip
    if not names:
        return message_page(
            w("No neighbourhood to show"),
            [w("None of the places in the territory of {organisation} is in the published data.",
               organisation=view.person.organisation_name),
             w("Ask the administrator to check the territory of your organisation.")],
        )  # fmt: skip
    try:
        return page.layout(view)
    except Refusal as refusal:
        log.warning("page %s refused: %r", page.PATH, str(refusal))  # its words are for the command line
        return message_page(
            w("This cannot be shown"),
            [w("What the address asks for is not published, or not for your territory."),
             w("Your selection is kept in the address.")],
            link=(w("Start from the whole territory"), page.PATH),
        )  # fmt: skip
    except Exception:
        log.exception("page %s failed", page.PATH)
        return message_page(
            w("This page could not be made"),
            [w("Something went wrong on our side; your selection is kept in the address. Try again in a moment.")],
            link=(w("Start from the whole territory"), Chosen().search or path),
        )
