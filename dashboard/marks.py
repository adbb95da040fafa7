"""What happened when, for every time axis: campaigns, stage changes of projects, and the notes of the reader's people.

It asks the queries for the selected places and the reader's own notebook; it must not draw.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import queries
from dashboard.components.timeline import spans, stage_words
from dashboard.figures.trend import Mark
from dashboard.territory import narrowed

if TYPE_CHECKING:
    from dashboard.view import View
    from queries import Project

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
    """The stages of the one project of the selected places as bands; of several the days on which they reached a stage,
    none where these are too many to tell apart."""
    assert view.snapshot is not None
    projects = queries.projects(narrowed(view), view.snapshot)
    if len(projects) == 1:
        return [Mark(span.starts_on, span.ends_on, _label(view, projects[0], span.stage), span.stage)
                for span in spans(projects[0], before) if span.starts_on < before and span.ends_on > first]  # fmt: skip
    found = _stage_changes(view, first, before)
    return found if len(found) <= MOST_STAGES else []


def _stage_changes(view: View, first: date, before: date) -> list[Mark]:
    assert view.snapshot is not None
    return [
        Mark(stage.starts_on, stage.starts_on + _A_DAY, _label(view, project, stage.stage), stage.stage)
        for project in queries.projects(narrowed(view), view.snapshot)
        for stage in project.stages
        if first <= stage.starts_on < before
    ]  # fmt: skip


def _label(view: View, project: Project, stage: str) -> str:
    return view.words("{project}: {stage}", project=project.name, stage=stage_words(stage, view.words))


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
        w("upright lines: stages of projects") if any(mark.stage and not _is_band(mark) for mark in marks) else "",
        w("bands: stages of the project") if any(mark.stage and _is_band(mark) for mark in marks) else "",
        w("dotted lines: notes of {organisation}", organisation=view.person.organisation_name)
        if any(mark.is_note for mark in marks) else "",
    ]  # fmt: skip
    return " · ".join(text for text in told if text)


def _is_band(mark: Mark) -> bool:
    return mark.ends_on - mark.starts_on > _A_DAY
