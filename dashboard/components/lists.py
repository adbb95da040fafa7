"""Short lists in words: what changed, what is silent, what the export does not hold.

Pure: texts in, components out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import dcc, html

if TYPE_CHECKING:
    from dash.development.base_component import Component


@dataclass(frozen=True)
class Item:
    """One line: a badge (with its kind: accent, warn or plain), a name that may lead somewhere, and what is said."""

    badge: str
    kind: str
    name: str
    text: str
    href: str = ""


def list_card(title: str, caption: str, items: Sequence[Item], nothing: str) -> Component:
    """A card with the list, or one sentence where there is nothing to list."""
    body: Component = lines(items) if items else html.P(nothing, className="notice")
    return html.Section([html.H2(title), html.P(caption, className="reading"), body], className="card list-card")


def lines(items: Sequence[Item]) -> Component:
    """The list alone."""
    return html.Ul([html.Li(_line(item)) for item in items], className="lines")


def _line(item: Item) -> list[Any]:
    name = dcc.Link(item.name, href=item.href, className="line-name") if item.href else html.Strong(item.name)
    badge = html.Span(item.badge, className=f"badge badge-{item.kind}")
    return [badge, " ", name, html.Span(item.text)]


def names_card(
    title: str,
    caption: str,
    groups: Sequence[tuple[str, str, Sequence[tuple[str, str]]]],
    notes: Sequence[Component] = (),
) -> Component:
    """A card with names in groups: (heading, explanation, names with their addresses); `notes` under the first."""
    parts: list[Component] = []
    for heading, explanation, names in groups:
        parts.append(html.H3(heading))
        if explanation:
            parts.append(html.P(explanation, className="reading"))
        if names:
            links = [html.Li(dcc.Link(name, href=href, className="chip")) for name, href in names]
            parts.append(html.Ul(links, className="chips"))
        if heading == groups[0][0]:
            parts += notes
    return html.Section(
        [html.H2(title), *([html.P(caption, className="reading")] if caption else []), *parts],
        className="card names-card",
    )


def chips(label: str, choices: Sequence[tuple[str, str, bool]], chosen_word: str) -> Component:
    """A choice as links: (text, address, is the current one)."""
    items = [
        html.Li(
            html.Span([text, html.Span(f" {chosen_word}", className="visually-hidden")], className="chip is-current")
            if current
            else dcc.Link(text, href=href, className="chip")
        )
        for text, href, current in choices
    ]
    return html.Ul(items, className="chips", **{"aria-label": label})
