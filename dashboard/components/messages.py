"""Plain words where a page or a figure has nothing to draw: what is missing, why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import dcc, html

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


def notice(text: str) -> Component:
    """One sentence in the place of a figure."""
    return html.P(text, className="notice")
