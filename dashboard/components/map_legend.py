"""The legend of the map, which counts the neighbourhoods of each class, and the switches of its layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import html

from dashboard.components.map_numbers import colour_of
from dashboard.components.map_values import MapValues
from dashboard.components.spoken import DECORATIVE, labelled_by
from dashboard.components.timeline import stage_words
from dashboard.figures.choropleth import STAGE_SIGNS
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from layers.places import KIND_SIGNS
from layers.projects import STAGES
from layers.registry import Layer

if TYPE_CHECKING:
    from dash.development.base_component import Component


def legend(values: MapValues, palette: Palette) -> list[Component]:
    """Classes with their range and how many neighbourhoods each has; the hidden ones by why they are."""
    w = values.words
    lines = []
    for at, step in enumerate(values.legend()):
        colour = colour_of(values, palette, step.at)
        swatch = (
            html.Span(className="swatch", style={"background": colour}, **DECORATIVE)
            if colour
            else html.Span(className="swatch is-hatched", **DECORATIVE)
        )
        # The first line says what is counted, the others only how many.
        counted = w.plural("{n} place", "{n} places", step.count) if not at else w.number(step.count)
        lines.append(
            html.Li([swatch, html.Span(step.text, className="legend-text"), html.Span(counted, className="soft")])
        )
    return [html.H2(values.title, id="map-legend-title"), html.Ul(lines)]


def layers_card(
    layers: Sequence[Layer], stages: Sequence[str], off: Collection[str], palette: Palette, w: Words
) -> Component:
    """A switch a layer with what it shows, and the signs that it draws; `stages` has one entry a project.

    `off` names the layers that start switched off.
    """
    keys = {"projects": _stages(stages, palette, w), "places": _kinds(w)}
    switches = [
        html.Li(
            [
                dmc.Checkbox(
                    id=f"map-layer-{layer.code}",
                    label=w.text(layer.label),
                    checked=layer.on and layer.code not in off,
                    persistence=f"map-layer-{layer.code}",
                    persistence_type="session",
                    size="xs",
                    className="map-switch",
                ),
                html.Div(
                    [*([html.P(note)] if (note := w.text(layer.note)) else []), *keys.get(layer.code, [])],
                    className="layer-note",
                ),
            ],
            **{"data-layer": layer.code},
        )
        for layer in layers
    ]
    return html.Details(
        [html.Summary(w("Layers")), html.Ul(switches)], open=True, className="map-card map-layers", id="map-layers"
    )


def _stages(stages: Sequence[str], palette: Palette, w: Words) -> list[Component]:
    counts, names = Counter(stages), stage_names(w)
    lines: list[Any] = [
        html.Li(
            [stage_sign(stage, palette), html.Span(names[stage]), html.Span(w.number(counts[stage]), className="soft")]
        )
        for stage in STAGES
        if counts[stage]
    ]
    return [html.Ul(lines, className="layer-key")]


def _kinds(w: Words) -> list[Component]:
    names = kind_names(w)
    lines = [html.Li([html.Span(sign, className="kind-sign", **DECORATIVE), html.Span(names[kind])])
             for kind, sign in KIND_SIGNS.items()]  # fmt: skip
    return [html.Ul(lines, className="layer-key")]


def stage_sign(stage: str, palette: Palette) -> Component:
    """The ring and sign of a stage, as the map draws it."""
    return html.Span(
        STAGE_SIGNS[stage], className="stage-sign", style={"borderColor": palette.stages[stage]}, **DECORATIVE
    )


def stage_names(w: Words) -> dict[str, str]:
    """The stages of a project in words, the same as on the page of projects."""
    return {stage: stage_words(stage, w) for stage in STAGES}


def kind_names(w: Words) -> dict[str, str]:
    """The kinds of local places in words."""
    return {
        "association": w("association"),
        "shop": w("shop"),
        "public_service": w("public service"),
        "green_space": w("green space"),
        "other": w("other place"),
    }


def legend_card(children: list[Component]) -> Component:
    """The legend in its place over the map."""
    return html.Section(children, id="map-legend", className="map-card map-legend", **labelled_by("map-legend-title"))
