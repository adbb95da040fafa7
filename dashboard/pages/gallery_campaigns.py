"""The cards of campaigns as the gallery shows them: a need that is known, one that is hidden, and one not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.balance_card import balance_card, where_card
from dashboard.pages import gallery_examples as examples
from queries import Balance, Estimate, Missing, Period, Place
from queries.statistics.published_counts import Hidden

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View


def parts(view: View) -> list[Component]:
    """What is missing by item, and where."""
    w = view.words
    labels = {"torches": w("Torches"), "duvets": w("Duvets"), "first_aid": w("First aid")}
    offered = Estimate(280.0, 18.0, permanent=9.0)
    found = [
        Balance("torches", None, 400, offered, Missing(120.0, 112.0, 128.0), 9_300),
        Balance("duvets", None, 46, Hidden(), Missing(36.0, 20.0, 46.0), 9_300),
        Balance("first_aid", None, 60, None, None, 9_300),
    ]
    place = Place("neighbourhood", "n1", examples.NAMES["n1"], None, None, 4_000, ("n1",), True)
    where = [
        Balance("torches", place, 80, Estimate(20.0, 18.0), Missing(60.0, 52.0, 68.0), 4_000),
        Balance("duvets", place, 20, Hidden(), Missing(10.0, 0.0, 20.0), 4_000),
    ]
    return [balance_card(found, labels, Period.parse("2025"), w, view.palette),
            where_card(where, labels, examples.NAMES, w)]  # fmt: skip
