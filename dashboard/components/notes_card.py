"""What people of an organisation note of a day, on a card: a small form, and the notes with a button to delete each.

Pure: notes in, components out; the page listens. Texts are shown as they are, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard.access.notes import FIRST_DAY, LAST_DAY, LONGEST_NOTE, MOST_NOTES, Fault, WrittenNote
from dashboard.words import Words

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: The key of the identity of a button that deletes; its value is the number of the note.
DELETE = "delete-note"


def notes_card(notes: Sequence[WrittenNote], organisation: str, w: Words) -> Component:
    """The card; `organisation`: whose people alone see the notes."""
    seen = w("On every time axis, for the people of {organisation} only. Name no resident.", organisation=organisation)
    day = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    fields = [
        dmc.TextInput(id="note-day", label=w("Day"), value="", attributes={"input": day},
                      classNames={"root": "note-day", "input": "control"}),
        dmc.TextInput(id="note-text", label=w("What happened"), value="", placeholder=w("The works hid the square"),
                      attributes={"input": {"maxLength": LONGEST_NOTE}},
                      classNames={"root": "note-text", "input": "control"}),
        html.Button(w("Add the note"), id="note-add", type="button", className="button"),
    ]  # fmt: skip
    return html.Section(
        [
            html.H2(w("Your notes"), id="notes-title", tabIndex="-1"),
            html.P(seen, className="reading"),
            html.Div(fields, className="note-form", role="group", **{"aria-label": w("Add a note")}),
            html.P(id="note-said", className="reading note-said", role="status"),
            html.Div(note_list(notes, w), id="note-list"),
        ],
        className="card notes",
    )


def note_list(notes: Sequence[WrittenNote], w: Words) -> Component:
    """The notes, the latest day first; who wrote each is told to those who see it."""
    if not notes:
        return html.P(w("No note yet."), className="notice")
    return html.Ul([html.Li(_line(note, w)) for note in notes], className="lines note-lines")


def _line(note: WrittenNote, w: Words) -> list[Any]:
    day = w.date(note.day)
    whose = w("{author}, {day}", author=note.author, day=w.date(note.written_on))
    label = w("Delete the note of {day}: {note}", day=day, note=note.text)
    return [
        html.Strong(day, className="line-name"),
        html.Span(note.text, className="note-words"),
        html.Span(whose, className="reading note-author"),
        html.Button(w("Delete"), id={DELETE: note.id}, type="button", className="button note-delete",
                    **{"aria-label": label, "data-return": "notes-title"}),
    ]  # fmt: skip


def fault_words(fault: Fault, w: Words) -> str:
    """Why a note is not taken, and what to do."""
    return {
        "day": w("Choose a day between {first} and {last}.", first=str(FIRST_DAY.year), last=str(LAST_DAY.year)),
        "empty": w("Write what happened."),
        "long": w.plural("A note has {n} character at most.", "A note has {n} characters at most.", LONGEST_NOTE),
        "signs": w("The note holds a sign that cannot be shown: write it without."),
        "full": w.plural("There is {n} note already: delete one first.",
                         "There are {n} notes already: delete one first.", MOST_NOTES),
    }[fault]  # fmt: skip
