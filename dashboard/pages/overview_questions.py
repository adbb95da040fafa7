"""The part of the first page that answers what this reader's kind of organisation asks at the stage of its projects.

Three questions in full and the others in a sentence; the stage is the reader's own projects', and can be chosen.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.components.lists import chips
from dashboard.components.question_card import question_card, question_lines
from dashboard.components.timeline import stage_words
from dashboard.pages.overview_answers import answered
from dashboard.selection import STAGES
from dashboard.territory import narrowed
from dashboard.words import capital
from queries import Question

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/"
IN_FULL = 3
#: Where the answer of a question is told in full; a page that is not there yet has no way to it.
PAGES = {"needs": "/needs", "exchanges": "/exchanges", "engagement": "/engagement", "campaigns": "/campaigns",
         "projects": "/projects", "map": "/map", "estimate": "/estimate", "overview": ""}  # fmt: skip


def stage_of(view: View) -> str:
    """The stage that the reader chose; else the one that most of the organisation's own projects are at, the latest of
    several; `existing` where it has none."""
    if view.selection.stage:
        return view.selection.stage
    assert view.snapshot is not None
    today = date.fromisoformat(view.snapshot.manifest["covers_until"])
    found = queries.projects(narrowed(view), view.snapshot)
    own = [each for each in found if each.owner == view.person.organisation_code] or found
    now = Counter(stage for each in own if (stage := each.stage_on(today)))
    return max(now, key=lambda stage: (now[stage], STAGES.index(stage)), default="existing")


def asked(view: View) -> tuple[Question, ...]:
    """The questions of this reader at the stage, what can be answered first."""
    return queries.questions_of(view.person.organisation_kind, [stage_of(view)])


def section(view: View) -> Component:
    """The stages to choose from, three questions in full, the others in a sentence each."""
    w, stage = view.words, stage_of(view)
    choices = [(capital(stage_words(each, w)), PATH + view.selection.but(stage=each).search, each == stage)
               for each in STAGES]  # fmt: skip
    found = [(w.text(each.text), answered(view, each), _way(view, each)) for each in asked(view)]
    return html.Section(
        [
            html.Div([html.H2(w("Your questions")), chips(w("Stage of the project"), choices, w("(chosen)"))],
                     className="questions-head"),
            html.Div([question_card(*each, view.palette) for each in found[:IN_FULL]], className="question-cards"),
            *([question_lines(found[IN_FULL:], w("Also asked at this stage"))] if found[IN_FULL:] else []),
        ],
        className="questions",
    )  # fmt: skip


def _way(view: View, question: Question) -> tuple[str, str] | None:
    path = "" if question.lacks else PAGES.get(question.page, "")
    if not path:
        return None
    w = view.words
    name = {"/needs": w("Needs"), "/exchanges": w("Exchanges"), "/engagement": w("Engagement"), "/map": w("Map"),
            "/campaigns": w("Campaigns"), "/projects": w("Projects"),
            "/estimate": w("Estimate of a plan")}[path]  # fmt: skip
    return w("More under {page}", page=name), path + view.selection.everywhere().search
