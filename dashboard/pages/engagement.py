"""Is this neighbourhood coming alive, and why? Who takes part month by month, who comes and stays, who knows whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dash import ALL, Dash, Input, Output, State, html, no_update

from dashboard.access.notes import Notebook
from dashboard.components.cards import row_of_cards
from dashboard.components.notes_card import DELETE, fault_words, note_list, notes_card
from dashboard.missing import missing_card
from dashboard.pages import engagement_cards as cards
from dashboard.pages import engagement_people as people
from dashboard.pages import overview
from dashboard.pages.activity_trend import activity
from dashboard.pages.overview_cards import reading_card, typical_card
from dashboard.pages.profile_cards import who_cards
from dashboard.readings import lacks, read, typical_neighbourhood
from dashboard.territory import neighbourhood_names, selected_place, settled
from dashboard.words import msgid
from queries import INDICATORS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/engagement"
TITLE = msgid("Engagement")
ICON = "engagement"

CARDS = ("exchanges_per_household", "active_share", "reach")
#: What the page is made from, where the export holds it.
FED_BY = ("responses", "neighbourhoods.households", "members.dwelling_type", "census", "campaigns", "projects")


def layout(view: View) -> Component:
    """The page for one reader and selection; the frame has settled the period and the places."""
    w = view.words
    if view.selection.period is None:
        return html.Section([html.H1(w(TITLE)), html.P(w("No period has ended yet in what was imported."))])
    assert view.snapshot is not None
    typical, households = typical_neighbourhood(view), read(view, "active_households")
    readings = [read(view, code) for code in CARDS if not lacks(view, INDICATORS[code])]
    grown = cards.grown(view)
    return html.Div(
        [
            html.Div([html.H1(cards.headline(view, overview.headline(view, typical, households))),
                      html.P(cards.why(view, grown), className="lead")],
                     className="page-head"),
            row_of_cards([typical_card(view, typical, households), people.reach_card(view),
                          *(reading_card(view, r) for r in readings if r), people.sticky_card(view)],
                         w("Key numbers"), view.palette),
            html.Div(_trend(view), id="engagement-trend", className="grid halves"),
            html.Div([cards.growth(view, grown), cards.changes(view)], className="grid halves"),
            *_notes(view),
            html.Div([html.Div([*people.standing(view), *people.bands(view)], className="stack"),
                      html.Div([*people.cohorts(view), *people.giving(view)], className="stack")],
                     className="grid halves"),
            *people.ties(view),
            html.Div(who_cards(view, selected_place(view)), className="grid halves"),
            *missing_card(view, *FED_BY),
        ],
        className="page engagement",
    )  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """Notes are added and deleted; the trend that bears them is drawn anew."""
    drawn = [Output(identity, "children", allow_duplicate=True)
             for identity in ("engagement-trend", "note-list", "note-said")]  # fmt: skip

    @app.callback(
        *drawn,
        Output("note-text", "value"),
        Input("note-add", "n_clicks"),
        Input("note-text", "n_submit"),
        State("note-day", "value"),
        State("note-text", "value"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def add(clicks: Any, submits: Any, day: Any, text: Any, shown: Any) -> Any:
        if not clicks and not submits:
            return (no_update,) * 4
        view = _opened(open_view, shown)
        if view.notebook is None or view.snapshot is None:
            return (no_update,) * 4
        if fault := view.notebook.add(day, text):
            return no_update, no_update, fault_words(fault, view.words), no_update
        return *_drawn(view, view.notebook), view.words("The note is added."), ""

    @app.callback(
        *drawn,
        Input({DELETE: ALL}, "n_clicks"),
        State({DELETE: ALL}, "id"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def remove(clicks: Any, names: Any, shown: Any) -> Any:
        pressed = pressed_note(clicks, names)
        view = None if pressed is None else _opened(open_view, shown)
        if view is None or view.notebook is None or view.snapshot is None or not view.notebook.remove(pressed):
            return (no_update,) * 3
        return *_drawn(view, view.notebook), view.words("The note is deleted.")


def pressed_note(clicks: Any, names: Any) -> Any:
    """The number in the name of the button that was pressed; None where none was. Whatever it is, it may be forged."""
    if not isinstance(clicks, list) or not isinstance(names, list):
        return None
    pressed = [name for times, name in zip(clicks, names, strict=False) if times]
    return pressed[0].get(DELETE) if pressed and isinstance(pressed[0], dict) else None


def _opened(open_view: Callable[[str, str], View], shown: Any) -> View:
    view = open_view(PATH, shown if isinstance(shown, str) else "")
    return settled(view, neighbourhood_names(view))


def _drawn(view: View, notebook: Notebook) -> tuple[list[Component], Component]:
    return _trend(view), note_list(notebook.notes(), view.words)


def _trend(view: View) -> list[Component]:
    """What is drawn on time axes, where notes are marks."""
    return [activity(view, PATH), cards.season_card(view), *cards.weeks(view)]


def _notes(view: View) -> list[Component]:
    if view.notebook is None:
        return []
    return [notes_card(view.notebook.notes(), view.person.organisation_name, view.words)]
