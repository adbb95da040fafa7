"""The colours of every figure in both themes: one meaning a colour in the whole product.

It reads them, and the type, from assets/tokens.css, where they are written once; it must not know what is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

_TOKENS = (Path(__file__).resolve().parents[2] / "assets" / "tokens.css").read_text("utf-8")
_BY_THEME = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}|rgb\([^)]+\)), (#[0-9a-f]{6}|rgb\([^)]+\))\);")

#: The families of fonts that page and figures are set in.
FONT = re.search(r"--font: ([^;]+);", _TOKENS)[1]  # type: ignore[index]

#: Exchange types, stages of a project, and the type whose colour a group of types has: it leads it in the study.
TYPES = ("item_sharing", "service_sharing", "local_news", "odd_jobs", "local_events", "car_sharing",
         "citizen_surveys", "bulk_purchases", "security_alerts")  # fmt: skip
STAGES = ("planned", "consultation", "works", "existing")
_LEADERS = {"items": "item_sharing", "services": "service_sharing", "news_events": "local_news",
            "collective": "car_sharing"}  # fmt: skip
_STEPS, _SIDES = 6, 7


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as `#rrggbb` or `rgba(...)`, each named like its token; scales go from low to high."""

    paper: str
    card: str
    ink: str
    soft: str
    muted: str
    line: str
    control: str
    code: str
    accent: str
    accent_3: str
    deep: str
    mid: str
    band: str
    warn: str
    mark: str
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


#: The tokens behind the fields that hold several colours.
SCALES: dict[str, tuple[str, ...]] = {
    "sequence": tuple(f"s{at}" for at in range(1, _STEPS + 1)),
    "diverging": tuple(f"d{at}" for at in range(1, _SIDES + 1)),
    "types": tuple(code.replace("_", "-") for code in TYPES),
    "groups": tuple(leader.replace("_", "-") for leader in _LEADERS.values()),
    "stages": STAGES,
    "stage_bands": tuple(f"{stage}-band" for stage in STAGES[1:]),
}


def palette(theme: str) -> Palette:
    """The colours of a theme, "light" or "dark"; anything else is light."""
    return _DARK if theme == "dark" else _LIGHT


def mixed(one: str, other: str) -> str:
    """The colour halfway between two of the form `#rrggbb`."""
    return "#" + "".join(f"{(int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2:02x}" for at in (1, 3, 5))


def _read(theme: int) -> Palette:
    told = {found[0]: _for_figures(found[1 + theme]) for found in _BY_THEME.findall(_TOKENS)}
    scales = {name: tuple(told[token] for token in tokens) for name, tokens in SCALES.items()}
    keys = {"types": TYPES, "groups": tuple(_LEADERS), "stages": STAGES, "stage_bands": STAGES[1:]}
    several = {name: dict(zip(keys[name], scale, strict=True)) if name in keys else scale
               for name, scale in scales.items()}  # fmt: skip
    single = {each.name: told[each.name.replace("_", "-")] for each in fields(Palette) if each.name not in several}
    return Palette(**single, **several)  # type: ignore[arg-type]


def _for_figures(colour: str) -> str:
    """A see-through colour as figures write it: with commas, and the share as a number up to 1."""
    if colour.startswith("#"):
        return colour
    red, green, blue, share = re.findall(r"\d+", colour)
    return f"rgba({red},{green},{blue},{int(share) / 100})"


_LIGHT, _DARK = _read(0), _read(1)
