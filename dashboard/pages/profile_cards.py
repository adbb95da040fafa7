"""The parts of a profile that no other page has: who lives there beside who is enrolled, and three short lists.

Each is a function of the view, whose selection is one neighbourhood. They choose what to ask.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.coarser import around
from dashboard.components.campaign_cards import statement as funnel_statement
from dashboard.components.lists import Item, list_card
from dashboard.components.map_legend import stage_names
from dashboard.components.represented_card import represented_card, statement
from dashboard.components.similar_card import similar_card
from dashboard.components.states import notice
from dashboard.pages import campaigns, projects
from dashboard.selection import profile_address
from dashboard.territory import narrowed
from layers.projects import points
from queries import Period, Place, Represented
from queries.model import last_day

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

#: The attributes with the column of the export that they need.
ATTRIBUTES = {"dwelling_type": "members.dwelling_type", "gender": "members.gender", "age_band": "members.birth_year"}
MOST_LISTED = 5


def represented_in(view: View, place: Place | None, attribute: str) -> Represented | None:
    """Of the place itself, else of the nearest place around it that tells this attribute and lies in the territory.

    place: what is selected, None where that is no single place.
    """
    assert view.snapshot is not None
    for each in (*([place] if place else []), *around(view.scope, view.snapshot, view.selection.places)):
        if each.inside and (found := queries.represented(view.scope, view.snapshot, each, attribute, _year(view))):
            return found
    return None


def who_sentence(view: View, place: Place) -> str:
    """How like those who live there the enrolled are, by kind of dwelling; empty where there is nothing to compare."""
    found = represented_in(view, place, "dwelling_type")
    if found is None or found.index is None:
        return ""
    return statement(found, view.words, around=found.place != place) + "."


def who_cards(view: View, place: Place | None) -> list[Component]:
    """Kinds of dwelling, gender and age, each where the export and the lattice tell it; why where none is."""
    assert view.snapshot is not None
    w, cards = view.words, []
    for attribute, column in ATTRIBUTES.items():
        found = represented_in(view, place, attribute)
        if found is None or column not in view.snapshot.manifest["bundle_columns"]:
            continue
        scope = replace(view.scope, neighbourhoods=found.place.neighbourhoods)
        active = queries.sharers(scope, view.snapshot, attribute, found.year)
        labels = queries.value_labels(view.snapshot, attribute, w.language)
        cards.append(represented_card(found, active, labels, w, view.palette,
                                      around=found.place != place, notes=_why_around(view, found, place)))  # fmt: skip
    if not cards:
        return [notice(w("Who is enrolled, by kind of dwelling, gender or age, is not shown here: below threshold, not "
                         "in the export, or told of a city that is not yours as a whole."))]  # fmt: skip
    first, *others = cards
    return [first, html.Div(others, className="stack")] if others else [first]


def _why_around(view: View, found: Represented, place: Place | None) -> list[Component]:
    """Why it is told of a place around: below threshold here, or never told of a neighbourhood."""
    w = view.words
    if found.place == place:
        return []
    told = w("Age and gender are told of whole cities only.")
    if found.attribute == "dwelling_type":
        told = w("Below threshold here: these are the numbers {of_place}, of which it is a part.",
                 of_place=w.of_place(found.place.name))  # fmt: skip
    return [html.P(told, className="hidden-note")]


def campaigns_card(view: View) -> Component:
    """The latest campaigns that touched the place, each with what came of it here."""
    assert view.snapshot is not None
    w = view.words
    found = queries.campaigns(narrowed(view), view.snapshot)
    items = [
        Item(
            w.month(each.starts_on, short=True), "plain", each.title, f" · {_came_of_it(view, each)}",
            campaigns.PATH + view.selection.everywhere().but(campaign=each.code).search,
        )
        for each in found[:MOST_LISTED]
    ]  # fmt: skip
    if not found:
        return list_card(w(campaigns.TITLE), "", (), campaigns.none_words(view))
    title = w.plural("{n} campaign touched this place", "{n} campaigns touched this place", len(found))
    return list_card(title, w("The latest first, with what came of each in this place"), items, "")


def _came_of_it(view: View, campaign: queries.Campaign) -> str:
    assert view.snapshot is not None
    w = view.words
    if not queries.is_over(campaign, view.snapshot):
        return w("not complete yet")
    said = funnel_statement(queries.funnel(narrowed(view), view.snapshot, campaign), w)
    return said[:1].lower() + said[1:]


def projects_card(view: View) -> Component:
    """The urban projects of the place and the stage that each had reached when the period ended."""
    assert view.snapshot is not None
    assert view.selection.period is not None
    w, names = view.words, stage_names(view.words)
    day = last_day(view.selection.period)
    found = points(queries.projects(narrowed(view), view.snapshot), day)
    if not found:
        return list_card(w(projects.TITLE), "", (), projects.none_words(view))
    items = [
        Item(names[each.stage], "accent", each.name,
             w(" · since {month}", month=w.month(each.since)) if each.since else "",
             projects.PATH + view.selection.everywhere().but(project=each.code).search)
        for each in found[:MOST_LISTED]
    ]  # fmt: skip
    title = w.plural("{n} urban project in this place", "{n} urban projects in this place", len(found))
    return list_card(title, w("Stage on {day}", day=w.date(day)), items, "")


def similar_places(view: View, code: str) -> Component:
    """The neighbourhoods of the territory most like the place."""
    assert view.snapshot is not None
    found = queries.similar(view.scope, view.snapshot, code)
    return similar_card(found, lambda there: profile_address(there, view.selection), view.words)


def _year(view: View) -> Period:
    assert view.snapshot is not None
    assert view.selection.period is not None
    return queries.nearest(view.snapshot, view.selection.period, "year")
