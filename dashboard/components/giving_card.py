"""Who gives and who receives, on a card, and who takes part without a completed exchange.

Pure: Cohesion in, a component out; who has no exchange here is not said to be alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.components.amounts import about
from dashboard.components.people_card import people_card, share_words
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import Cohesion, Estimate

if TYPE_CHECKING:
    from dash.development.base_component import Component


def giving_card(found: Cohesion, labels: Mapping[str, str], w: Words, palette: Palette, around: str = "") -> Component:
    """The card; `around` names the place around whose numbers they are."""
    return people_card(
        "giving", w("Households by whether they gave or received"), statement(found, w), reading(found, w),
        found.patterns, labels, found.period, w, palette, around=around,
        definition=[
            w("A household gives when it offered what was taken, or answered a request that was completed; it "
              "receives the other way round."),
            w("Giving and receiving tells whether help goes both ways among those who exchange. It says nothing of "
              "those who take no part: they may be isolated, or have all they need elsewhere."),
            w("A household without a completed exchange is connected on paper only. It may have every tie elsewhere: "
              "this does not count who is lonely."),
        ],
    )  # fmt: skip


def statement(found: Cohesion, w: Words) -> str:
    """Of the households that exchanged, about 45% both gave and received."""
    if found.both_ways is None:
        return w("Whether households both give and receive is not shown here")
    both = found.both_ways
    return w("{share} of the households that exchanged both gave and received",
             share=share_words(both.share, both.low, both.high, w).capitalize())  # fmt: skip


def reading(found: Cohesion, w: Words) -> str:
    """Who has no completed exchange, and who found one after a year without."""
    parts = []
    if found.without is not None:
        without = found.without
        parts.append(w("Active without a completed exchange: {share} of all these households.",
                       share=share_words(without.share, without.low, without.high, w)))  # fmt: skip
    linked = found.linked
    if linked is not None and linked.share is not None and isinstance(linked.without, Estimate):
        count = about(w, w.plural("{n} household", "{n} households", round(linked.without.value)))
        parts.append(w("Of {count} enrolled for the whole year before without a completed exchange, {share} have had "
                       "one since.", count=count,
                       share=share_words(linked.share.share, linked.share.low, linked.share.high, w)))  # fmt: skip
    if any(not isinstance(count, Estimate) for count in found.patterns.values()):
        parts.append(w("A part is below threshold."))
    return " ".join(parts)
