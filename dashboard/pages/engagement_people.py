"""What the page of engagement tells of people over time and of how a place holds together.

Each is a function of the view. Standing, cohorts and stickiness are told of whole cities; for the others the nearest
place that tells them is taken, and named where it is one around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from dashboard.components.amounts import around_words
from dashboard.components.bands_card import bands_card
from dashboard.components.bands_card import statement as bands_statement
from dashboard.components.cards import Card
from dashboard.components.cohorts_card import cohorts_card
from dashboard.components.giving_card import giving_card
from dashboard.components.standing_card import standing_card
from dashboard.components.states import notice
from dashboard.components.ties_card import statement as ties_statement
from dashboard.components.ties_card import ties_card
from dashboard.pages.engagement_cards import first_told
from dashboard.readings import CALENDAR
from dashboard.territory import narrowed
from queries import (
    Bands,
    Cohesion,
    Cohort,
    Concentration,
    Estimate,
    Period,
    Place,
    Published,
    Standing,
    Ties,
    ToldShare,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dash.development.base_component import Component

    from dashboard.view import View


def periods(view: View) -> list[Period]:
    """The chosen period, then longer ones that stand for it; each with the one before, should it not be known yet."""
    snapshot, chosen = view.snapshot, view.selection.period
    assert snapshot is not None
    assert chosen is not None
    kinds = [kind for kind in CALENDAR if Period(chosen.start, kind).months >= chosen.months]
    own = [chosen if kind == chosen.kind else queries.nearest(snapshot, chosen, kind) for kind in kinds]
    return [each for period in own for each in (period, period.shift(-1))]


def _is_shown(counts: Iterable[Published]) -> bool:
    return any(isinstance(count, Estimate) for count in counts)


def standing(view: View) -> list[Component]:
    """Who comes, stays and leaves, of the city."""
    snapshot = view.snapshot
    assert snapshot is not None

    def find(place: Place) -> Standing | None:
        found = (queries.standing(view.scope, snapshot, place, period) for period in periods(view))
        return next((each for each in found if _is_shown(each.counts.values())), None)

    told = first_told(view, find)
    if told is None:
        return []
    labels = queries.value_labels(snapshot, "standing", view.words.language)
    return [standing_card(told[0], labels, view.words, view.palette, told[1])]


def cohorts(view: View) -> list[Component]:
    """Who is still active months after joining, of the city; nothing where nobody's joining is known."""
    snapshot = view.snapshot
    assert snapshot is not None

    def find(place: Place) -> tuple[Cohort, ...] | None:
        return queries.cohorts(view.scope, snapshot, place) or None

    told = first_told(view, find)
    if told is None:
        return []
    return [cohorts_card(told[0], queries.kept_together(told[0]), view.words, told[1])]


def bands(view: View) -> list[Component]:
    """How often households are active, and how much rests on a few."""
    snapshot = view.snapshot
    assert snapshot is not None

    def find(place: Place) -> tuple[Bands, Period] | None:
        found = ((queries.bands(view.scope, snapshot, place, period), period) for period in periods(view))
        return next(((each, period) for each, period in found if each and _is_shown(each.counts.values())), None)

    told = first_told(view, find)
    if told is None:
        return []
    (found, period), around = told
    labels = queries.value_labels(snapshot, found.dimension, view.words.language)
    return [bands_card(found, queries.concentrated(found), labels, period, view.words, view.palette, around)]


def _holding(view: View, is_told: Callable[[Cohesion], bool]) -> tuple[Cohesion, str] | None:
    """How the nearest place holds together that tells what is asked, in the nearest period."""
    snapshot = view.snapshot
    assert snapshot is not None

    def find(place: Place) -> Cohesion | None:
        found = (queries.cohesion(view.scope, snapshot, place, period) for period in periods(view))
        return next(filter(is_told, found), None)

    return first_told(view, find)


def giving(view: View) -> list[Component]:
    """Who gives and receives; why it is not shown."""
    told, w = _holding(view, lambda found: _is_shown(found.patterns.values())), view.words
    assert view.snapshot is not None
    if told is None:
        return [notice(w("Who gives and who receives is not shown here: below threshold, or not in the export."))]
    labels = queries.value_labels(view.snapshot, "giving", w.language)
    return [giving_card(told[0], labels, w, view.palette, told[1])]


def told_ties(view: View) -> tuple[Sequence[Ties], str]:
    """The ties that the nearest place tells, and the name of that place where it is one around."""
    told = _holding(view, lambda found: any(each.against for each in found.ties))
    return (told[0].ties, told[1]) if told else ((), "")


def ties_words(view: View) -> str:
    """The first of the ties in a sentence, under the name of the place around where it is told of that."""
    found, around = told_ties(view)
    return around_words(view.words, around, ties_statement(found, view.words))


def resting_words(view: View) -> str:
    """How much rests on a few, in a sentence, of the nearest place that tells it."""
    snapshot = view.snapshot
    assert snapshot is not None

    def find(place: Place) -> Concentration | None:
        found = (queries.bands(view.scope, snapshot, place, period) for period in periods(view))
        return next((resting for each in found if each and (resting := queries.concentrated(each))), None)

    told = first_told(view, find)
    return around_words(view.words, told[1] if told else "", bands_statement(told[0] if told else None, view.words))


def ties(view: View) -> list[Component]:
    """Ties across kinds of homes against chance; nothing where they are told of no place around."""
    told = _holding(view, lambda found: any(each.against for each in found.ties))
    return [ties_card(told[0].ties, told[0].period, view.words, view.palette, told[1])] if told else []


def sticky_card(view: View) -> Card:
    """Of those active in a month, the share active in a week: of the city, which alone is told by week."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    title = w("Weekly among monthly")

    def find(place: Place) -> tuple[ToldShare, Period] | None:
        told = ((queries.stickiness(view.scope, snapshot, place, period), period) for period in periods(view))
        return next(((share, period) for share, period in told if share), None)

    found = first_told(view, find)
    if found is None:
        return Card(title, "", "", missing=w("told of cities by week, where enough households are enrolled"))
    (share, period), around = found
    return Card(
        around_words(w, around, title), w.percent(share.share), "", w("about"),
        w("of those active in a month are active in a week"), "plain",
        (w("95% interval: {interval}", interval=w("{low} to {high}", low=w.percent(share.low),
                                                  high=w.percent(share.high))),
         w("habit, or once in a while: it says nothing of those who never come"),
         w("figure of {period}", period=w.period(period))),
    )  # fmt: skip


def reach_card(view: View) -> Card:
    """How many members one member can reach, beside the study's 3,240; never divided by the active core."""
    snapshot, w = view.snapshot, view.words
    assert snapshot is not None
    study = queries.figure("community", "neighbours_reach").value
    title = w("Neighbours in reach")
    found = queries.neighbours_in_reach(narrowed(view), snapshot, periods(view)[-2])
    if found is None:
        return Card(title, "", "", missing=w("below threshold"))
    return Card(
        title, w.number(found.value), w("members"), w("about"),
        w("the 2020 study: {n}", n=w.number(study)), "plain",
        (w("members of one’s own neighbourhood, three a household at most"),
         w("the study’s community may be wider than a neighbourhood; not to be divided by the active core"),
         w("figure of {period}", period=w.period(found.period))),
    )  # fmt: skip
