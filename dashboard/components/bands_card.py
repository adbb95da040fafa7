"""How often households are active, on a card, and how much rests on the busiest tenth, as a range.

Pure: Bands in, a component out; nothing is assumed of how activity is spread within a band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.components.people_card import people_card
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import Bands, Concentration, Estimate, Period

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: From this share of all activity on, the busiest tenth carries most of it; under the other, it does not.
MOST, LITTLE = 0.5, 0.35
#: What the busiest tenth does where all are alike, told as finely as shares are.
ALIKE = 0.105


def bands_card(
    found: Bands, resting: Concentration | None, labels: Mapping[str, str], period: Period, w: Words,
    palette: Palette, around: str = "",
) -> Component:  # fmt: skip
    """The card; `resting`: the ranges that the bands leave; `around` names the place around."""
    return people_card(
        "bands", w("Active households by how often they posted or answered"), statement(resting, w),
        reading(found, resting, w), found.counts, labels, period, w, palette, around=around,
        definition=[
            w("The share of the busiest tenth and the Gini coefficient are ranges over all that the bands allow, since "
              "how often each household was active within its band is not published."),
            w("A network that rests on a few may end with them. It says nothing of how the others live, and nothing of "
              "those who take no part."),
        ],
    )  # fmt: skip


def statement(resting: Concentration | None, w: Words) -> str:
    """The busiest tenth of the households does 30% to 60% of it all."""
    if resting is None:
        return w("How much rests on a few is not shown here")
    if resting.busiest.low <= ALIKE and resting.busiest.high >= 1:
        return w("How much rests on a few cannot be told from so few bands")
    low, high = (w.percent(each) for each in resting.busiest)
    if resting.busiest.high >= 1:
        return w("The busiest tenth of the active households does at least {low} of all that is done", low=low)
    return w("The busiest tenth of the active households does {low} to {high} of all that is done", low=low, high=high)


def reading(found: Bands, resting: Concentration | None, w: Words) -> str:
    """What that means, and how unequal the households are."""
    parts = []
    if resting is not None:
        low, high = resting.busiest
        if found.at_most:
            parts.append(w.plural("Of a household, {n} post or reply is counted at most.",
                                  "Of a household, {n} posts or replies are counted at most.",
                                  found.at_most))  # fmt: skip
        if low >= MOST:
            parts.append(w("It rests on a few."))
        elif high <= LITTLE:
            parts.append(w("It does not rest on a few."))
        if resting.gini.high - resting.gini.low < 1:
            parts.append(w("Gini coefficient, from 0 (all alike) to 1 (one does everything): {low} to {high}.",
                       low=w.number(resting.gini.low, 2), high=w.number(resting.gini.high, 2)))  # fmt: skip
    if any(not isinstance(count, Estimate) for count in found.counts.values()):
        parts.append(w("A band is below threshold; the ranges allow for it."))
    return " ".join(parts)
