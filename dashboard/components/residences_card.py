"""A landlord's residences on a card: each group and all of them, with who is enrolled and who takes part.

Pure: answers in, a component out. A group of residences tells totals only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dash import html

from dashboard.components.amounts import interval_words, why_short
from dashboard.components.figure import table
from dashboard.words import Words
from queries import INDICATORS, Answer, Period, Place, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def residences_card(
    groups: Sequence[Place], answers: Mapping[str, Answer], period: Period, w: Words, untold: int = 0
) -> Component:
    """One row a residence group, the whole portfolio last; `answers` by indicator, rows in the order of `groups`.

    `untold` counts the groups that have no row, since nothing is told of them in this period.
    """
    heads = [w("Residences"), *(w.text(INDICATORS[code].label) for code in answers)]
    rows = [
        [_name(place, w), *(_told(answer.row(area_code=place.area_code), code, w) for code, answer in answers.items())]
        for place in groups
    ]
    reading = w("A group of residences needs 150 enrolled households to be told by year and 200 by quarter, and "
                "enough households beside it in its neighbourhood; only totals are told.")  # fmt: skip
    if untold:
        reading += " " + w.plural("For one of these reasons {n} other group is not told for this period.",
                                  "For one of these reasons {n} other groups are not told for this period.",
                                  untold)  # fmt: skip
    if any(place.level == "portfolio" for place in groups):
        reading += " " + w("The last line is of the groups that are told in this year, together: it has a noise of its "
                           "own, so it can differ from the sum by a few, and it cannot be compared where the groups "
                           "change.")  # fmt: skip
    enrolled = answers.get("enrolled_households")
    shown = {place.area_code for place in groups}
    if enrolled and any(row.why == "not_published" for row in enrolled.rows if row.area_code in shown):
        reading += " " + w("How many are enrolled is told by quarter only: it is not published of groups that are "
                           "told by year.")  # fmt: skip
    return html.Section(
        [
            html.H2(w("Your residences")),
            html.P(reading, className="reading"),
            table(w("Households in your residences, {period}", period=w.period(period)), heads, rows),
        ],
        className="card residences-card",
    )  # fmt: skip


def _name(place: Place, w: Words) -> str:
    return w("These residences together") if place.level == "portfolio" else place.name.partition(" · ")[0]


def _told(row: Row | None, code: str, w: Words) -> str | tuple[str]:
    if row is None or row.answer is None:
        return (why_short(w, row, INDICATORS[code]),)
    return w("about {n} ({interval})", n=w.number(row.answer), interval=interval_words(w, INDICATORS[code].unit, row))
