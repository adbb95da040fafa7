"""What stands in the place of a page or a figure: a message, an empty state, an error, the shape of what is coming.

Plain words: what is missing, why, and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard.components.icon import icon
from dashboard.words import Words

if TYPE_CHECKING:
    from dash.development.base_component import Component


def message_page(
    title: str, lines: Sequence[str], *, commands: Sequence[str] = (), link: tuple[str, str] | None = None
) -> Component:
    """A page of one message: a heading, a few sentences, commands to run, one way on."""
    return html.Section(
        [
            html.H1(title),
            *(html.P(line, className="lead") for line in lines),
            *([html.Pre(html.Code("\n".join(commands)))] if commands else []),
            *([html.P(dcc.Link(link[0], href=link[1]))] if link else []),
        ],
        className="message-page",
    )


def notice(text: str, link: tuple[str, str] | None = None) -> Component:
    """The empty state: one sentence in the place of a figure or a list, and one way on where there is one."""
    way = [" ", dcc.Link(link[0], href=link[1])] if link else []
    return html.P([icon("empty"), html.Span([text, *way])], className="notice")


def failure(text: str) -> Component:
    """The error state: what happened, in the place of what could not be made."""
    return html.P([icon("warning"), html.Span(text)], className="notice is-failure", role="alert")


def skeleton(w: Words) -> Component:
    """The shape of a page while it is made; its blocks appear only when that takes longer than a blink."""
    block = html.Div(className="skeleton")
    cards = html.Div([block] * 3, className="cards")
    return html.Div(
        [html.P(w("Loading…"), className="visually-hidden"), html.Div(className="skeleton skeleton-title"), cards,
         html.Div(className="skeleton skeleton-figure")],
        className="page is-coming",
        role="status",
    )  # fmt: skip


def toast(w: Words) -> Component:
    """Where short messages appear for a moment: a link copied, the site that does not answer (assets/quartier.js)."""
    said = {"data-failed": w("The site does not answer. Your selection is kept in the address: try again in a moment.")}
    return html.Div(id="toast", className="toast", role="status", **said)
