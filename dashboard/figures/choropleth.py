"""The picture of the map: an empty MapLibre map on its ground, and the colours of classes and stages.

Shapes come by address and numbers by the page's script (assets/map.js), so a figure stays about a kilobyte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.palettes import Palette

#: Each stage has a sign beside its colour, so that it can be told without the colour.
STAGE_SIGNS = {"planned": "·", "consultation": "?", "works": "▲", "existing": "✓"}

_SPREAD = {1: (2,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 2, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}
_AWAY = {1: (2,), 2: (1, 3), 3: (1, 2, 3)}

#: What the figure needs of dcc.Graph: no mode bar, wheel and keyboard zoom, no double click that jumps.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": True,
    "doubleClick": False,
    "displaylogo": False,
}


def colours(count: int, palette: Palette) -> tuple[str, ...]:
    """One colour for each of `count` classes (1 to 6), low to high, as far apart as the scale allows."""
    return tuple(palette.sequence[at] for at in _SPREAD[count])


def diverging(side: int, sizes: int, palette: Palette) -> str:
    """The colour of a difference: `side` is its direction and size (-3 to 3), among so many `sizes` each way."""
    if not side:
        return palette.diverging[3]
    step = _AWAY[sizes][abs(side) - 1]
    return palette.diverging[3 + step if side > 0 else 3 - step]


def figure(ground: Mapping[str, Any] | str, view: tuple[float, float, float], revision: str) -> go.Figure:
    """An empty map: `ground` is a MapLibre style or its address, `view` longitude, latitude and zoom to start from.

    `revision` keeps the reader's pan and zoom while it stays the same.
    """
    lon, lat, zoom = view
    return go.Figure(
        # plotly makes a map for a trace only; this one point is never seen.
        data=[go.Scattermap(lon=[lon], lat=[lat], mode="markers", marker={"opacity": 0}, hoverinfo="skip", name="")],
        layout=go.Layout(
            template="none",  # the ready-made one is 6 KB of styles for charts that are not here
            map={
                "style": dict(ground) if isinstance(ground, Mapping) else ground,
                "center": {"lon": lon, "lat": lat},
                "zoom": zoom,
                "uirevision": revision,
            },
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            paper_bgcolor="rgba(0,0,0,0)",
            showlegend=False,
            clickmode="none",
            hovermode=False,
            dragmode="pan",
            uirevision=revision,
        ),
    )
