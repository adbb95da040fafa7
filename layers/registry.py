"""LAYERS: everything that can be switched on over the map, as data. Add a layer here: one entry is all it takes.

An entry names its texts, when it has something to show, where its features come from and how MapLibre draws them.
Colours are given by whoever draws; what a scope may see was decided by the queries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import queries
from layers import boundaries, drawing, places
from layers.drawing import Colours
from queries.model import Scope

if TYPE_CHECKING:
    from queries.snapshot import Snapshot

Text = dict[str, str]
Features = Callable[[Scope, "Snapshot"], boundaries.Collection]


def _always(scope: Scope, snapshot: Snapshot) -> bool:
    return bool(scope.neighbourhoods)


@dataclass(frozen=True)
class Layer:
    """One layer. `features` answer at an address of their own; without them the page feeds the layer its own numbers.

    `note` says what must be known to read it (may be empty), `on` whether it is shown at first, `needs` whether there
    is anything to show, `draw` the MapLibre layers, bottom first (their source is the layer's code), `options` those
    of the source, `slot` where it lies: over the colours, among the lines, or on top.
    """

    code: str
    label: Text
    note: Text
    draw: Callable[[Colours], list[dict[str, Any]]]
    features: Features | None = None
    on: bool = False
    slot: Literal["fill", "line", "sign"] = "sign"
    needs: Callable[[Scope, Snapshot], bool] = _always
    options: Mapping[str, Any] = field(default_factory=dict)


LAYERS: tuple[Layer, ...] = (
    Layer(
        "silent",
        {"en": "Silent zones", "fr": "Zones silencieuses"},
        {"en": "Too few active households to tell anything: it does not mean that nothing is needed there.",
         "fr": "Trop peu de foyers actifs pour dire quoi que ce soit : cela ne veut pas dire que rien n’y manque."},
        drawing.silent, slot="fill",
    ),
    Layer(
        "activity",
        {"en": "Activity heat", "fr": "Chaleur de l’activité"},
        {"en": "Published active households, one point for each neighbourhood: nothing finer is known.",
         "fr": "Foyers actifs publiés, un point par quartier : rien de plus fin n’est connu."},
        drawing.activity, slot="fill",
    ),
    Layer(
        "above",
        {"en": "Groups and city", "fr": "Groupes et ville"},
        {"en": "", "fr": ""},
        drawing.above, boundaries.above, slot="line",
    ),
    Layer(
        "places",
        {"en": "Local places", "fr": "Lieux du quartier"},
        {"en": "A circle with a number stands for several.", "fr": "Un cercle chiffré en réunit plusieurs."},
        drawing.places, places.local, needs=lambda scope, snapshot: bool(queries.local_places(scope, snapshot)),
        options={"cluster": True, "clusterRadius": 46, "clusterMaxZoom": 15},
    ),
    Layer(
        "residences",
        {"en": "Residences", "fr": "Résidences"},
        {"en": "Larger with more dwellings.", "fr": "Plus grandes quand elles ont plus de logements."},
        drawing.residences, places.residences, on=True,
        needs=lambda scope, snapshot: bool(queries.residence_points(scope, snapshot)),
    ),
    Layer(
        "projects",
        {"en": "Projects by stage", "fr": "Projets par étape"},
        {"en": "", "fr": ""},
        drawing.projects, on=True, needs=lambda scope, snapshot: bool(queries.projects(scope, snapshot)),
    ),
)  # fmt: skip

_GROUND: dict[str, Features] = {"neighbourhoods": boundaries.shapes, "rest": boundaries.context}


@lru_cache(maxsize=64)
def offered(scope: Scope, snapshot: Snapshot) -> tuple[Layer, ...]:
    """The layers that have something to show to this scope."""
    return tuple(layer for layer in LAYERS if layer.needs(scope, snapshot))


def geojson(name: str, scope: Scope, snapshot: Snapshot, city: str = "") -> bytes | None:
    """What the address of a layer answers, of one city if it is named; None for a name without features."""
    features = _GROUND.get(name) or next((layer.features for layer in LAYERS if layer.code == name), None)
    if features is None:
        return None
    # Kept by what is drawn: whatever else an address names as its city is the same as none.
    return _encoded(features, boundaries.within(scope, snapshot, city) if city else scope, snapshot)


@lru_cache(maxsize=32)
def _encoded(features: Features, scope: Scope, snapshot: Snapshot) -> bytes:
    return boundaries.encoded(features(scope, snapshot))
