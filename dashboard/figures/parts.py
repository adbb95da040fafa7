"""Parts of a change as bars to the right and left of nothing, each with the interval that the noise leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, row_height, wrapped
from dashboard.words import Words

_ROW_HEIGHT = 46


@dataclass(frozen=True)
class Bar:
    """One part in its unit, and what is written beside it; `whole`: the change itself, in another colour."""

    label: str
    size: float
    low: float
    high: float
    text: str
    whole: bool = False


def parts(bars: Sequence[Bar], w: Words, palette: Palette) -> go.Figure:
    """One bar a row from the top down. What is written stands at the right of every bar."""
    at = list(range(len(bars)))
    figure = go.Figure(
        go.Bar(
            x=[bar.size for bar in bars],
            y=at,
            orientation="h",
            width=0.56,
            marker={"color": [palette.deep if bar.whole else palette.mid for bar in bars], "cornerradius": 2},
            error_x={
                "type": "data",
                "array": [bar.high - bar.size for bar in bars],
                "arrayminus": [bar.size - bar.low for bar in bars],
                "color": palette.ink, "thickness": 1.2, "width": 0,
            },
            hoverinfo="skip",
        )
    )  # fmt: skip
    low, high = min(0.0, *(bar.low for bar in bars)), max(0.0, *(bar.high for bar in bars))
    span = (high - low) or 1.0
    figure.update_layout(
        shapes=[{"type": "line", "x0": 0, "x1": 0, "y0": -0.5, "y1": len(bars) - 0.5,
                 "line": {"color": palette.bench, "width": 1.4}}],
        annotations=[
            {"x": max(0.0, bar.high), "y": y, "text": bar.text, "showarrow": False, "xanchor": "left", "xshift": 8,
             "font": {"color": palette.ink, "size": 13}}
            for y, bar in zip(at, bars, strict=True)
        ],
    )  # fmt: skip
    names = [wrapped(bar.label, 20) for bar in bars]
    dressed(figure, w, 16 + row_height(names, _ROW_HEIGHT) * max(1, len(bars)), palette)
    # Signs are wider than letters, of which these short texts have few.
    figure.update_layout(margin={"r": beside([bar.text for bar in bars])["r"] + 6})
    figure.update_xaxes(visible=False, range=[low - 0.02 * span, high + 0.02 * span])
    figure.update_yaxes(
        tickvals=at, ticktext=names, range=[len(bars) - 0.5, -0.5],
        showgrid=False, tickfont={"color": palette.ink, "size": 13},
    )  # fmt: skip
    return figure
