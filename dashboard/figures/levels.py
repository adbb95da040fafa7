"""One number in several stages, in its own unit: a dot in the colour of each stage on the line that is its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, named_rows, row_height, wrapped
from dashboard.words import Words

_ROW_HEIGHT = 42


@dataclass(frozen=True)
class Dot:
    """One stage: None where its number is hidden; `text` is written beside it."""

    label: str
    stage: str
    value: float | None
    low: float
    high: float
    text: str


def levels(dots: Sequence[Dot], w: Words, palette: Palette) -> go.Figure:
    """The stages from the top down, from nothing to the highest end."""
    figure = go.Figure()
    for at, dot in enumerate(dots):
        if dot.value is None:
            continue
        line, edge = {"color": palette.ink, "width": 1.4}, {"color": palette.ink, "width": 1}
        dressed_as = {"color": palette.stages.get(dot.stage, palette.soft), "size": 13, "line": edge}
        figure.add_trace(go.Scatter(x=[dot.low, dot.high], y=[at, at], mode="lines", hoverinfo="skip", line=line))
        figure.add_trace(go.Scatter(x=[dot.value], y=[at], mode="markers", hoverinfo="skip", marker=dressed_as))
    ends = [0.0 if dot.value is None else dot.high for dot in dots]
    annotations = [
        {"x": end, "y": at, "text": dot.text, "showarrow": False, "xanchor": "left", "xshift": 10,
         "font": {"color": palette.soft if dot.value is None else palette.ink, "size": 13}}
        for at, (dot, end) in enumerate(zip(dots, ends, strict=True))
    ]  # fmt: skip
    names = [wrapped(dot.label, 20) for dot in dots]
    return dressed(
        figure, w, 16 + row_height(names, _ROW_HEIGHT) * max(1, len(dots)), palette,
        margin=beside([dot.text for dot in dots if dot.value is not None]),
        x={"visible": False, "range": [0, 1.02 * (max(ends, default=0.0) or 1.0)]},
        y=named_rows(names, palette), annotations=annotations,
    )  # fmt: skip
