"""The map of neighbourhoods: classed amounts, hatches over hidden cells, the outline of what is selected, projects.

It draws what it is given and reads no snapshot. Geometry comes by URL, so that a callback carries numbers only.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from layers.classes import Classes
from layers.projects import ProjectPoint
from layers.style import NAMES

#: The tokens --s1 to --s6, --hidden, --ink, --card and --soft of assets/tokens.css (a test compares them).
SEQUENCE = ("#e3f0ee", "#b5d8d3", "#7dbab3", "#3f948c", "#0b6e69", "#064b47")
HIDDEN = "#eceae5"
INK = "#1c2530"
CARD = "#ffffff"
SOFT = "#5b6673"
HATCH = "#b9b4a8"
BORDER = "#ffffff"

#: Each stage has a colour and a sign, so that it can be told without the colour.
STAGE_COLOURS = {"planned": "#5b6673", "consultation": "#3c7fb1", "works": "#b3541e", "existing": "#4a8a2f"}
STAGE_SIGNS = {"planned": "·", "consultation": "?", "works": "▲", "existing": "✓"}

#: With more projects than this, signs would cover the numbers: small dots instead.
MOST_SIGNS = 80

_SPREAD = {1: (2,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 2, 3, 4), 5: (0, 1, 2, 3, 4), 6: (0, 1, 2, 3, 4, 5)}

#: What the figure needs of dcc.Graph: no mode bar, wheel and keyboard zoom, no double click that jumps.
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": True,
    "doubleClick": False,
    "displaylogo": False,
}


@dataclass(frozen=True)
class Cell:
    """One neighbourhood: its value (None when hidden) and the lines a reader sees when pointing at it."""

    code: str
    name: str
    value: float | None
    reading: str


def colours(count: int) -> tuple[str, ...]:
    """One colour for each of `count` classes (1 to 6), light to dark, as far apart as the scale allows."""
    return tuple(SEQUENCE[at] for at in _SPREAD[count])


def figure(
    cells: Sequence[Cell],
    scale: Classes,
    *,
    geometry: str,
    style: Mapping[str, Any],
    hatches: Mapping[str, Any],
    view: tuple[float, float, float],
    selected: Sequence[str] = (),
    projects: Sequence[ProjectPoint] = (),
    project_readings: Mapping[str, str] | None = None,
    show_projects: bool = True,
    revision: str = "",
) -> go.Figure:
    """A MapLibre map that needs no network but `geometry`, the URL of the GeoJSON whose feature ids are the codes.

    `hatches` is the GeoJSON of lines over hidden cells; `view` the longitude, latitude and zoom to start from;
    `revision` keeps the reader's pan and zoom while it stays the same.
    """
    shown = [cell for cell in cells if cell.value is not None]
    hidden = [cell for cell in cells if cell.value is None]
    drawn = {cell.code for cell in cells}
    outlined = [code for code in selected if code in drawn]
    return go.Figure(
        data=[
            _amounts(shown, scale, geometry),
            _hidden(hidden, geometry),
            _outline(outlined, geometry, CARD, 6, "halo"),
            _outline(outlined, geometry, INK, 3, "outline"),
            *_projects(projects, project_readings or {}, show_projects),
        ],
        layout=go.Layout(
            template="none",  # the ready-made one is 6 KB of styles for charts that are not here
            map={
                "style": dict(style),
                "layers": _hatch_layers(hatches),
                # plotly's own fitting gives up as soon as there are polygons; assets/map.js fits the real box.
                "fitbounds": False,
                "center": {"lon": view[0], "lat": view[1]},
                "zoom": view[2],
                "uirevision": revision,
            },
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            paper_bgcolor="rgba(0,0,0,0)",
            showlegend=False,
            # The page keeps the selection in the address; plotly's own would dim the rest of the map.
            clickmode="event",
            dragmode="pan",
            uirevision=revision,
            hoverlabel={"bgcolor": CARD, "bordercolor": SOFT, "font": {"color": INK, "size": 13}, "align": "left"},
        ),
    )


def _amounts(cells: Sequence[Cell], scale: Classes, geometry: str) -> go.Choroplethmap:
    # Each class is a flat step of the colour scale: class k takes [k / n, (k + 1) / n].
    steps = colours(scale.count)
    edges = [at / len(steps) for at in range(len(steps) + 1)]
    flat = [[edge, colour] for low, high, colour in zip(edges, edges[1:], steps, strict=False) for edge in (low, high)]
    return go.Choroplethmap(
        geojson=geometry,
        locations=[cell.code for cell in cells],
        z=[scale.of(cell.value) + 0.5 for cell in cells if cell.value is not None],
        zmin=0,
        zmax=len(steps),
        colorscale=flat,
        showscale=False,
        marker={"line": {"color": BORDER, "width": 1.2}},
        customdata=[_hover(cell.name, cell.reading) for cell in cells],
        hovertemplate="%{customdata}<extra></extra>",
        below=NAMES,
        name="amounts",
    )


def _hidden(cells: Sequence[Cell], geometry: str) -> go.Choroplethmap:
    return go.Choroplethmap(
        geojson=geometry,
        locations=[cell.code for cell in cells],
        z=[0] * len(cells),
        colorscale=[[0, HIDDEN], [1, HIDDEN]],
        showscale=False,
        marker={"line": {"color": BORDER, "width": 1.2}},
        customdata=[_hover(cell.name, cell.reading) for cell in cells],
        hovertemplate="%{customdata}<extra></extra>",
        below=NAMES,
        name="hidden",
    )


def _outline(codes: Sequence[str], geometry: str, colour: str, width: float, name: str) -> go.Choroplethmap:
    return go.Choroplethmap(
        geojson=geometry,
        locations=list(codes),
        z=[0] * len(codes),
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        marker={"line": {"color": colour, "width": width}},
        hoverinfo="skip",
        below=NAMES,
        name=name,
    )


def _projects(points: Sequence[ProjectPoint], readings: Mapping[str, str], visible: bool) -> list[go.Scattermap]:
    if not points:
        return []
    few = len(points) <= MOST_SIGNS
    where: dict[str, Any] = {
        "lon": [point.lon for point in points],
        "lat": [point.lat for point in points],
        "visible": visible,
        "below": "",
    }
    rings = go.Scattermap(
        **where,
        mode="markers",
        marker={
            "size": 22 if few else 7,
            "color": [STAGE_COLOURS[point.stage] for point in points],
            "opacity": 1,
            "allowoverlap": True,
        },
        # A click on a project is a click on its neighbourhood.
        customdata=[
            [_hover(point.name, readings.get(point.code, "")), next(iter(point.neighbourhoods), "")] for point in points
        ],
        hovertemplate="%{customdata[0]}<extra></extra>",
        name="projects",
    )
    if not few:
        return [rings]
    signs = go.Scattermap(
        **where,
        mode="markers+text",
        marker={"size": 16, "color": CARD, "opacity": 1, "allowoverlap": True},
        text=[STAGE_SIGNS[point.stage] for point in points],
        textfont={"color": INK, "size": 12},
        hoverinfo="skip",
        name="project-signs",
    )
    return [rings, signs]


def _hatch_layers(hatches: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": "hatches",
            "sourcetype": "geojson",
            "source": dict(hatches),
            "type": "line",
            "color": HATCH,
            "line": {"width": 1.3},
            "below": NAMES,
        }
    ]


def _hover(name: str, reading: str) -> str:
    # plotly reads a little HTML in hover text; a name is only ever text.
    return f"<b>{html.escape(name)}</b><br>{html.escape(reading).replace(chr(10), '<br>')}"
