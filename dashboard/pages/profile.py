"""One neighbourhood on two printed pages: who lives there, who takes part, what is exchanged and what is missing.

The path names the place, and the frame has selected it. Every part is the one of another page, for this place alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dash import html

import queries
from dashboard.components.amounts import counted
from dashboard.components.cards import row_of_cards
from dashboard.components.mix_card import Mix, dated, mix_card
from dashboard.components.states import message_page, notice
from dashboard.hidden import mix_notes
from dashboard.missing import missing_card
from dashboard.mixes import mix_changes, mix_of
from dashboard.pages import exchanges, needs, needs_cards, overview
from dashboard.pages.activity_trend import activity
from dashboard.pages.overview_cards import compared_with, reading_card, typical_card
from dashboard.pages.profile_cards import campaigns_card, projects_card, similar_places, who_cards, who_sentence
from dashboard.readings import lacks, matured_year, read, typical_neighbourhood
from dashboard.selection import PROFILE
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import capital, msgid
from queries import INDICATORS, Period, Place

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = PROFILE
TITLE = msgid("Neighbourhood profile")
ICON = "overview"
IN_MENU = False

CARDS = ("reach", "match_rate")
_SHORTAGES = 2


def layout(view: View) -> Component:
    """The page for one reader; whether a place exists that is not the reader's is not said."""
    w, names = view.words, neighbourhood_names(view)
    code = view.selection.places[0] if len(view.selection.places) == 1 else ""
    if code not in names:
        return message_page(
            w(TITLE),
            [w("No neighbourhood of your territory has this address. Choose one by its name above, or on the map.")],
            link=(w("Go to the overview"), "/" + view.selection.but(places=()).everywhere().search),
        )  # fmt: skip
    if view.selection.period is None:
        return html.Section([html.H1(w(TITLE)), html.P(w("No period has ended yet in what was imported."))])
    assert view.snapshot is not None
    place = next(p for p in queries.neighbourhoods(view.scope, view.snapshot) if p.area_code == code)
    typical, households = typical_neighbourhood(view), read(view, "active_households")
    readings = [read(view, each) for each in CARDS if not lacks(view, INDICATORS[each])]
    mix, silent = mix_of(view), queries.silent(narrowed(view), view.snapshot, view.selection.period)
    said = overview.headline(view, typical, households)
    return html.Div(
        [
            html.Div(
                [html.H1(w("{place}: {said}", place=place.name, said=said[:1].lower() + said[1:])),
                 html.P(_lead(view, place, mix), className="lead"), *_silent(view, bool(silent))],
                className="page-head",
            ),
            row_of_cards([typical_card(view, typical, households), *(reading_card(view, r) for r in readings if r)],
                         w("Key numbers"), view.palette),
            html.Div(who_cards(view, place), className="grid halves"),
            html.Div([_mix(view, mix), activity(view, PATH + quote(code, safe=""))], className="grid halves"),
            *_tops(view),
            *_needs(view),
            html.Div([html.Div([campaigns_card(view), projects_card(view)], className="stack"),
                      similar_places(view, code)], className="grid halves"),
            *missing_card(view),
        ],
        className="page profile",
    )  # fmt: skip


def _lead(view: View, place: Place, mix: Mix) -> str:
    """What a mayor would read aloud: how many are on the network, who they are, what they exchange, what is missing."""
    assert view.snapshot is not None
    parts = [_enrolled(view, place), who_sentence(view, place), dated(mix, view.selection.period, view.words),
             exchanges.tops_words(view)]  # fmt: skip
    year = matured_year(view)
    if year is not None and not lacks(view, INDICATORS["needs"]):
        found = needs_cards.shortages(view, year)
        parts += found[:_SHORTAGES] or [needs.headline(view, year, found, sided=True)]
    return " ".join(part for part in parts if part)


def _enrolled(view: View, place: Place) -> str:
    """About 210 households are enrolled, for 9,300 homes (about 2%)."""
    w, enrolled = view.words, read(view, "enrolled_households")
    row = enrolled.now if enrolled else None
    if row is None or row.answer is None:
        return w("{n} homes; how many households are enrolled is below threshold.",
                 n=w.number(place.homes)) if place.homes else ""  # fmt: skip
    count = capital(counted(w, "households", row.answer))
    if not place.homes:
        return w("{count} are enrolled.", count=count)
    return w("{count} are enrolled, for {n} homes.", count=count, n=w.number(place.homes))


def _silent(view: View, is_silent: bool) -> list[Component]:
    """Why there is little below; silence is not the absence of needs."""
    w, period = view.words, view.selection.period
    assert period is not None
    if not is_silent:
        return []
    return [notice(w("Too few active households {during} to say anything safely, which is not the same as no need.",
                     during=w.during(period)))]  # fmt: skip


def _mix(view: View, mix: Mix) -> Component:
    """The mix, with its change where it is of this place and time or another place is compared with."""
    alone = view.selection.compare == "study" or mix.around
    compared = None if alone else compared_with(view, mix_changes(view, mix), mix.period)
    return mix_card(mix, view.words, view.palette, mix_notes(view, mix, exchanges.PATH), compared)


def _tops(view: View) -> list[Component]:
    """The two lists of ten, or one sentence where both are hidden."""
    w = view.words
    found = [top for kind in queries.KINDS if (top := exchanges.top_of(view, kind))]
    if found and not any(top.ranked for top in found):
        return [notice(w("Which objects and services are shared most is below threshold here."))]
    return [html.Div([exchanges.top_card(view, top) for top in found], className="grid halves")] if found else []


def _needs(view: View) -> list[Component]:
    """What is asked for and not found, as the page of needs has it, of the last year that is complete."""
    w, year = view.words, matured_year(view)
    if year is None:
        waiting = w("Needs are told by year, once every request has had its 28 days: no year is complete yet.")
        return [notice(waiting)]
    sided, replied = not lacks(view, INDICATORS["needs"]), not lacks(view, INDICATORS["unanswered"])
    around = needs_cards.themes(view, year, needs.PATH) if sided else []
    if _is_silent(view, year):
        return [notice(w("What is needed here is unknown: too few active households {during}.",
                         during=w.during(year))), *around]  # fmt: skip
    beside = [needs_cards.left_alone(view, year, needs.PATH),
              needs_cards.priority(view, year, needs.PATH, movable=False)] if replied else []  # fmt: skip
    parts = around or ([needs_cards.matrix(view, year, needs.PATH)] if sided else [])
    parts += [html.Div(beside, className="stack")] if beside else []
    return [html.Div(parts, className="grid halves")] if parts else []


def _is_silent(view: View, year: Period) -> bool:
    assert view.snapshot is not None
    return bool(queries.silent(narrowed(view), view.snapshot, year))
