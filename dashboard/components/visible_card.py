"""Before a campaign: the smallest effect that it would show, on a card, so that nobody waits for what cannot be told.

Pure: Visible in, a component out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard.components.effect_card import compared_words, left_out_words
from dashboard.words import Words
from queries import Visible

if TYPE_CHECKING:
    from dash.development.base_component import Component


def visible_card(found: Visible | None, w: Words, way: tuple[str, str] | None = None) -> Component:
    """A rise of about 14% of regular exchanges, or more; or why none will be told. way: what leads on, and where."""
    said = w("It is known once six months are published.") if found is None else _said(found, w)
    parts: list[Component] = [html.H2(w("What effect will show?")), html.P(said)]
    if found is not None and found.smallest is not None:
        parts.append(html.P(_beside(found, w), className="reading"))
    if way is not None:
        parts.append(html.P(dcc.Link(way[0], href=way[1]), className="page-way"))
    return html.Section(parts, className="card stack")


def _said(found: Visible, w: Words) -> str:
    if found.lacking == "treated":
        said = w("No effect will show: none of these places can be compared.")
        return " ".join(filter(None, [said, left_out_words(found, {}, w)]))
    if found.lacking:
        return w("No effect will show: too few similar neighbourhoods stay without it. What happens is told, but not "
                 "whether it was the campaign.")  # fmt: skip
    assert found.smallest is not None
    return w("A rise of regular exchanges of about {share} or more over three months would be seen in 4 cases of 5; a "
             "smaller one could be taken for chance.", share=w.percent(found.smallest))  # fmt: skip


def _beside(found: Visible, w: Words) -> str:
    n = compared_words(found.treated, len(found.left_out), w)
    beside = w.plural("{places} beside {n} similar one.", "{places} beside {n} similar ones.", found.controls, places=n)
    return " ".join(filter(None, [beside, left_out_words(found, {}, w)]))
