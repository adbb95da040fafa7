"""What the stages of one project tell, on cards: an indicator month by month behind them, before, during and after,
at the same age as others, and what was exchanged and asked for.

It chooses what to ask; what may be claimed is the queries' decision.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc, html

import queries
from dashboard.components.lists import chips
from dashboard.components.same_age_card import same_age_card
from dashboard.components.stage_mix_card import stage_mix_card, stage_needs_card
from dashboard.components.stages_card import stages_card, statement
from dashboard.components.timeline import spans, stage_words
from dashboard.components.trend_card import trend_card
from dashboard.figures.trend import Mark, marked
from dashboard.hidden import hidden_months
from dashboard.marks import marks_words, note_marks
from dashboard.readings import lacks, series_periods
from dashboard.territory import neighbourhood_names
from dashboard.words import capital, within
from queries import INDICATORS, Period, Project, Scope, Selection

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/projects"
#: What is shown when the address names no indicator that is told by month.
FIRST = "active_households"
_MONTHS = 60


def lead(view: View, project: Project, today: date) -> str:
    """The chosen project in one sentence or two: its stage, and what its stages changed for sure."""
    assert view.snapshot is not None
    w = view.words
    begun = [stage for stage in project.stages if stage.starts_on <= today]
    said = w("{project}: {stage}.", project=project.name, stage=stage_words(None, w))
    if begun:
        said = w("{project}: {stage} since {month}.", project=project.name, stage=stage_words(begun[-1].stage, w),
                 month=w.month(begun[-1].starts_on))  # fmt: skip
    found = queries.before_after(view.scope, view.snapshot, project)
    one = next((each for each in found if each.indicator == _chosen(view, project)), None)
    return said if one is None or not one.levels else f"{said} {statement(one, w)}."


def detail(view: View, project: Project, today: date) -> list[Component]:
    """The cards of a project, the first with its facts and what can be chosen."""
    assert view.snapshot is not None
    chosen = _chosen(view, project)
    told = queries.before_after(view.scope, view.snapshot, project)
    one = next((each for each in told if each.indicator == chosen), None)
    cards = [_trend(view, project, today, chosen)]
    if one is not None and one.levels:
        w = view.words
        cards.append(stages_card(told, chosen, w, view.palette))
        beside = [*_same_age(view, project, chosen), *_mix_and_needs(view, project)]
        cards += [html.Div(beside[:1], className="stack"), html.Div(beside[1:], className="grid halves")]
    return cards


def _chosen(view: View, project: Project) -> str:
    assert view.snapshot is not None
    offered = queries.monthly(view.scope, view.snapshot, project)
    return view.selection.indicator if view.selection.indicator in offered else FIRST


def own_scope(view: View, project: Project) -> Scope:
    """The project's neighbourhoods."""
    return replace(view.scope, neighbourhoods=project.neighbourhoods)


def facts(view: View, project: Project, today: date) -> str:
    """What it is, where, how large, and its stage."""
    w = view.words
    names = neighbourhood_names(view)
    told = [
        {"construction": w("construction"), "renovation": w("renovation"), "public_space": w("public space")}.get(
            project.kind, project.kind
        ),
        w.listing([names[code] for code in project.neighbourhoods if code in names]),
    ]
    if project.dwellings:
        told.append(w.plural("{n} dwelling", "{n} dwellings", project.dwellings))
    told.append(w("{stage} on {day}", stage=stage_words(project.stage_on(today), w), day=w.date(today)))
    if own := [stage_words(stage.stage, w) for stage in project.stages if not stage.public]:
        told.append(w("seen by {organisation} only: {stages}", organisation=view.person.organisation_name,
                      stages=w.listing(own)))  # fmt: skip
    return " · ".join(fact for fact in told if fact)


def stage_bands(view: View, project: Project, until: date) -> list[Mark]:
    """The stages of a project as bands behind a time axis."""
    w = view.words
    return [Mark(span.starts_on, span.ends_on, stage_words(span.stage, w), span.stage)
            for span in spans(project, until)]  # fmt: skip


def _trend(view: View, project: Project, today: date, chosen: str) -> Component:
    """One indicator a month in the project's neighbourhoods, with its stages as bands."""
    assert view.snapshot is not None
    w, entry = view.words, INDICATORS[chosen]
    names = neighbourhood_names(view)
    months_known = view.snapshot.manifest["whole"]["month"]
    head = [html.P(facts(view, project, today), className="reading"), *_handovers(view, project)]
    if not months_known or not project.neighbourhoods:
        return html.Section([html.H2(project.name), *head], className="card")
    months = series_periods(view, entry, Period.parse(months_known[-1]), _MONTHS)
    scope = own_scope(view, project)
    answer = queries.trend(scope, view.snapshot, chosen, Selection(), months, comparable=True)
    bands = stage_bands(view, project, months[-1].end)
    notes = marked(answer.rows, note_marks(view))
    said = " · ".join(filter(None, [w("bands: stages of the project"), marks_words(view, notes)]))
    where = w.listing([names[code] for code in project.neighbourhoods if code in names])
    return trend_card(
        "project-trend", answer, entry, w, view.palette, [*bands, *notes], marks_words=said,
        before=[*head, *_indicators(view, project, chosen)],
        notes=hidden_months(view, answer, scope.neighbourhoods),
        title=w("{project}: {name} in {places}", project=project.name, name=within(w.text(entry.label)), places=where),
    )  # fmt: skip


def _indicators(view: View, project: Project, chosen: str) -> list[Component]:
    """The indicators that are told by month, as links."""
    assert view.snapshot is not None
    w, selection = view.words, replace(view.selection, project=project.code)
    offered = queries.monthly(view.scope, view.snapshot, project)
    choices = [(w.text(INDICATORS[code].label), PATH + replace(selection, indicator=code).search, code == chosen)
               for code in offered]  # fmt: skip
    return [html.Div(chips(w("Indicator"), choices, w("(chosen)")), className="tools")] if choices[1:] else []


def _handovers(view: View, project: Project) -> list[Component]:
    """The way to the hand-over of every change of stage that has happened."""
    assert view.snapshot is not None
    w = view.words
    begun = queries.phases(view.snapshot, project)[1:]
    if not begun:
        return []
    links: list[Any] = []
    for phase in begun:
        address = PATH + view.selection.everywhere().but(project=project.code, handover=phase.stage).search
        text = f"{capital(stage_words(phase.stage, w))}, {w.month(phase.starts_on)}"
        links.append(html.Li(dcc.Link(text, href=address, className="chip")))
    label = w("Hand-over pages")
    return [html.Div([html.Span(w("Hand-over page at the start of:"), className="reading"),
                      html.Ul(links, className="chips", **{"aria-label": label})], className="tools")]  # fmt: skip


def _same_age(view: View, project: Project, chosen: str) -> list[Component]:
    """Since the stage of the address, else the latest stage that can be compared."""
    assert view.snapshot is not None
    w = view.words
    indicator = chosen if queries.kind_of(chosen) == "month" else FIRST
    known = queries.aged(view.snapshot, project)
    if not known:
        return []
    able = [each for each in known if queries.can_be_indexed(view.snapshot, each)] or known
    phase = next((each for each in known if each.stage == view.selection.age), able[-1])
    one = queries.same_age(view.scope, view.snapshot, project, phase.stage, indicator)
    assert one is not None
    selection = replace(view.selection, project=project.code)
    choices = [(capital(stage_words(each.stage, w)), PATH + replace(selection, age=each.stage).search,
                each is phase) for each in known]  # fmt: skip
    return [same_age_card(one, indicator, choices, w, view.palette)]


def _mix_and_needs(view: View, project: Project) -> list[Component]:
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    known = queries.phases(snapshot, project)
    groups, themes = (queries.value_labels(snapshot, by, w.language) for by in ("type_group", "theme"))
    mixes = [queries.stage_mix(view.scope, snapshot, project, phase) for phase in known]
    cards = [stage_mix_card(mixes, groups, w)]
    if not lacks(view, INDICATORS["needs"]):
        needs = [queries.stage_needs(view.scope, snapshot, project, phase) for phase in known]
        cards.append(stage_needs_card(needs, themes, w))
    return cards
