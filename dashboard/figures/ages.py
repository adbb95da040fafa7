"""Places at the same age: lines by month since a stage began, as shares of what was before, with the middle half."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import dressed
from dashboard.words import Words
from queries import Index, Middle

_HEIGHT = 300
_TICKS = 6


def ages(own: Index, projects: Middle, places: Middle, w: Words, palette: Palette) -> go.Figure:
    """The project as a thick line, other projects dashed, comparable places dotted in a band; 100% is as before."""
    figure, months = go.Figure(), np.arange(1, len(own.values) + 1)
    if places.is_told:
        _band(figure, months, places.low, places.high, palette.hidden)
        figure.add_trace(_line(months, places.median, palette.soft, 2, "dot"))
    if projects.is_told:
        figure.add_trace(_line(months, projects.median, palette.bench, 2, "dash"))
    figure.add_trace(
        go.Scatter(x=months, y=100 * own.values, mode="lines+markers", connectgaps=False, hoverinfo="skip",
                   line={"color": palette.accent, "width": 2.6}, marker={"size": 6, "color": palette.accent},
                   error_y={"type": "data", "array": 100 * (own.high - own.values), "color": palette.mid,
                            "arrayminus": 100 * (own.values - own.low), "thickness": 1.2, "width": 0})
    )  # fmt: skip
    told = [100.0, *(100 * each[np.isfinite(each)] for each in (own.low, own.high, places.low, places.high,
                                                                projects.median))]  # fmt: skip
    low, high = min(map(np.min, filter(np.size, told))), max(map(np.max, filter(np.size, told)))
    edges = [20 * np.floor(low / 20), 20 * np.ceil(high / 20)]
    steps = np.arange(edges[0], edges[1] + 1, 20)
    every = -(-len(months) // _TICKS)
    return dressed(
        figure, w, _HEIGHT, palette,
        x={"range": [0.5, len(months) + 0.5], "tickvals": months[::every].tolist(), "showline": True, "tickangle": 0,
           "ticktext": [w.number(month) for month in months[::every].tolist()]},
        y={"range": [edges[0], edges[1]], "tickvals": steps.tolist(),
           "ticktext": [w.percent(step / 100) for step in steps.tolist()]},
        shapes=[{"type": "line", "x0": 0.5, "x1": len(months) + 0.5, "y0": 100, "y1": 100, "layer": "below",
                 "line": {"color": palette.ink, "width": 1.2}}],
    )  # fmt: skip


def _line(months: Sequence[int] | np.ndarray, values: np.ndarray, colour: str, width: float, dash: str) -> go.Scatter:
    return go.Scatter(x=months, y=100 * values, mode="lines", connectgaps=False, hoverinfo="skip",
                      line={"color": colour, "width": width, "dash": dash})  # fmt: skip


def _band(figure: go.Figure, months: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> None:
    shown = np.isfinite(low)
    figure.add_trace(
        go.Scatter(x=[*months[shown], *months[shown][::-1]], y=[*(100 * high[shown]), *(100 * low[shown][::-1])],
                   fill="toself", mode="lines", line={"width": 0}, fillcolor=colour, hoverinfo="skip")
    )  # fmt: skip
