"""What the page of engagement tells of months: whether the place is coming alive, why, and what changed when.

Each is a function of the view. They choose what to ask; what the chosen places do not show is told of a place around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from dash import html

import queries
from dashboard.coarser import around
from dashboard.components import growth_card as grown_words
from dashboard.components.alerts_card import alerts_card
from dashboard.components.amounts import around_words
from dashboard.components.growth_card import growth_card
from dashboard.components.states import notice
from dashboard.components.underlying_card import change_words, underlying_card
from dashboard.components.weeks_card import weeks_card
from dashboard.figures.trend import marked
from dashboard.marks import happened, marks_words, unmarked_words
from dashboard.pages.activity_trend import TRENDS
from dashboard.readings import fitting_period
from dashboard.selection import places_words, profile_address
from dashboard.territory import narrowed, neighbourhood_names, selected_place, whole_name
from queries import INDICATORS, Alert, Grown, Period, Place, Underlying

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

T = TypeVar("T")

#: A place whose numbers are told, and its name where it is a place around the chosen ones.
Told = tuple[Place, str]
#: So long before and after a month in which something changed, what happened is named beside it.
_NEAR = timedelta(days=31)
_MOST_NAMED = 3


def places_told(view: View) -> Iterator[Told]:
    """What is selected, where it is one place; then the places around it, the nearest first."""
    assert view.snapshot is not None
    if (place := selected_place(view)) is not None:
        yield place, ""
    yield from ((each, each.name) for each in around(view.scope, view.snapshot, view.selection.places))


def first_told(view: View, find: Callable[[Place], T | None]) -> tuple[T, str] | None:
    """What the nearest place tells of which it can be told, and the name of that place where it is one around."""
    for place, name in places_told(view):
        if (found := find(place)) is not None:
            return found, name
    return None


def trend_code(view: View) -> str:
    """Active households or regular exchanges, by the switch above the trend."""
    return view.selection.indicator if view.selection.indicator in TRENDS else TRENDS[0]


def moving(view: View, code: str) -> tuple[Underlying, str] | None:
    """The months without season of the chosen place, else of the nearest around that has some."""
    snapshot = view.snapshot
    assert snapshot is not None
    return first_told(view, lambda place: queries.underlying(view.scope, snapshot, place, code))


def headline(view: View, otherwise: str) -> str:
    """Whether the place is coming alive: by the newest months of active households without season.

    `otherwise` where that is not told, and for a period that ended before.
    """
    w, names, found, period = (
        view.words,
        neighbourhood_names(view),
        moving(view, "active_households"),
        view.selection.period,
    )
    if found is None or found[1] or found[0].year is None or period is None:
        return otherwise
    newest = Period.parse(found[0].rows[-1].period)
    if period.end < newest.end:
        return otherwise
    where, change = places_words(view.selection, names, w, whole_name(view, names)), found[0].year
    values = {"where": where, "during": w.during(newest), "change": change_words(change, w)}
    if not change.is_clear:
        return w("{where}: neither growing nor fading for sure; active households without season {during}: {change}.",
                 **values)  # fmt: skip
    if change.percent > 0:
        return w("{where}: coming alive; active households without season {during}: {change}.", **values)
    return w("{where}: fading; active households without season {during}: {change}.", **values)


def periods_of_growth(view: View) -> tuple[Period, Period] | None:
    """The period told, and the one before it: a year before, or the previous month by the reader's comparison.

    Of a quarter never the previous one: its season is not known, and would be read as growth.
    """
    period = fitting_period(view, INDICATORS["exchanges"])
    if period is None or view.snapshot is None:
        return None
    in_a_row = view.selection.compare == "previous" and period.kind == "month"
    before = period.shift(-1) if in_a_row else period.year_before()
    return None if f"{before.start:%Y-%m}" < view.snapshot.manifest["covers_from"] else (period, before)


def grown(view: View) -> Grown | None:
    """Why exchanges of the selected places changed; None where there is nothing to compare with."""
    periods = periods_of_growth(view)
    assert view.snapshot is not None
    return queries.grown(narrowed(view), view.snapshot, *periods) if periods else None


def why(view: View, found: Grown | None) -> str:
    """What the change of exchanges is due to, in a sentence or two; of the city too, where newcomers are told."""
    w = view.words
    if found is None:
        return ""
    said = f"{grown_words.statement(found, w)}. {grown_words.reason(found, w)}"
    if found.parts.newcomers is not None:
        return said
    city = _grown_city(view)
    if city is None:
        return said
    return f"{said} {around_words(w, city[1], grown_words.statement(city[0], w))}. {grown_words.reason(city[0], w)}"


def _grown_city(view: View) -> tuple[Grown, str] | None:
    """The same of the city around, where the reader's territory holds all of it."""
    periods, snapshot = periods_of_growth(view), view.snapshot
    assert snapshot is not None
    for place, name in places_told(view):
        if name and place.level == "city" and place.inside and periods:
            found = queries.grown(replace(view.scope, neighbourhoods=place.neighbourhoods), snapshot, *periods)
            return (found, name) if found and found.parts.newcomers else None
    return None


def growth(view: View, found: Grown | None) -> Component:
    """The change of exchanges in parts; why they cannot be told."""
    w = view.words
    if found is None:
        told = w("The parts of a change cannot be told: too little of one of the two periods is shown, or there is "
                 "nothing to compare with.")  # fmt: skip
        return html.Section([html.H2(w("Why exchanges changed")), notice(told)], className="card")
    notes = []
    if view.selection.compare == "previous" and found.period.kind == "quarter":
        notes = [notice(w("Against a year before: from one quarter to the next the season cannot be told apart."))]
    return growth_card(found, w, view.palette, notes=notes)


def season_card(view: View) -> Component:
    """The months without their season, with what happened meanwhile; why they cannot be told."""
    w, found = view.words, moving(view, trend_code(view))
    if found is None:
        told = w("The season cannot be told from growth yet: that takes two years of months, most of them shown.")
        return html.Section([html.H2(w("Season taken out")), notice(told)], className="card")
    months, name = found
    first, last = (Period.parse(months.rows[at].period) for at in (0, -1))
    marks = [] if name else marked(months.rows, happened(view, first.start, last.end))
    return underlying_card(months, w, view.palette, marks, name, marks_words=marks_words(view, marks))


def weeks(view: View) -> list[Component]:
    """Week by week where one whole city is chosen; nothing elsewhere."""
    place, snapshot = selected_place(view), view.snapshot
    assert snapshot is not None
    found = queries.weekly(view.scope, snapshot, place) if place is not None and place.level == "city" else None
    if found is None or not found.rows:
        return []
    first, last = (Period.parse(found.rows[at].period) for at in (0, -1))
    marks = marked(found.rows, happened(view, first.start, last.end))
    said = " · ".join(filter(None, [marks_words(view, marks), unmarked_words(view, first.start, last.end)]))
    return [weeks_card(found, view.words, view.palette, marks, said)]


def changes(view: View) -> Component:
    """The months that changed in the selected places, the latest first, each with what happened then."""
    snapshot, w, code = view.snapshot, view.words, trend_code(view)
    assert snapshot is not None
    own = list(queries.neighbourhoods(narrowed(view), snapshot))
    whole = selected_place(view)
    if whole is not None and whole not in own:
        own = [whole, *own]
    found = queries.alerts(view.scope, snapshot, tuple(own), code)
    return alerts_card(found, code, lambda alert: _meanwhile(view, alert),
                       lambda place: profile_address(place.area_code, view.selection)
                       if place.level == "neighbourhood" else "", w, lambda place: place.name)  # fmt: skip


def _meanwhile(view: View, alert: Alert) -> list[str]:
    """What touched the place of an alert around its month."""
    start, end = alert.month.start - _NEAR, alert.month.end + _NEAR
    there = replace(view, selection=view.selection.but(places=alert.place.neighbourhoods))
    near = [mark.label for mark in happened(there, start, end) if mark.starts_on < end and mark.ends_on > start]
    others = len(near) - _MOST_NAMED
    if others <= 0:
        return near
    return [*near[:_MOST_NAMED], view.words.plural("{n} other", "{n} others", others)]
