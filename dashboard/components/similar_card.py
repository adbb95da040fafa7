"""The neighbourhoods most like one, by name, with how far each is and what is alike, on a card.

Pure: what the query found in, a component out; which places are alike is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dash import dcc

from dashboard.components.figure import Told, figure_card, table
from dashboard.components.states import notice
from dashboard.words import Words
from queries import Reason, Similar

if TYPE_CHECKING:
    from dash.development.base_component import Component


def similar_card(found: Sequence[Similar], href: Callable[[str], str], w: Words) -> Component:
    """The card, nearest first; `href` leads to a place by its code."""
    title = w("Similar neighbourhoods")
    if not found:
        return figure_card(w, title, "", notice(none_words(w)))
    rows = [
        [dcc.Link(each.name, href=href(each.neighbourhood_code)),
         Told(w.number(each.distance, 2), (round(each.distance, 2),)),
         w.listing([_with_numbers(reason, w) for reason in each.reasons])]
        for each in found
    ]  # fmt: skip
    definition = w("Compared inside your territory, in the last published year: types of exchange, kinds of dwelling, "
                   "number of homes and share of active households, with their noise taken off.")  # fmt: skip
    return figure_card(
        w, w("Most like it: {names}", names=w.listing([each.name for each in found])), "",
        table(title, [w("Neighbourhood"), w("Distance"), w("What is alike")], rows), identity="similar",
        caption=w("Distance: 0 is as alike as can be told, 1 nothing alike."), definition=[definition],
    )  # fmt: skip


def none_words(w: Words) -> str:
    """Why no place is called similar."""
    return w("No other neighbourhood of the territory can be called similar: too few, too different, or too "
             "little of them is shown.")  # fmt: skip


def reason_words(reason: Reason, w: Words) -> str:
    """What is alike, in a few words."""
    return {
        "homes": w("about as many homes"),
        "active_share": w("as large a share of active households"),
        "dwelling_type": w("the same kinds of dwellings"),
        "exchange_type": w("the same types of exchange"),
        "type_group": w("the same groups of types of exchange"),
    }[reason.part]


def _with_numbers(reason: Reason, w: Words) -> str:
    """As many homes (9,300 and 9,900); of a mix no shares, which the page tells steadied by the city's."""
    if reason.value:
        return reason_words(reason, w)
    here, there = (w.number(n) if reason.part == "homes" else w.percent(n) for n in (reason.here, reason.there))
    return w("{what} ({here} and {there})", what=reason_words(reason, w), here=here, there=there)
