"""What is expected, in its own unit: a dot on a thick line that holds it in 80 of 100 cases and a thin one for 95."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, named_rows, row_height, wrapped
from dashboard.words import Words

_ROW_HEIGHT = 42


@dataclass(frozen=True)
class Row:
    """One expectation with its two intervals; `text` is written beside it; `other`: of the plan beside."""

    label: str
    value: float
    likely: tuple[float, float]
    nearly_sure: tuple[float, float]
    text: str
    other: bool = False


def expected(rows: Sequence[Row], w: Words, palette: Palette) -> go.Figure:
    """The rows from the top down, from nothing to the highest end."""
    figure = go.Figure()
    for at, row in enumerate(rows):
        colour = palette.warn if row.other else palette.accent
        for (low, high), width in ((row.nearly_sure, 1.4), (row.likely, 7)):
            line = {"color": colour if width > 2 else palette.ink, "width": width}
            figure.add_trace(go.Scatter(x=[low, high], y=[at, at], mode="lines", hoverinfo="skip", line=line,
                                        opacity=0.45 if width > 2 else 1))  # fmt: skip
        marker = {"color": colour, "size": 11, "symbol": "diamond" if row.other else "circle"}
        figure.add_trace(go.Scatter(x=[row.value], y=[at], mode="markers", hoverinfo="skip", marker=marker))
    top = max((row.nearly_sure[1] for row in rows), default=0.0) or 1.0
    annotations = [
        {"x": row.nearly_sure[1], "y": at, "text": row.text, "showarrow": False, "xanchor": "left", "xshift": 10,
         "font": {"color": palette.ink, "size": 13}}
        for at, row in enumerate(rows)
    ]  # fmt: skip
    names = [wrapped(row.label, 20) for row in rows]
    return dressed(
        figure, w, 16 + row_height(names, _ROW_HEIGHT) * max(1, len(rows)), palette,
        margin=beside([row.text for row in rows]),
        x={"visible": False, "range": [-0.04 * top, 1.02 * top]},
        y=named_rows(names, palette), annotations=annotations,
    )  # fmt: skip
