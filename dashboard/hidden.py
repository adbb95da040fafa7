"""What a page says beside its hidden numbers: why, and the coarser view of them that is shown.

It asks `dashboard.coarser` for the reader's own scope and selection; it must not show a number that is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from dashboard.coarser import coarser
from dashboard.components.amounts import why_words
from dashboard.components.mix_card import Mix
from dashboard.components.offers import hidden_note, offered
from dashboard.words import capital
from queries import INDICATORS, Answer, Period, Row, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

#: Where a number of the selected places is shown for any period.
OVERVIEW = "/"


def coarser_link(view: View, indicator: str, row: Row | None, period: Period) -> Component | None:
    """The link from one hidden number of the selected places to a coarser view; None when nothing coarser is shown."""
    if view.snapshot is None or row is None or row.answer is not None:
        return None
    found = coarser(view.scope, view.snapshot, Selection(view.selection.places, period), indicator, [row])
    # The link keeps to the period of the hidden number: the page may show another one of the place around.
    return offered(found, indicator, view.selection.but(period=period), OVERVIEW, view.words)


def hidden_rows(view: View, answer: Answer, period: Period, path: str, *, with_reasons: bool = True) -> list[Component]:
    """The one note on the hidden rows of a list about the selected places; empty when nothing is hidden."""
    hidden = [row for row in answer.rows if row.answer is None]
    if view.snapshot is None or not hidden:
        return []
    selection = Selection(view.selection.places, period, answer.by)
    found = coarser(view.scope, view.snapshot, selection, answer.indicator, hidden)
    return hidden_note(hidden, found, answer.indicator, view.selection, path, view.words, with_reasons=with_reasons)


def hidden_months(view: View, answer: Answer, places: tuple[str, ...]) -> list[Component]:
    """The note under a trend of these places whose last month is hidden, with a longer period that is shown."""
    last = answer.rows[-1] if answer.rows else None
    if view.snapshot is None or last is None or last.answer is not None:
        return []
    w, entry = view.words, INDICATORS[answer.indicator]
    month = Period.parse(last.period)
    found = coarser(view.scope, view.snapshot, Selection(places, month), answer.indicator, [last])
    link = offered(found, answer.indicator, view.selection.but(places=places), OVERVIEW, w)
    said = w("For {month}, {why}.", month=w.period(month), why=why_words(w, last, entry))
    return [html.P([capital(said), " ", *([link] if link else [])], className="hidden-note")]


def mix_notes(view: View, mix: Mix, path: str) -> list[Component]:
    """The note under a mix: what of it is hidden, or that it is the mix of a place around."""
    if not mix.around:
        return hidden_rows(view, mix.answer, mix.period, path)
    w = view.words
    why = w("Below threshold here: these are the numbers {of_place}, of which it is a part.",
            of_place=w.of_place(mix.around))  # fmt: skip
    return [html.P(why, className="hidden-note")]
