"""A question of the first page with its answer: a sentence, a number or a few bars, and the way to the page behind.

Pure: texts and numbers in, a component out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.cards import Card, number_of
from dashboard.figures.palettes import Palette

if TYPE_CHECKING:
    from dash.development.base_component import Component


#: More bars than a reader takes in at once are left to the page behind.
MOST_BARS = 4


@dataclass(frozen=True)
class Bar:
    """One part of a picture: its name, its size, and the size in words."""

    name: str
    size: float
    words: str


@dataclass(frozen=True)
class Told:
    """What is answered. The sentence says it alone; `card` is the number beside it, `bars` the parts it is made of."""

    sentence: str
    card: Card | None = None
    bars: tuple[Bar, ...] = ()


def question_card(question: str, told: Told, way: tuple[str, str] | None, palette: Palette) -> Component:
    """One question in full. way: the words and the address of the page that tells it, where there is one."""
    parts: list[Any] = [html.H3(question, className="asked"), html.P(told.sentence, className="answer")]
    if told.card is not None and told.card.value:
        parts.append(html.Div([html.P(told.card.title, className="reading"), *number_of(told.card, palette)],
                              className="answer-number"))  # fmt: skip
    if told.bars:
        parts.append(_bars(told.bars))
    if way:
        parts.append(html.P(dcc.Link(way[0], href=way[1], className="offer")))
    return html.Section(parts, className="card question-card")


def question_lines(lines: Sequence[tuple[str, Told, tuple[str, str] | None]], title: str) -> Component:
    """The questions that follow, each with its sentence alone."""
    items = [
        html.Li([html.Strong(question), html.Span(told.sentence),
                 *([dcc.Link(way[0], href=way[1], className="offer")] if way else [])])
        for question, told, way in lines
    ]  # fmt: skip
    return html.Section([html.H3(title), html.Ul(items, className="lines question-lines")], className="card stack")


def _bars(bars: Sequence[Bar]) -> Component:
    """Name, bar and number of each; the bar repeats the number and is not read out."""
    longest = max((bar.size for bar in bars), default=0.0) or 1.0
    rows = [
        html.Li(
            [
                html.Span(bar.name, className="bar-name"),
                html.Span(html.Span(style={"width": f"{max(0.0, bar.size) / longest:.0%}"}), className="bar",
                          **{"aria-hidden": "true"}),
                html.Span(bar.words, className="bar-words"),
            ]
        )
        for bar in bars
    ]  # fmt: skip
    return html.Ul(rows, className="answer-bars")
