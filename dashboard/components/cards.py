"""Cards of one number: value, change, small line of the periods before, the study's figure.

Pure: a reading in, a component out; a hidden number says why instead of showing a blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from dash import html

from dashboard.components.spoken import said
from dashboard.figures.palettes import Palette

if TYPE_CHECKING:
    from dash.development.base_component import Component

_WIDTH, _HEIGHT, _MARGIN = 112, 40, 5
#: With fewer points a line says more than is known.
_FEWEST_POINTS = 3


@dataclass(frozen=True)
class Card:
    """The texts of a card; `value` is empty when hidden: `missing` then says why, `offer` leads to a coarser view.

    `about` is the word before a value that carries noise. `tone`: good, bad or plain. `least` is the smallest span that
    the small line fills its height with: less than that is noise or rounding.
    """

    title: str
    value: str
    unit: str
    about: str = ""
    change: str = ""
    tone: str = "plain"
    details: tuple[str, ...] = ()
    missing: str = ""
    offer: Component | None = None
    series: tuple[float | None, ...] = ()
    series_words: str = ""
    benchmark: float | None = None
    least: float = 0.0


def card(content: Card, palette: Palette) -> Component:
    """One card; its heading is of the second level."""
    if not content.value:
        body: list[Component] = [html.P(content.missing, className="card-missing")]
        body += [html.P(content.offer)] if content.offer else []
    else:
        body = number_of(content, palette)
    body += [html.P(text, className="reading") for text in content.details if text]
    return html.Section([html.H2(content.title, className="card-title"), *body], className="card number-card")


def number_of(content: Card, palette: Palette) -> list[Component]:
    """The number of a card that is not hidden, with its small line, and its change."""
    body: list[Component] = [
        html.Div(
            [
                html.P([html.Span(content.about, className="card-unit"), " ",
                        html.Span(content.value, className="card-number"), " ",
                        html.Span(content.unit, className="card-unit")]),
                *_spark(content, palette),
            ],
            className="card-value",
        ),
    ]  # fmt: skip
    if content.change:
        signs = {"good": "▲", "bad": "▼", "plain": ""}
        sign = signs[content.tone]
        if sign and content.change[:1] in "+−":
            sign = "▲" if content.change.startswith("+") else "▼"
        marker = [html.Span(sign + " ", **{"aria-hidden": "true"})] if sign else []
        body.append(html.P([*marker, content.change], className=f"card-change is-{content.tone}"))
    return body


def _spark(content: Card, palette: Palette) -> list[Component]:
    picture = sparkline(content.series, palette, content.benchmark, content.least)
    if not picture:
        return []
    return [html.Img(src=picture, alt=content.series_words, className="spark", width=_WIDTH, height=_HEIGHT)]


def sparkline(
    series: Sequence[float | None], palette: Palette, benchmark: float | None = None, least: float = 0.0
) -> str:
    """A small line as an SVG data address: gaps where hidden, a dot on the last value, the benchmark dotted.

    Its height is the span of the values, or `least` where that is more; empty with fewer than three values.
    """
    values = [value for value in series if value is not None]
    if len(values) < _FEWEST_POINTS:
        return ""
    low, high = min(values), max(values)
    wider = max(0.0, least - (high - low)) / 2
    low, high = low - wider, high + wider
    near = benchmark is not None and low - (high - low) * 3 <= benchmark <= high + (high - low) * 3
    if near and benchmark is not None:
        low, high = min(low, benchmark), max(high, benchmark)
    span = (high - low) or 1.0
    step = (_WIDTH - 2 * _MARGIN) / (len(series) - 1)

    def height(value: float) -> float:
        return round(_HEIGHT - _MARGIN - (value - low) / span * (_HEIGHT - 2 * _MARGIN), 1)

    path, pen = [], "M"
    for at, value in enumerate(series):
        if value is None:
            pen = "M"
            continue
        path.append(f"{pen}{round(_MARGIN + at * step, 1)} {height(value)}")
        pen = "L"
    marks = ""
    if near and benchmark is not None:
        marks = (f"<path d='M{_MARGIN} {height(benchmark)}H{_WIDTH - _MARGIN}' stroke='{palette.bench}' "
                 "stroke-width='1.2' "
                 "stroke-dasharray='1.5 3'/>")  # fmt: skip
    last = series[-1]
    if last is not None:
        marks += f"<circle cx='{_WIDTH - _MARGIN}' cy='{height(last)}' r='2.8' fill='{palette.accent}'/>"
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {_HEIGHT}' fill='none'>"
        f"<path d='{''.join(path)}' stroke='{palette.accent}' stroke-width='1.8' stroke-linejoin='round'/>{marks}"
        "</svg>"
    )
    return "data:image/svg+xml," + quote(drawing, safe=" =:/'")


def row_of_cards(cards: Sequence[Card], heading: str, palette: Palette) -> Component:
    """All cards under one heading that is read out and not seen."""
    return html.Section([said(heading), *(card(each, palette) for each in cards)], className="cards")
