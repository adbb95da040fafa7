"""Shares as dots on lines that are their intervals, one row a place or kind, beside what they compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, named_rows, row_height, wrapped
from dashboard.words import Words

_ROW_HEIGHT = 46
#: As many letters of why a number is hidden stand on one line, where its words are no longer.
_LETTERS = 10


@dataclass(frozen=True)
class Line:
    """One row: shares of 1, None where hidden; `text` is written beside it; `mark`: what it alone compares with."""

    label: str
    share: float | None
    low: float | None
    high: float | None
    text: str
    mark: float | None = None


def intervals(lines: Sequence[Line], w: Words, palette: Palette, limit: float | None = None) -> go.Figure:
    """The rows from the top down; `limit`: one dotted line through all of them."""
    at = list(range(len(lines)))
    shown = [(y, line) for y, line in zip(at, lines, strict=True) if line.share is not None]
    tops = [100 * max(line.high or 0.0, line.share or 0.0, line.mark or 0.0) for line in lines]
    figure = go.Figure(
        go.Scatter(
            x=[100 * (line.share or 0.0) for _, line in shown],
            y=[y for y, _ in shown],
            mode="markers",
            marker={"color": palette.accent, "size": 11},
            error_x={
                "type": "data",
                "array": [100 * ((line.high or 0.0) - (line.share or 0.0)) for _, line in shown],
                "arrayminus": [100 * ((line.share or 0.0) - (line.low or 0.0)) for _, line in shown],
                "color": palette.ink, "thickness": 1.4, "width": 0,
            },
            hoverinfo="skip",
        )
    )  # fmt: skip
    shapes = [
        {"type": "line", "x0": 100 * line.mark, "x1": 100 * line.mark, "y0": y - 0.36, "y1": y + 0.36,
         "line": {"color": palette.bench, "width": 2.4}}
        for y, line in zip(at, lines, strict=True) if line.mark is not None
    ]  # fmt: skip
    if limit is not None:
        shapes.append({"type": "line", "x0": 100 * limit, "x1": 100 * limit, "y0": -0.5, "y1": len(lines) - 0.5,
                       "line": {"color": palette.bench, "width": 1.4, "dash": "dot"}})  # fmt: skip
    # Why a number is hidden is longer than a number: on several lines, so that it takes no room from the marks.
    texts = [line.text if line.share is not None else wrapped(line.text, _LETTERS) for line in lines]
    annotations = [
        {"x": top, "y": y, "text": text, "align": "left", "showarrow": False, "xanchor": "left", "xshift": 10,
         "font": {"color": palette.soft if line.share is None else palette.ink, "size": 13}}
        for y, line, top, text in zip(at, lines, tops, texts, strict=True)
    ]  # fmt: skip
    names = [wrapped(line.label, 20) for line in lines]
    return dressed(
        figure, w, 16 + row_height(names, _ROW_HEIGHT) * max(1, len(lines)), palette,
        margin=beside([part for text in texts for part in text.split("<br>")]),
        x={"visible": False, "range": [0, 1.02 * max([*tops, 100 * (limit or 0.0), 10.0])]},
        y=named_rows(names, palette), shapes=shapes, annotations=annotations,
    )  # fmt: skip
