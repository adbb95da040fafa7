"""The hand-over page of a project at a change of stage, for paper: what was expected, promised and left open in the
stage that ended, who is there, and what to measure the next one against.

Everything counted is told from periods wholly inside the stage that ended, so that the page stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.components.handover_cards import (
    active_places_card,
    baseline_card,
    expected_card,
    handover_tools,
    open_card,
    promised_card,
    signature,
)
from dashboard.components.map_legend import kind_names
from dashboard.components.stage_mix_card import needs_words
from dashboard.components.timeline import stage_words
from dashboard.pages import needs_cards
from dashboard.pages.projects_cards import PATH, facts, own_scope
from dashboard.readings import lacks
from dashboard.words import capital
from queries import INDICATORS, Phase, Project, ShareLeft, StageNeeds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

ENGAGEMENT = "/engagement"


def asked(view: View, projects: Sequence[Project]) -> tuple[Project, Phase, Phase] | None:
    """The project of the address, the stage that ended and the one that began; None where it asks for no hand-over, or
    for one that has not happened."""
    assert view.snapshot is not None
    project = next((each for each in projects if each.code == view.selection.project), None)
    if project is None or not view.selection.handover:
        return None
    known = queries.phases(view.snapshot, project)
    found = [pair for pair in pairwise(known) if pair[1].stage == view.selection.handover]
    return (project, *found[-1]) if found else None


def layout(view: View, project: Project, ended: Phase, begun: Phase) -> Component:
    """The page, in the order in which a hand-over is read."""
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    last = begun.starts_on - timedelta(days=1)
    needs = _needs(view, project, ended)
    known = queries.baseline(view.scope, snapshot, project, ended)
    months = ended.whole(snapshot, "month")[-12:]
    published = datetime.fromisoformat(snapshot.manifest["published_at"]).date()
    back = PATH + view.selection.everywhere().but(project=project.code).search
    return html.Div(
        [
            html.Div(
                [html.H1(w("{project}: hand-over from {stage} to {next} on {day}.", project=project.name,
                           stage=_named(ended, view), next=_named(begun, view), day=w.date(begun.starts_on))),
                 html.P(_lead(view, needs, ended), className="lead"),
                 html.P(facts(view, project, last), className="reading"),
                 handover_tools(back, w)],
                className="page-head",
            ),
            _expected(view, needs),
            html.Div([_promised(view, ended, last), _open(view, project, needs)], className="grid halves"),
            baseline_card(known, months[0].start if months else None, months[-1].start if months else None, w),
            _places(view, project),
            signature(snapshot.id, published, snapshot.manifest["content_sha256"], ended.starts_on, last, w),
        ],
        className="page projects handover",
    )  # fmt: skip


def _named(phase: Phase, view: View) -> str:
    w = view.words
    return w("the time before") if phase.stage == "before" else stage_words(phase.stage, w)


def _needs(view: View, project: Project, ended: Phase) -> StageNeeds | None:
    """None where the export does not say what is asked for."""
    assert view.snapshot is not None
    if lacks(view, INDICATORS["needs"]):
        return None
    return queries.stage_needs(view.scope, view.snapshot, project, ended)


def _labels(view: View) -> Mapping[str, str]:
    assert view.snapshot is not None
    return queries.value_labels(view.snapshot, "theme", view.words.language)


def _lead(view: View, needs: StageNeeds | None, ended: Phase) -> str:
    """What was asked for in the stage that ended, most first as far as it was counted."""
    w = view.words
    when = w("{stage}, from {first}.", stage=capital(stage_words(ended.stage, w)), first=w.month(ended.starts_on))
    if needs is None or not needs.periods:
        return when
    return w("{when} Asked for most: {what}.", when=when, what=needs_words(needs, _labels(view), w))


def _expected(view: View, needs: StageNeeds | None) -> Component:
    """Needs asked most and, by name, the files that the export lacks."""
    assert view.snapshot is not None
    w, lacking = view.words, list[str]()
    if "survey_answers" not in view.snapshot.manifest["bundle_files"]:
        lacking.append(w("The export holds no answers of surveys and polls (survey_answers): what residents said in "
                         "them cannot be told."))  # fmt: skip
    if needs is None:
        lacking.append(w("The export does not say what is asked for (exchanges.direction, exchanges.category)."))
    return expected_card(needs, _labels(view), lacking, w)


def _promised(view: View, ended: Phase, last: date) -> Component:
    notes = view.notebook.notes() if view.notebook else ()
    inside = [note for note in notes if ended.starts_on <= note.day <= last]
    address = ENGAGEMENT + view.selection.everywhere().search
    return promised_card(inside, view.person.organisation_name, address, view.words)


def _open(view: View, project: Project, needs: StageNeeds | None) -> Component:
    """Of the neighbourhood's last whole year of the stage, else by theme of the city around."""
    assert view.snapshot is not None
    if needs is None or needs.kind != "year" or not needs.periods:
        return open_card(needs, (), (), _labels(view), view.words)
    year, left = needs.periods[-1], tuple[ShareLeft, ...]()
    if not lacks(view, INDICATORS["match_rate"]):
        left = queries.shares_left(own_scope(view, project), view.snapshot, "unmet", year)
    alone = replace(view, selection=view.selection.but(places=project.neighbourhoods))
    return open_card(needs, left, needs_cards.shortages(alone, year), _labels(view), view.words)


def _places(view: View, project: Project) -> Component:
    assert view.snapshot is not None
    found = queries.local_places(own_scope(view, project), view.snapshot)
    held = "places" in view.snapshot.manifest["bundle_files"]
    return active_places_card(
        found, {kind: capital(name) for kind, name in kind_names(view.words).items()}, held, view.words
    )
