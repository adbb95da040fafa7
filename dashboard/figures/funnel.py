"""The steps of a campaign as bars that shrink: households at each step, noise as a thin line, hidden steps named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, wrapped
from dashboard.words import Words
from queries import Row

#: Pixels: a bar, what is free under it, and a line of the label above it.
_BAR, _FREE, _LINE = 16, 8, 17
#: Letters in a line of a label: what a telephone has room for.
_LETTERS = 36


@dataclass(frozen=True)
class Step:
    """One step: its label, its row (None when the bundle cannot feed it) and what is written beside the bar."""

    label: str
    row: Row | None
    text: str


def funnel(steps: Sequence[Step], w: Words, palette: Palette) -> go.Figure:
    """One bar a step from the top down, the longest in the strongest colour, each under its label: beside it, half of
    a telephone would be labels."""
    values = [step.row.answer if step.row and step.row.answer is not None else 0.0 for step in steps]
    spread = [1.96 * (step.row.noise_sd or 0.0) if step.row and step.row.answer is not None else 0.0 for step in steps]
    longest = values.index(max(values)) if values else 0
    top = max([value + extra for value, extra in zip(values, spread, strict=True)] + [1.0])
    names = [wrapped(step.label, _LETTERS) for step in steps]
    heights = [_LINE * (name.count("<br>") + 1) + _BAR + _FREE for name in names]
    ends = [sum(heights[: at + 1]) for at in range(len(steps))]
    bars = [end - _FREE - _BAR / 2 for end in ends]
    figure = go.Figure(
        go.Bar(
            x=values,
            y=bars,
            orientation="h",
            width=_BAR,
            marker={"color": [palette.deep if at == longest else palette.mid for at in range(len(steps))],
                    "cornerradius": 2},
            error_x={"type": "data", "array": spread, "color": palette.ink, "thickness": 1.2, "width": 0},
            hoverinfo="skip",
        )
    )  # fmt: skip
    plain = {"showarrow": False, "xanchor": "left", "borderpad": 0}
    labels = [
        {**plain, "x": 0, "y": bar - _BAR / 2, "yanchor": "bottom", "text": name, "align": "left", "xshift": -1,
         "font": {"color": palette.ink, "size": 13}}
        for name, bar in zip(names, bars, strict=True)
    ]  # fmt: skip
    numbers = [
        {**plain, "x": value + extra, "y": bar, "text": step.text, "xshift": 8 if value else 0,
         "font": {"color": palette.soft if step.row is None or step.row.answer is None else palette.ink, "size": 13}}
        for step, value, extra, bar in zip(steps, values, spread, bars, strict=True)
    ]  # fmt: skip
    height = max(ends, default=0)
    return dressed(
        figure, w, 12 + height, palette, margin=beside([step.text for step in steps]),
        x={"visible": False, "range": [0, 1.02 * top]}, y={"visible": False, "range": [height, 0]},
        annotations=[*labels, *numbers],
    )  # fmt: skip
