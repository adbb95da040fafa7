"""Hidden numbers in words: why they are not there, once a list, and the link to a coarser view that is shown.

Pure: rows and an Offer in, components out; what is offered was settled by `dashboard.coarser`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.coarser import Offer
from dashboard.components.amounts import counted, why_words
from dashboard.selection import BREAKDOWNS, Chosen
from dashboard.words import Words, capital
from queries import DIMENSIONS, INDICATORS, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def offered(offer: Offer | None, indicator: str, chosen: Chosen, path: str, w: Words) -> Component | None:
    """The coarser number that stands for one hidden number, as a link where the reader can select it."""
    if offer is None:
        return None
    value = counted(w, INDICATORS[indicator].unit, offer.rows[0].answer or 0.0)
    during = w.during(offer.period) if offer.period else ""
    if offer.place is None:
        text = w("Shown {during}: {value}", during=during, value=value)
    elif during:
        text = w("Shown for {place} {during}: {value}", place=offer.place.name, during=during, value=value)
    else:
        text = w("Shown for {place}: {value}", place=offer.place.name, value=value)
    return _link(offer, text, chosen, path)


def hidden_note(
    hidden: Sequence[Row],
    offer: Offer | None,
    indicator: str,
    chosen: Chosen,
    path: str,
    w: Words,
    *,
    with_reasons: bool = True,
) -> list[Component]:
    """One note for all hidden rows of a list: why they are hidden, and how many a coarser view would show.

    Without reasons where the list has said them.
    """
    parts: list[Any] = []
    if with_reasons:
        reasons = dict.fromkeys(why_words(w, row, INDICATORS[indicator]) for row in hidden)
        parts += [f"{capital(text)}. " for text in reasons]
    if offer is not None:
        parts.append(_link(offer, _shown(offer, hidden, w), chosen, path))
    return [html.P(parts, className="hidden-note")] if parts else []


def _shown(offer: Offer, hidden: Sequence[Row], w: Words) -> str:
    """2025: 4 of these numbers are shown; or by theme, where the coarser values are others and no count of these."""
    what = [offer.place.name] if offer.place else []
    what += [w.period(offer.period)] if offer.period else []
    if offer.by in BREAKDOWNS and offer.by != hidden[0].dimension:
        values = w.text(DIMENSIONS[offer.by].label).lower()
        return w("Broader values are shown: {what}", what=", ".join([values, *what]))
    count, told = len(offer.rows), ", ".join(what)
    return w.plural("{what}: {n} of these numbers is shown", "{what}: {n} of these numbers are shown", count,
                    what=capital(told))  # fmt: skip


def _link(offer: Offer, text: str, chosen: Chosen, path: str) -> Component:
    if offer.places is None:
        return html.Span(text, className="offer")
    by = offer.by if offer.by in BREAKDOWNS else ""
    following = chosen.but(places=offer.places, period=offer.period or chosen.period, by=by)
    return dcc.Link(text, href=path + following.search, className="offer")
