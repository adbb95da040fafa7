"""Who comes, stays, comes back and leaves, on a card, and whether the parts add up to the active households.

Pure: Standing in, a component out; who leaves the network is not said to be alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.components.people_card import people_card
from dashboard.components.underlying_card import signed_percent
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import Estimate, Standing

if TYPE_CHECKING:
    from dash.development.base_component import Component


def standing_card(
    found: Standing, labels: Mapping[str, str], w: Words, palette: Palette, around: str = ""
) -> Component:
    """The card; `around` names the city around whose numbers they are."""
    return people_card(
        "standing", w("Households by standing"), statement(found, w), reading(found, w), found.counts, labels,
        found.period, w, palette, around=around,
        definition=[
            w("New: active for the first time since the data begin. Continuing: active in the period before too. "
              "Returning: active earlier, but not in the period before. Lapsed: active in the period before, and not "
              "in this one."),
            w("Who lapses may have moved, or found what they looked for: it does not say that anyone is isolated."),
        ],
    )  # fmt: skip


def statement(found: Standing, w: Words) -> str:
    """More come or come back than leave; or fewer, or as many as can be told."""
    if found.growth is None:
        return w("Who comes, stays and leaves")
    if found.growth.low > 0:
        return w("From one period to the next, more households come or come back than leave")
    if found.growth.high < 0:
        return w("From one period to the next, more households leave than come or come back")
    return w("As many households leave as come or come back, as far as can be told")


def reading(found: Standing, w: Words) -> str:
    """The net growth with its interval, and how far the parts are from the whole."""
    parts = []
    if found.growth is not None:
        net, low, high = (signed_percent(100 * each, w)
                          for each in (found.growth.growth, found.growth.low, found.growth.high))  # fmt: skip
        parts.append(w("New and returning less lapsed, of those active in the period before: {net} ({low} to {high}).",
                       net=net, low=low, high=high))  # fmt: skip
        if found.period.kind != "year":
            parts.append(w("The season is in it: summers lose households that autumns bring back."))
    if found.apart is not None and found.active is not None:
        gap, active = round(abs(found.apart.difference)), w.number(found.active.value)
        parts.append(
            w.plural("New, continuing and returning make up the {active} active households but for {n}, which is "
                     "within the noise.",
                     "New, continuing and returning make up the {active} active households but for {n}, which is "
                     "within the noise.", gap, active=active)
            if found.adds_up else
            w.plural("New, continuing and returning differ from the {active} active households by {n}: each has a "
                     "noise of its own, and this is more than they usually make.",
                     "New, continuing and returning differ from the {active} active households by {n}: each has a "
                     "noise of its own, and this is more than they usually make.", gap, active=active)
        )  # fmt: skip
    if any(not isinstance(count, Estimate) for count in found.counts.values()):
        parts.append(w("A part is below threshold."))
    return " ".join(parts)
