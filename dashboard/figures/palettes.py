"""The colours of every figure in both themes: one meaning a colour in the whole product.

The values are those of assets/tokens.css; it must not know what is drawn with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as `#rrggbb` or `rgba(...)`; `sequence` and `diverging` go from low to high."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    control: str
    accent: str
    accent_soft: str
    deep: str
    mid: str
    band: str
    warn: str
    works: str
    label: str
    bench: str
    hidden: str
    hatch: str
    ground: str
    rest_fill: str
    rest_line: str
    border: str
    sequence: tuple[str, ...]
    diverging: tuple[str, ...]
    types: Mapping[str, str]
    groups: Mapping[str, str]
    stages: Mapping[str, str]
    stage_bands: Mapping[str, str]


_TYPES = {
    "item_sharing": "#276457", "service_sharing": "#3278d1", "local_news": "#865e95", "odd_jobs": "#c78213",
    "local_events": "#c75770", "car_sharing": "#799d57", "citizen_surveys": "#777f8d", "bulk_purchases": "#a85716",
    "security_alerts": "#a73333",
}  # fmt: skip
_DARK_TYPES = {
    "item_sharing": "#05a7a7", "service_sharing": "#5f7fbc", "local_news": "#a88dea", "odd_jobs": "#dc9a32",
    "local_events": "#d87798", "car_sharing": "#83c172", "citizen_surveys": "#acb1b0", "bulk_purchases": "#bd6e3a",
    "security_alerts": "#e4666a",
}  # fmt: skip
#: A group of types has the colour of the type that leads it in the study.
_LEADERS = {"items": "item_sharing", "services": "service_sharing", "news_events": "local_news",
            "collective": "car_sharing"}  # fmt: skip
_STAGES = {"planned": "#5b6673", "consultation": "#3c7fb1", "works": "#b3541e", "existing": "#4a8a2f"}
_BANDS = {"consultation": "rgba(60,127,177,0.10)", "works": "rgba(179,84,30,0.12)", "existing": "rgba(74,138,47,0.10)"}

_LIGHT = Palette(
    paper="#faf9f6", card="#ffffff", ink="#1c2530", soft="#5b6673", line="#e4e1da", control="#85878a",
    accent="#0b6e69", accent_soft="#d9ecea", deep="#064b47", mid="#3f948c", band="rgba(125,186,179,0.35)",
    warn="#b3541e", works="rgba(179,84,30,0.10)", bench="#1c2530", hidden="#eceae5", hatch="#b9b4a8",
    ground="#f4f4f0", rest_fill="#f7f6f2", rest_line="#c9c5bb", border="#ffffff", label="rgba(255,255,255,0.75)",
    sequence=("#d9ecea", "#aed5cf", "#7dbab3", "#3f948c", "#0b6e69", "#064b47"),
    diverging=("#a85a14", "#c98a4c", "#e8c59a", "#e6e4df", "#a9d0ca", "#4f9b94", "#0b5c58"),
    types=_TYPES, groups={group: _TYPES[leader] for group, leader in _LEADERS.items()},
    stages=_STAGES, stage_bands=_BANDS,
)  # fmt: skip

_DARK = Palette(
    paper="#12181d", card="#1a2228", ink="#e8edf0", soft="#a3b0ba", line="#2d3840", control="#71808b",
    accent="#5fc2b9", accent_soft="#173b39", deep="#a5dcd5", mid="#3f948c", band="rgba(95,194,185,0.28)",
    warn="#e59158", works="rgba(229,145,88,0.16)", bench="#e8edf0", hidden="#2a3239", hatch="#5d6973",
    ground="#151c21", rest_fill="#1b242a", rest_line="#3a4650", border="#12181d", label="rgba(26,34,40,0.75)",
    sequence=("#1d3b3b", "#22575a", "#2b7a79", "#45a099", "#7dc7be", "#c4ebe5"),
    diverging=("#f0a868", "#b9733a", "#6b4a30", "#3a434a", "#2a5a58", "#3f9690", "#9fe0d8"),
    types=_DARK_TYPES,
    groups={group: _DARK_TYPES[leader] for group, leader in _LEADERS.items()},
    stages={"planned": "#a3b0ba", "consultation": "#6fb0e0", "works": "#e59158", "existing": "#86c267"},
    stage_bands=_BANDS,
)  # fmt: skip


def palette(theme: str) -> Palette:
    """The colours of a theme, "light" or "dark"; anything else is light."""
    return _DARK if theme == "dark" else _LIGHT
