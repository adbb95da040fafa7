"""What is asked for and not found: shortages, requests left alone, help on offer, and where to act first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, html, no_update

from dashboard.components.cards import row_of_cards
from dashboard.components.priority_card import moved
from dashboard.components.states import message_page, notice
from dashboard.missing import missing
from dashboard.pages import needs_cards
from dashboard.pages.overview_cards import reading_card
from dashboard.readings import lacks, matured_year, read
from dashboard.selection import Chosen
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import Words, capital, msgid
from queries import INDICATORS, WEIGHTS, Period

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/needs"
TITLE = msgid("Needs")
ICON = "needs"

CARDS = ("unanswered", "match_rate")
#: What the page is made from, where the export holds it.
FED_BY = ("responses", "exchanges.direction", "exchanges.category", "help_offers")
MOST_NAMED = 4


def layout(view: View) -> Component:
    """The page for one view; the frame has settled the period and the places."""
    w, year = view.words, matured_year(view) if view.selection.period else None
    lacking = missing(view, *FED_BY)
    if year is None:
        waiting = w("Needs are told by year, once every request has had its 28 days: no year is complete yet.")
        return message_page(w(TITLE), [waiting, *lacking])
    sided, replied = not lacks(view, INDICATORS["needs"]), not lacks(view, INDICATORS["unanswered"])
    helped = not lacks(view, INDICATORS["latent_supply"])
    if not (sided or replied or helped):
        return message_page(w("What is asked for cannot be told from this export"), lacking)
    found = needs_cards.shortages(view, year) if sided else []
    cards = [reading_card(view, each) for code in CARDS if replied and (each := read(view, code))]
    cards += [needs_cards.shortage_card(view, year)] if sided else []
    pair = [needs_cards.left_alone(view, year, PATH)] if replied else []
    pair += [needs_cards.help_on_offer(view, year, PATH)] if helped else []
    return html.Div(
        [
            html.Div([html.H1(headline(view, year, found, sided)), *_lead(view, year, found, sided)],
                     className="page-head"),
            *([row_of_cards(cards, w("Key numbers"), view.palette)] if cards else []),
            *([needs_cards.matrix(view, year, PATH), *needs_cards.themes(view, year, PATH)] if sided else []),
            *([html.Div(pair, className="grid two-one")] if len(pair) > 1 else pair),
            *([needs_cards.priority(view, year, PATH)] if replied else []),
            *(notice(sentence) for sentence in lacking),
        ],
        className="page needs",
    )  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """The weights: a change of one leads to another address."""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        *(Input(f"weight-{sign}", "value") for sign in WEIGHTS),
        State("weights-drawn", "data"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def weigh(*given: Any) -> Any:
        *values, drawn, shown = given
        following = weighed(values, drawn, shown)
        return no_update if following is None else following


def weighed(values: list[Any], drawn: Any, shown: Any) -> str | None:
    """The address after a weight was changed; None when the fields say what is drawn, or nothing that can be used."""
    if not isinstance(drawn, list) or len(drawn) != len(WEIGHTS) or not all(type(weight) is int for weight in drawn):
        return None
    found = moved(drawn, values) if min(drawn) >= 0 and sum(drawn) == 100 else None
    if found is None:
        return None
    published = found == tuple(WEIGHTS.values())
    before = Chosen.parse(shown if isinstance(shown, str) else "")
    return before.but(weights=() if published else found).search


def headline(view: View, year: Period, found: list[str], sided: bool) -> str:
    """The surest shortage, or why none is named."""
    w = view.words
    if found:
        return found[0]
    if not sided:
        return w("Requests and what came of them")
    own = narrowed(view).neighbourhoods
    verdict = needs_cards.verdict(view, year)
    if verdict == "hidden":
        if len(own) == 1:
            return w("{where}, too few households ask on the network to tell what is needed.",
                     where=capital(w.in_place(neighbourhood_names(view)[own[0]])))  # fmt: skip
        return w("Too few households ask on the network to tell what is needed.")
    if verdict == "unjudged":
        return w("Whether anything is short cannot be judged: too few neighbourhoods of the city show what is asked.")
    return w("No shortage is clear.")


def _lead(view: View, year: Period, found: list[str], sided: bool) -> list[Component]:
    w, parts = view.words, found[1:3]
    if len(found) > 3:
        more = len(found) - 3
        parts.append(w.plural("{n} more is told by category.", "{n} more are told by category.", more)
                     if needs_cards.is_by_theme(view, year) else
                     w.plural("{n} more stands in the table below.", "{n} more stand in the table below.",
                              more))  # fmt: skip
    if sided and not found and needs_cards.verdict(view, year) == "judged":
        parts.append(w("Nothing is clearly asked for more often than offered; what is likely stands below."))
    quiet = [area for area in needs_cards.areas(view, year) if area.standing == "silent"
             and area.area_code in narrowed(view).neighbourhoods]  # fmt: skip
    if quiet:
        parts.append(w.plural("{names} is silent: what is needed there is unknown.",
                              "{names} are silent: what is needed there is unknown.", len(quiet),
                              names=w.listing(_some([area.area for area in quiet], w))))  # fmt: skip
    parts.append(w("Figures of {period}.", period=w.period(year)))
    return [html.P(" ".join(parts), className="lead")]


def _some(names: list[str], w: Words) -> list[str]:
    """Four names at most, then how many others there are."""
    if len(names) <= MOST_NAMED:
        return names
    others = len(names) - MOST_NAMED + 1
    return [*names[: MOST_NAMED - 1], w.plural("{n} other", "{n} others", others)]
