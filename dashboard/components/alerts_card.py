"""Months that changed, in words: where, when, by how much, and what happened then. It never says why.

Pure: alerts and what happened in, a component out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about
from dashboard.components.lists import Item, list_card
from dashboard.words import Words
from queries import INDICATORS, Alert, Place

if TYPE_CHECKING:
    from dash.development.base_component import Component

MOST_LISTED = 6


def alerts_card(
    found: Sequence[Alert], indicator: str, meanwhile: Callable[[Alert], Sequence[str]],
    href: Callable[[Place], str], w: Words, where: Callable[[Place], str],
) -> Component:  # fmt: skip
    """The card; `meanwhile` names what happened around the month of an alert, `where` its place."""
    items = [_item(alert, meanwhile(alert), href(alert.place), w, where(alert.place)) for alert in found[:MOST_LISTED]]
    caption = w("{name} a month, season taken out: changes that chance and noise hardly make; what happened then need "
                "not be the cause", name=w.text(INDICATORS[indicator].label))  # fmt: skip
    return list_card(
        w("What changed, and when"), caption, items,
        w("No month stands out, and no level changed for good, beyond chance and noise."),
    )  # fmt: skip


def _item(alert: Alert, happened: Sequence[str], href: str, w: Words, where: str) -> Item:
    grew = alert.percent > 0
    return Item(w("up") if grew else w("down"), "accent" if grew else "warn", where,
                w(": {what}", what=f"{words(alert, w)}{_meanwhile(happened, w)}"), href)  # fmt: skip


def words(alert: Alert, w: Words) -> str:
    """From May 2025 on about 20% more than before; or one month alone."""
    share, month = about(w, w.percent(abs(alert.percent) / 100)), w.month(alert.month.start)
    if alert.is_newest:
        return (w("{month}: {share} more than expected", month=month, share=share) if alert.percent > 0
                else w("{month}: {share} fewer than expected", month=month, share=share))  # fmt: skip
    if alert.gradual:
        return (w("{share} more than before, little by little, around {month}", month=month, share=share)
                if alert.percent > 0 else
                w("{share} fewer than before, little by little, around {month}", month=month, share=share))  # fmt: skip
    return (w("from {month} on {share} more than before", month=month, share=share) if alert.percent > 0
            else w("from {month} on {share} fewer than before", month=month, share=share))  # fmt: skip


def _meanwhile(happened: Sequence[str], w: Words) -> str:
    return "" if not happened else " · " + w("around then: {list}", list=w.listing(happened))
