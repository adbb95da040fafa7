"""The exchange mix as bars: each type in its own colour, its noise as a thin line, the study as a black mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.components.amounts import why_short
from dashboard.figures.palettes import Palette
from dashboard.figures.theme import beside, dressed, named_rows, row_height, wrapped
from dashboard.words import Words
from queries import INDICATORS, Row

_ROW_HEIGHT, _FEW_ROWS_HEIGHT = 34, 54


def mix(
    rows: Sequence[Row], labels: Mapping[str, str], study: Mapping[str, float], w: Words, palette: Palette
) -> go.Figure:
    """One bar a row in the given order. `labels` and `study` (shares of 1, may be empty) by the row's value."""
    colours = {**palette.types, **palette.groups}
    names = [wrapped(labels.get(row.value, row.value), 18) for row in rows]
    places = list(range(len(rows)))
    shares = [100 * (row.answer or 0.0) for row in rows]
    highs = [100 * min(1.0, interval[1]) if (interval := row.interval()) else 0.0 for row in rows]
    lows = [100 * interval[0] if (interval := row.interval()) else 0.0 for row in rows]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=places,
            orientation="h",
            width=0.56,
            marker={"color": [colours.get(row.value, palette.mid) for row in rows], "cornerradius": 2},
            error_x={
                "type": "data",
                "array": [high - share for high, share in zip(highs, shares, strict=True)],
                "arrayminus": [share - low for low, share in zip(lows, shares, strict=True)],
                "color": palette.ink,
                "thickness": 1.2,
                "width": 0,
            },
            hoverinfo="skip",
        )
    )
    marks = [100 * study.get(row.value, 0.0) for row in rows]
    top = max([*highs, *marks, 5.0])
    shapes = [
        {
            "type": "line",
            "x0": mark,
            "x1": mark,
            "y0": at - 0.42,
            "y1": at + 0.42,
            "line": {"color": palette.ink, "width": 2.4},
        }
        for at, (row, mark) in enumerate(zip(rows, marks, strict=True))
        if row.value in study
    ]
    annotations = [
        {
            "x": marks[at] if row.answer is None else max(highs[at], marks[at]),
            "y": at,
            "text": share_words(row, w),
            "showarrow": False,
            "xanchor": "left",
            "xshift": 8,
            "font": {"color": palette.soft if row.answer is None else palette.ink, "size": 13},
        }
        for at, row in enumerate(rows)
    ]
    least = _ROW_HEIGHT if len(rows) > 5 else _FEW_ROWS_HEIGHT
    return dressed(
        figure, w, 16 + row_height(names, least) * len(rows), palette,
        margin=beside([share_words(row, w) for row in rows if row.answer is not None]),
        x={"visible": False, "range": [0, 1.02 * top]}, y=named_rows(names, palette),
        shapes=shapes, annotations=annotations,
    )  # fmt: skip


def share_words(row: Row, w: Words) -> str:
    """The share as it is written beside its bar."""
    if row.answer is None:
        return why_short(w, row, INDICATORS["mix_share"])
    return w("under 1%") if row.answer < 0.005 else w.percent(row.answer)
