"""The legend of the map, which counts the neighbourhoods of each class, and the switch of the project layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.map_values import MapValues
from dashboard.components.spoken import DECORATIVE, labelled_by
from dashboard.components.timeline import stage_words
from dashboard.figures.choropleth import STAGE_COLOURS, STAGE_SIGNS, colours
from dashboard.words import Words
from layers.projects import STAGES, ProjectPoint

if TYPE_CHECKING:
    from dash.development.base_component import Component


def legend(values: MapValues) -> Component:
    """Classes with their range and how many neighbourhoods each has; the hidden ones by why they are."""
    w, scale = values.words, values.scale
    rows: list[Component] = []
    if values.amounts:
        counts = scale.counts(values.amounts)
        for text, colour, count in zip(ranges(values), colours(scale.count), counts, strict=True):
            swatch = html.Span(className="swatch", style={"background": colour}, **DECORATIVE)
            rows.append(_line(swatch, text, count, w, first=not rows))
    hidden = Counter(values.why(row) for row in values.now.rows if row.answer is None)
    for text, count in hidden.items():
        swatch = html.Span(className="swatch is-hatched", **DECORATIVE)
        rows.append(_line(swatch, text, count, w, first=not rows))
    return html.Section(
        [html.H2(values.label, id="map-legend-title"), html.Ul(rows)],
        className="map-card map-legend",
        **labelled_by("map-legend-title"),
    )


def ranges(values: MapValues) -> tuple[str, ...]:
    """The words of each class: under 25%, 25% to 30%, 30% and over; a single class is the range of its values."""
    w, edges = values.words, values.scale.edges
    if not edges:
        low, high = min(values.amounts), max(values.amounts)
        same = values.amount(low) == values.amount(high)
        return (values.amount(low) if same else w("{low} to {high}", low=values.amount(low), high=values.amount(high)),)
    inner = [w("{low} to {high}", low=_edge(values, low), high=_edge(values, high)) for low, high in pairwise(edges)]
    first, last = (
        w("under {value}", value=_edge(values, edges[0])),
        w("{value} and over", value=_edge(values, edges[-1])),
    )
    return (first, *inner, last)


def _edge(values: MapValues, edge: float) -> str:
    # An edge of 2.5 % or 0.25 must not read as its neighbour: one decimal more where it is needed.
    w, unit = values.words, values.indicator.unit
    if unit == "share":
        return w.percent(edge, 0 if abs(edge * 100 - round(edge * 100)) < 1e-6 else 1)
    if unit == "ratio":
        return w.number(edge, 1 if abs(edge * 10 - round(edge * 10)) < 1e-6 else 2)
    return w.number(edge)


def _line(swatch: Component, text: str, count: int, w: Words, first: bool) -> Component:
    # The first line says what is counted, the others only how many.
    counted = w.plural("{n} place", "{n} places", count) if first else w.number(count)
    return html.Li([swatch, html.Span(text), html.Span(f" · {counted}", className="soft")])


def layers_card(points: Sequence[ProjectPoint], shown: bool, w: Words) -> Component:
    """The switch of the projects with the sign of each stage and how many have reached it."""
    counts = Counter(point.stage for point in points)
    names = stage_names(w)
    lines: list[Any] = [
        html.Li(
            [
                html.Span(
                    STAGE_SIGNS[stage],
                    className="stage-sign",
                    style={"borderColor": STAGE_COLOURS[stage]},
                    **DECORATIVE,
                ),
                html.Span(names[stage]),
                html.Span(f" · {w.number(counts[stage])}", className="soft"),
            ]
        )
        for stage in STAGES
        if counts[stage]
    ]
    return html.Section(
        [
            html.H2(w("Layers"), id="map-layers-title"),
            dmc.Checkbox(
                id="map-layers",
                label=w("Projects by stage"),
                checked=shown,
                persistence="map-layers",
                persistence_type="session",
                className="map-switch",
            ),
            html.Ul(lines),
        ],
        className="map-card map-layers",
        **labelled_by("map-layers-title"),
    )


def stage_names(w: Words) -> dict[str, str]:
    """The stages of a project in words, the same as on the page of projects."""
    return {stage: stage_words(stage, w) for stage in STAGES}
