"""The look of every figure: type, axes, hover, in the colours of a palette. It must not know what is drawn."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from dashboard.figures.palettes import FONT, Palette
from dashboard.words import Words

pio.templates.default = None  # every figure is dressed here

#: A letter of 13 pixels in the wider of the system's fonts, in pixels.
_LETTER = 8

#: A line of a label, in pixels.
_LINE = 16


def dressed(
    figure: go.Figure, w: Words, height: int, palette: Palette, *, margin: dict[str, int] | None = None,
    x: dict[str, Any] | None = None, y: dict[str, Any] | None = None, **own: Any,
) -> go.Figure:  # fmt: skip
    """The figure in the product's look, for a reader's language; `margin`, the axes `x` and `y` and whatever else of a
    layout is given are its own.

    The layout is set as a whole: key by key takes Plotly ten times as long.
    """
    letters = {"family": FONT, "size": 13, "color": palette.ink}
    axis = {"fixedrange": True, "automargin": True, "zeroline": False, "tickfont": {"color": palette.soft}}
    figure.layout = {
        **figure.layout.to_plotly_json(),
        **own,
        "height": height,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 4, "pad": 4, **(margin or {})},
        "minreducedwidth": 40,  # on a telephone bars may be short; names and numbers are never cut
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": letters,
        "separators": w.number(1234.5, 1)[5] + w.number(1234.5, 1)[1],
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"bgcolor": palette.card, "bordercolor": palette.line, "font": letters},
        "template": {},
        "xaxis": {**axis, "showgrid": False, "linecolor": palette.line, **(x or {})},
        "yaxis": {**axis, "gridcolor": palette.line, **(y or {})},
    }
    return figure


def named_rows(names: Sequence[str], palette: Palette) -> dict[str, Any]:
    """The axis of rows that are told by name, the first on top."""
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "range": [len(names) - 0.5, -0.5],
            "showgrid": False, "tickfont": {"color": palette.ink, "size": 13}}  # fmt: skip


def beside(texts: Sequence[str]) -> dict[str, int]:
    """The margin on the right of a plot that the longest text beside its marks needs, however narrow the screen."""
    return {"r": 14 + _LETTER * max(map(len, texts), default=0)}


def wrapped(text: str, width: int = 24) -> str:
    """A label on at most a few lines, for the narrow side of a bar, without the markup that a name may hold."""
    return "<br>".join(map(drawn, textwrap.wrap(text, width)))


def drawn(text: str) -> str:
    """A text as a figure draws it: names come from bundles, and what looks like markup in them would be a link."""
    return html.escape(text, quote=False)


def row_height(labels: Sequence[str], least: int) -> int:
    """Pixels a row, so that the lines of one wrapped label never touch those of the next."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return max(least, _LINE * lines + 4)


def round_ticks(w: Words, top: float, count: int = 4) -> tuple[list[float], list[str]]:
    """Tick values from zero to just above `top`, and their texts in the reader's language."""
    if top <= 0:
        return [0.0], [w.number(0)]
    rough = top / count
    magnitude = 10 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough)
    values = [step * at for at in range(int(top / step) + 2)]
    return values, [w.number(value, 0 if step >= 1 else 1) for value in values]
