"""The look of every figure: colours that keep their meaning on each page, type, axes, hover.

The values are those of assets/tokens.css (a test compares them).
"""

from __future__ import annotations

import textwrap

import plotly.graph_objects as go

from dashboard.words import Words

INK, SOFT, LINE, CARD = "#1c2530", "#5b6673", "#e4e1da", "#ffffff"
ACCENT, DEEP, BAND = "#0b6e69", "#064b47", "rgba(125,186,179,0.35)"
MID, WARN, WORKS = "#3f948c", "#b3541e", "rgba(179,84,30,0.10)"
FONT = '"Inter", "Source Sans 3", system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif'

EXCHANGE_TYPES = {
    "item_sharing": "#0b6e69",
    "service_sharing": "#3c7fb1",
    "local_news": "#8c6bb1",
    "odd_jobs": "#c9862b",
    "local_events": "#c2577a",
    "car_sharing": "#5a9a3a",
    "citizen_surveys": "#7a7a7a",
    "bulk_purchases": "#a0522d",
    "security_alerts": "#b33a3a",
}
#: A group has the colour of the type that leads it in the study.
TYPE_GROUPS = {
    "items": "#0b6e69",
    "services": "#3c7fb1",
    "news_events": "#8c6bb1",
    "collective": "#5a9a3a",
}
STAGES = {"consultation": "#3c7fb1", "works": "#b3541e", "existing": "#4a8a2f"}
STAGE_BANDS = {
    "consultation": "rgba(60,127,177,0.10)",
    "works": "rgba(179,84,30,0.12)",
    "existing": "rgba(74,138,47,0.10)",
}


def dressed(figure: go.Figure, w: Words, height: int) -> go.Figure:
    """The figure in the product's look, for a reader's language."""
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 4, "t": 8, "b": 4, "pad": 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": INK},
        separators=",\u202f" if w.language == "fr" else ".,",
        showlegend=False,
        dragmode=False,
        hoverlabel={"bgcolor": CARD, "bordercolor": LINE, "font": {"family": FONT, "size": 13, "color": INK}},
        template=None,
    )
    shared = {"fixedrange": True, "automargin": True, "zeroline": False, "tickfont": {"color": SOFT}}
    figure.update_xaxes(**shared, showgrid=False, linecolor=LINE)
    figure.update_yaxes(**shared, gridcolor=LINE)
    return figure


def wrapped(text: str, width: int = 24) -> str:
    """A label on at most a few lines, for the narrow side of a bar."""
    return "<br>".join(textwrap.wrap(text, width)) or text


def round_ticks(w: Words, top: float, count: int = 4) -> tuple[list[float], list[str]]:
    """Tick values from zero to just above `top`, and their texts in the reader's language."""
    if top <= 0:
        return [0.0], [w.number(0)]
    rough = top / count
    magnitude = 10 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough)
    values = [step * at for at in range(int(top / step) + 2)]
    return values, [w.number(value, 0 if step >= 1 else 1) for value in values]
