"""Urban projects of the selected places: their three stages on one time axis, above it what the stages of the chosen
one tell. Nothing is counted over a project's own shape or dates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, dcc, html, no_update

import queries
from dashboard.components.lists import chips
from dashboard.components.states import message_page, notice
from dashboard.components.timeline import stage_words, timeline
from dashboard.pages import projects_cards, projects_handover
from dashboard.pages.criteria import to_study
from dashboard.selection import STAGES as STAGE_CODES
from dashboard.selection import Chosen
from dashboard.territory import narrowed, neighbourhood_names
from dashboard.words import capital, holds, msgid
from queries import Project

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/projects"
TITLE = msgid("Projects")
ICON = "projects"
USES = ("places",)

PAGE_SIZE = 50


def register(app: Dash, _open_view: Callable[[str, str], View]) -> None:
    """The search field changes the address, like every other control."""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("find-project", "value"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def find(text: Any, shown: Any) -> Any:
        return no_update if (search := found_search(text, shown)) is None else search


def found_search(text: Any, shown: Any) -> str | None:
    """The address after typing in the search field; None when it says what is shown."""
    if not isinstance(text, str) or not isinstance(shown, str):
        return None
    before = Chosen.parse(shown)
    after = Chosen.parse(before.but(find=text.strip()).search)
    return None if after.find == before.find else after.search


def layout(view: View) -> Component:
    """The chosen project (the address's, else the first under works) above the time axis of all that match."""
    assert view.snapshot is not None
    w = view.words
    everything = queries.projects(narrowed(view), view.snapshot)
    if not everything:
        known = "projects" in view.snapshot.manifest["bundle_files"]
        reason = none_words(view) if known else w("The export holds no urban projects.")
        return message_page(w(TITLE), [reason], link=(w("Estimate a plan ahead of time"), "/estimate"))
    today = date.fromisoformat(view.snapshot.manifest["covers_until"])
    if handed := projects_handover.asked(view, everything):
        return projects_handover.layout(view, *handed)
    matching = matched(everything, view.selection, today)
    pages = max(1, -(-len(matching) // PAGE_SIZE))
    page = min(view.selection.page, pages)
    shown = matching[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    chosen = _chosen(everything, shown, view.selection.project, today)
    return html.Div(
        [
            html.Div(
                [html.H1(_headline(view, everything, today)),
                 *([html.P(projects_cards.lead(view, chosen, today), className="lead")] if chosen else []),
                 html.P(w("Projects are shown from their first stage to {day}.", day=w.date(today)),
                        className="reading"),
                 html.P(dcc.Link(w("Estimate a plan ahead of time"), href="/estimate")),
                 *_study(view, chosen)],
                className="page-head",
            ),
            *_replaced(view, chosen),
            *(projects_cards.detail(view, chosen, today) if chosen else []),
            _all(view, everything, shown, len(matching), page, pages, chosen, today),
        ],
        className="page projects",
    )  # fmt: skip


def matched(projects: Sequence[Project], chosen: Chosen, today: date) -> list[Project]:
    """The projects at the chosen stage whose name or code holds every word of the search, without accents or case."""
    return [
        project
        for project in projects
        if (not chosen.stage or project.stage_on(today) == chosen.stage)
        and holds(f"{project.name} {project.code}", chosen.find)
    ]


def _chosen(everything: Sequence[Project], shown: Sequence[Project], code: str, today: date) -> Project | None:
    named = next((each for each in everything if each.code == code), None)
    works = next((each for each in shown if each.stage_on(today) == "works"), None)
    return named or works or (shown[0] if shown else None)


def none_words(view: View) -> str:
    """Says that no public project lies in the one or several places selected."""
    return view.words.plural("No public project lies in this place.", "No public project lies in these places.",
                             len(narrowed(view).neighbourhoods))  # fmt: skip


def _study(view: View, chosen: Project | None) -> list[Component]:
    """The way to saying what will be looked at in the project's places."""
    way = to_study(view, "", chosen.neighbourhoods if chosen else narrowed(view).neighbourhoods)
    return [html.P(dcc.Link(way[0], href=way[1]), className="page-way")] if way else []


def _replaced(view: View, chosen: Project | None) -> list[Component]:
    """Says that the address asks for a project that these places do not have."""
    w = view.words
    if chosen is None or view.selection.project in ("", chosen.code):
        return []
    return [notice(w("The project of the address does not lie in what is selected: {name} is shown instead.",
                     name=chosen.name))]  # fmt: skip


def _headline(view: View, everything: Sequence[Project], today: date) -> str:
    w = view.words
    works = sum(each.stage_on(today) == "works" for each in everything)
    start = w.plural("{n} urban project", "{n} urban projects", len(everything))
    if not works:
        return w("{start}, none with works under way.", start=start)
    return w.plural("{start}, {n} of them with works under way.", "{start}, {n} of them with works under way.", works,
                    start=start)  # fmt: skip


def _all(
    view: View, everything: Sequence[Project], shown: Sequence[Project], count: int, page: int, pages: int,
    chosen: Project | None, today: date,
) -> Component:  # fmt: skip
    w, selection = view.words, view.selection
    names = neighbourhood_names(view)

    def address(project: Project) -> str:
        return PATH + replace(selection, project=project.code, age="").search

    body: list[Component] = []
    if shown:
        body.append(timeline(shown, today, names, w, address, chosen.code if chosen else ""))
    else:
        body.append(notice(w("No project matches. Clear the search or choose another stage.")))
    stages = [(w("All stages"), PATH + selection.but(stage="").search, not selection.stage)]
    stages += [(capital(stage_words(stage, w)), PATH + selection.but(stage=stage).search, selection.stage == stage)
               for stage in STAGE_CODES]  # fmt: skip
    tools = [
        dmc.TextInput(
            id="find-project",
            label=w("Find a project"),
            value=selection.find,
            debounce=500,
            placeholder=w("name or code"),
            classNames={"root": "find-root", "input": "control"},
        ),
        chips(w("Stage now"), stages, w("(chosen)")),
    ]
    title = w.plural("{n} project on the time axis", "{n} projects on the time axis", count)
    caption = w("Vertical line: {day}, the last day of the data.", day=w.date(today))
    return html.Section(
        [html.H2(title), html.P(caption, className="reading"), html.Div(tools, className="tools"), *body,
         *([_pager(view, page, pages)] if pages > 1 else [])],
        className="card",
    )  # fmt: skip


def _pager(view: View, page: int, pages: int) -> Component:
    w, selection = view.words, view.selection
    parts: list[Any] = []
    if page > 1:
        parts.append(dcc.Link(w("Previous"), href=PATH + selection.but(page=page - 1).search, className="chip"))
    parts.append(html.Span(w("page {page} of {pages}", page=page, pages=pages)))
    if page < pages:
        parts.append(dcc.Link(w("Next"), href=PATH + selection.but(page=page + 1).search, className="chip"))
    return html.Nav(parts, className="pager", **{"aria-label": w("Pages of the list")})
