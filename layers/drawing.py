"""How MapLibre draws each layer: lists of its layers, bottom first, for the colours that are given.

Sources are filled by the browser; feature states `fill` colour a neighbourhood without sending its shape again.
"""

from __future__ import annotations

from typing import Any, Protocol

Drawn = list[dict[str, Any]]

#: Names are drawn with the fonts of the reader's own machine: no glyphs are fetched.
FONT = ["sans-serif"]


class Colours(Protocol):
    """The colours that a theme gives to a map, as `#rrggbb` or `rgba(...)`."""

    @property
    def ink(self) -> str: ...
    @property
    def card(self) -> str: ...
    @property
    def soft(self) -> str: ...
    @property
    def muted(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def deep(self) -> str: ...
    @property
    def warn(self) -> str: ...
    @property
    def hidden(self) -> str: ...
    @property
    def border(self) -> str: ...
    @property
    def ground(self) -> str: ...
    @property
    def rest_fill(self) -> str: ...
    @property
    def rest_line(self) -> str: ...


def amounts(colours: Colours) -> Drawn:
    """The neighbourhoods: one colour each, hatches where the number is hidden."""
    fill = ["to-color", ["feature-state", "fill"], colours.hidden]
    return [
        {"id": "amounts", "type": "fill", "source": "neighbourhoods", "paint": {"fill-color": fill}},
        {"id": "hidden", "type": "fill", "source": "hidden", "paint": {"fill-pattern": "hatch"}},
    ]


def borders(colours: Colours) -> Drawn:
    """The lines between neighbourhoods, thinner from afar, and what is pointed at.

    One line inside another: the outer stands out on dark classes, the inner on pale ones and on the ground.
    """
    return [
        {"id": "borders-halo", "type": "line", "source": "neighbourhoods", "layout": {"line-join": "round"},
         "paint": {"line-color": colours.border, "line-width": _by_zoom(9, 0.8, 12, 2.4)}},
        {"id": "borders", "type": "line", "source": "neighbourhoods", "layout": {"line-join": "round"},
         "paint": {"line-color": colours.muted, "line-width": _by_zoom(9, 0.3, 12, 0.8)}},
        {"id": "pointed", "type": "line", "source": "pointed", "layout": {"line-join": "round"},
         "paint": {"line-color": colours.ink, "line-width": 1.6}},
    ]  # fmt: skip


def chosen(colours: Colours) -> Drawn:
    """What is selected: an outline with a halo, so that it stands out on every colour; similar places dashed."""
    line = {"line-join": "round", "line-cap": "round"}
    return [
        {"id": "similar-halo", "type": "line", "source": "similar", "layout": line,
         "paint": {"line-color": colours.card, "line-width": 4.5}},
        {"id": "similar", "type": "line", "source": "similar",
         "paint": {"line-color": colours.ink, "line-width": 2, "line-dasharray": [2, 1.5]}},
        {"id": "selected-halo", "type": "line", "source": "selected", "layout": line,
         "paint": {"line-color": colours.card, "line-width": 6}},
        {"id": "selected", "type": "line", "source": "selected", "layout": line,
         "paint": {"line-color": colours.ink, "line-width": 3}},
    ]  # fmt: skip


def names(colours: Colours) -> Drawn:
    """Names of neighbourhoods: the largest first; one that would cover another waits for a closer look."""
    return [
        {
            "id": "names",
            "type": "symbol",
            "source": "names",
            "layout": {
                "text-field": ["get", "name"],
                "text-font": FONT,
                "text-size": _by_zoom(9, 10.5, 12, 13, 14, 15),
                "text-max-width": 7,
                "text-line-height": 1.1,
                "text-padding": 3,
                # A name steps aside for the sign of a project rather than vanish under it.
                "text-variable-anchor": ["center", "top", "bottom"],
                "text-radial-offset": 0.9,
                "text-justify": "center",
                "symbol-sort-key": ["get", "rank"],
            },
            "paint": {"text-color": colours.ink, "text-halo-color": colours.card, "text-halo-width": 1.6},
        }
    ]


def silent(colours: Colours) -> Drawn:
    """Neighbourhoods too quiet to tell: dotted and outlined by dashes, unlike the hatches of a hidden number."""
    return [
        {"id": "silent-dots", "type": "fill", "source": "silent", "paint": {"fill-pattern": "dots"}},
        {"id": "silent-line", "type": "line", "source": "silent",
         "paint": {"line-color": colours.soft, "line-width": 1.5, "line-dasharray": [1, 1.5]}},
    ]  # fmt: skip


def activity(colours: Colours) -> Drawn:
    """A heat of one point a neighbourhood; `weight` is 0 to 1, the radius that of the browser."""
    glow = ["interpolate", ["linear"], ["heatmap-density"], 0, _faded(colours.warn, 0), 0.25,
            _faded(colours.warn, 0.25), 1, _faded(colours.warn, 0.9)]  # fmt: skip
    return [
        {"id": "activity", "type": "heatmap", "source": "activity",
         "paint": {"heatmap-weight": ["get", "weight"], "heatmap-intensity": 0.8, "heatmap-opacity": 0.85,
                   "heatmap-color": glow, "heatmap-radius": 40}},
    ]  # fmt: skip


def above(colours: Colours) -> Drawn:
    """The outlines of groups, and thicker those of the city."""
    width = ["match", ["get", "level"], "city", 2.4, 1.8]
    return [
        {"id": "above-halo", "type": "line", "source": "above", "layout": {"line-join": "round"},
         "paint": {"line-color": colours.card, "line-width": 4}},
        {"id": "above", "type": "line", "source": "above", "layout": {"line-join": "round"},
         "paint": {"line-color": colours.soft, "line-width": width}},
    ]  # fmt: skip


def places(colours: Colours) -> Drawn:
    """Local places: a sign each by kind, and from afar a circle with how many there are."""
    several = ["has", "point_count"]
    radius = ["step", ["get", "point_count"], 11, 10, 14, 100, 18]
    return [
        {"id": "places-several", "type": "circle", "source": "places", "filter": several,
         "paint": {"circle-color": colours.card, "circle-radius": radius, "circle-stroke-color": colours.deep,
                   "circle-stroke-width": 1.8}},
        {"id": "places-count", "type": "symbol", "source": "places", "filter": several,
         "layout": {"text-field": ["get", "point_count_abbreviated"], "text-font": FONT, "text-size": 12,
                    "text-allow-overlap": True}, "paint": {"text-color": colours.ink}},
        {"id": "places-one", "type": "circle", "source": "places", "filter": ["!", several],
         "paint": {"circle-color": colours.card, "circle-radius": 8.5, "circle-stroke-color": colours.deep,
                   "circle-stroke-width": 1.4}},
        {"id": "places-sign", "type": "symbol", "source": "places", "filter": ["!", several],
         "layout": {"text-field": ["get", "sign"], "text-font": FONT, "text-size": 11, "text-allow-overlap": True},
         "paint": {"text-color": colours.deep}},
    ]  # fmt: skip


def residences(colours: Colours) -> Drawn:
    """A landlord's residences: squares would need an image, so circles with a house's sign, larger with more homes."""
    radius = ["interpolate", ["linear"], ["sqrt", ["get", "dwellings"]], 0, 7, 10, 9, 25, 15]
    return [
        {"id": "residences", "type": "circle", "source": "residences",
         "paint": {"circle-color": colours.accent, "circle-radius": radius, "circle-stroke-color": colours.card,
                   "circle-stroke-width": 2}},
        {"id": "residences-sign", "type": "symbol", "source": "residences",
         "layout": {"text-field": "⌂", "text-font": FONT, "text-size": 15, "text-allow-overlap": True},
         "paint": {"text-color": colours.card}},
    ]  # fmt: skip


def projects(colours: Colours) -> Drawn:
    """Projects: a ring in the colour of the stage around its sign; small dots where there are very many.

    An area is filled lightly under the sign, a line drawn; `colour`, `sign` and `radius` come with each feature.
    """
    point = ["==", ["geometry-type"], "Point"]
    area = ["in", ["geometry-type"], ["literal", ["Polygon", "MultiPolygon"]]]
    return [
        {"id": "projects-area", "type": "fill", "source": "projects", "filter": area,
         "paint": {"fill-color": ["get", "colour"], "fill-opacity": 0.25}},
        {"id": "projects-edge", "type": "line", "source": "projects", "filter": ["!", point],
         "paint": {"line-color": ["get", "colour"], "line-width": 2}},
        {"id": "projects", "type": "circle", "source": "projects", "filter": point,
         "paint": {"circle-color": colours.card, "circle-radius": ["get", "radius"],
                   "circle-stroke-color": ["get", "colour"], "circle-stroke-width": 3}},
        {"id": "projects-sign", "type": "symbol", "source": "projects",
         "filter": ["all", point, [">", ["get", "radius"], 5]],
         "layout": {"text-field": ["get", "sign"], "text-font": FONT, "text-size": 11, "text-allow-overlap": True},
         "paint": {"text-color": colours.ink}},
    ]  # fmt: skip


def _by_zoom(*stops: float) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], *stops]


def _faded(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
