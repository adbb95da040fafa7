"""The steps of a campaign as bars that shrink: households at each step, noise as a thin line, hidden steps named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, named_rows, row_height, wrapped
from dashboard.words import Words
from queries import Row

_ROW_HEIGHT = 44


@dataclass(frozen=True)
class Step:
    """One step: its label, its row (None when the bundle cannot feed it) and what is written beside the bar."""

    label: str
    row: Row | None
    text: str


def funnel(steps: Sequence[Step], w: Words, palette: Palette) -> go.Figure:
    """One bar a step from the top down, the longest in the strongest colour."""
    places = list(range(len(steps)))
    values = [step.row.answer if step.row and step.row.answer is not None else 0.0 for step in steps]
    spread = [1.96 * (step.row.noise_sd or 0.0) if step.row and step.row.answer is not None else 0.0 for step in steps]
    longest = values.index(max(values)) if values else 0
    top = max([value + extra for value, extra in zip(values, spread, strict=True)] + [1.0])
    figure = go.Figure(
        go.Bar(
            x=values,
            y=places,
            orientation="h",
            width=0.58,
            marker={"color": [palette.deep if at == longest else palette.mid for at in places], "cornerradius": 2},
            error_x={"type": "data", "array": spread, "color": palette.ink, "thickness": 1.2, "width": 0},
            hoverinfo="skip",
        )
    )
    annotations = [
        {
            "x": values[at] + spread[at],
            "y": at,
            "text": step.text,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 8,
            "font": {"color": palette.soft if step.row is None or step.row.answer is None else palette.ink, "size": 13},
        }
        for at, step in enumerate(steps)
    ]
    names = [wrapped(step.label, 18) for step in steps]
    return dressed(
        figure, w, 16 + row_height(names, _ROW_HEIGHT) * len(steps), palette,
        margin=beside([step.text for step in steps]), x={"visible": False, "range": [0, 1.02 * top]},
        y=named_rows(names, palette), annotations=annotations,
    )  # fmt: skip
