"""The trend of activity by month, as the overview and the page of engagement show it, with what happened meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import queries
from dashboard.components.lists import chips
from dashboard.components.trend_card import trend_card
from dashboard.figures.trend import marked
from dashboard.hidden import hidden_months
from dashboard.marks import happened, marks_words, unmarked_words
from dashboard.pages.overview_cards import beside
from dashboard.readings import series_periods
from dashboard.selection import address
from dashboard.territory import narrowed
from queries import INDICATORS, Period, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

TRENDS = ("active_households", "exchanges")
_MONTHS = 36


def activity(view: View, path: str) -> Component:
    """The trend of the selected places by month, with what happened meanwhile."""
    assert view.snapshot is not None
    w, scope = view.words, narrowed(view)
    code = view.selection.indicator if view.selection.indicator in TRENDS else TRENDS[0]
    entry = INDICATORS[code]
    last = Period.parse(view.snapshot.manifest["whole"]["month"][-1])
    months = series_periods(view, entry, last, _MONTHS)
    # The year before is asked for at once, so that both lines are of the same places.
    earlier = [month for month in (each.year_before() for each in months) if month < months[0]]
    both = queries.trend(scope, view.snapshot, code, Selection(), [*earlier, *months], comparable=True)
    answer = replace(both, rows=both.rows[len(both.rows) - len(months) :] if both.rows else ())
    span = months[0].start, months[-1].end
    marks = marked(answer.rows, happened(view, *span))
    said = " · ".join(filter(None, [marks_words(view, marks), unmarked_words(view, *span)]))
    choices = [(w.text(INDICATORS[c].label), address(path, view.selection.but(indicator=c)), c == code) for c in TRENDS]
    return trend_card(
        "trend", answer, entry, w, view.palette, marks, marks_words=said,
        before=[chips(w("Show by month"), choices, w("(chosen)"))],
        notes=hidden_months(view, answer, view.selection.places), in_all=len(scope.neighbourhoods) > 1,
        beside=beside(view, code, months, both),
    )  # fmt: skip
