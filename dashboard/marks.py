"""What happened when, for every time axis: campaigns, stage changes of projects, and the notes of the reader's people.

It asks the queries for the selected places and the reader's own notebook; it must not draw.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import queries
from dashboard.components.timeline import stage_words
from dashboard.figures.trend import Mark
from dashboard.territory import narrowed

if TYPE_CHECKING:
    from dashboard.view import View

#: With more stage changes than this, their numbers would cover an axis: they are left to the page of projects.
MOST_STAGES = 8
_A_DAY = timedelta(days=1)


def happened(view: View, first: date, before: date) -> list[Mark]:
    """All marks of the selected places in the days from `first` up to `before`."""
    return [*campaign_marks(view), *stage_marks(view, first, before), *note_marks(view)]


def campaign_marks(view: View) -> list[Mark]:
    """The campaigns that touched the selected places."""
    assert view.snapshot is not None
    found = queries.campaigns(narrowed(view), view.snapshot)
    return [Mark(each.starts_on, each.ends_on, each.title) for each in found]


def stage_marks(view: View, first: date, before: date) -> list[Mark]:
    """The days on which projects of the selected places reached a stage; none where they are too many to tell apart."""
    found = _stage_changes(view, first, before)
    return found if len(found) <= MOST_STAGES else []


def _stage_changes(view: View, first: date, before: date) -> list[Mark]:
    assert view.snapshot is not None
    w = view.words
    return [
        Mark(stage.starts_on, stage.starts_on + _A_DAY,
             w("{project}: {stage}", project=project.name, stage=stage_words(stage.stage, w)), stage.stage)
        for project in queries.projects(narrowed(view), view.snapshot)
        for stage in project.stages
        if first <= stage.starts_on < before
    ]  # fmt: skip


def note_marks(view: View) -> list[Mark]:
    """What the reader's organisation noted of a day."""
    notes = view.notebook.notes() if view.notebook else ()
    return [Mark(note.day, note.day + _A_DAY, note.text, is_note=True) for note in notes]


def unmarked_words(view: View, first: date, before: date) -> str:
    """How many changes of stage an axis leaves out because they are too many; empty where they are marked."""
    count = len(_stage_changes(view, first, before))
    if count <= MOST_STAGES:
        return ""
    return view.words.plural("{n} change of stage is not marked: choose a place to see it",
                             "{n} changes of stage are not marked: choose a place to see them", count)  # fmt: skip


def marks_words(view: View, marks: list[Mark]) -> str:
    """What the kinds of marks on an axis look like."""
    w = view.words
    told = [
        w("orange: campaigns") if any(not mark.stage and not mark.is_note for mark in marks) else "",
        w("upright lines: stages of projects") if any(mark.stage for mark in marks) else "",
        w("dotted lines: notes of {organisation}", organisation=view.person.organisation_name)
        if any(mark.is_note for mark in marks) else "",
    ]  # fmt: skip
    return " · ".join(text for text in told if text)
