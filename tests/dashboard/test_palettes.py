"""The colours of both themes: the tokens' own, readable on their grounds, and apart for eyes that see fewer colours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from dashboard import frame
from dashboard.figures.palettes import SCALES, Palette, palette

ASSETS = Path(__file__).resolve().parents[2] / "assets"
THEMES = ("light", "dark")

#: Simulation matrices at severity 1 on linear RGB: Machado, Oliveira and Fernandes 2009.
SEEING = {
    "all colours": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "tritanopia": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                            [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    found = re.findall(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
                       (ASSETS / "tokens.css").read_text("utf-8"))  # fmt: skip
    return {name: dark if theme == "dark" else light for name, light, dark in found}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    light, dark = sorted((float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson 2020."""
    cones = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                      [0.0883024619, 0.2817188376, 0.6299787005]]) @ np.clip(rgb, 0, 1)  # fmt: skip
    return np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                     [0.0259040371, 0.7827717662, -0.8086757660]]) @ np.cbrt(cones)  # fmt: skip


def distance(one: str, other: str, seeing: np.ndarray) -> float:
    return 100 * float(np.linalg.norm(oklab(seeing @ linear(one)) - oklab(seeing @ linear(other))))


@pytest.mark.parametrize("theme", THEMES)
def test_the_palette_has_the_colours_of_the_tokens(theme: str) -> None:
    known, colours = tokens(theme), palette(theme)
    for name in (each.name for each in fields(Palette)):
        value = getattr(colours, name)
        several = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        for token, colour in zip(SCALES.get(name, (name.replace("_", "-"),)), several, strict=True):
            assert colour == known.get(token, colour), token
            assert token in known or colour.startswith("rgba("), token


def test_no_code_has_a_colour_of_its_own() -> None:
    paths = [path for folder in ("dashboard", "layers") for path in (ASSETS.parent / folder).rglob("*.py")]
    assert len(paths) > 50
    for path in (*paths, *ASSETS.glob("*.js")):
        text = path.read_text("utf-8").replace("rgba(0,0,0,0)", "")  # no colour at all
        assert re.findall(r"[\"']#[0-9a-fA-F]{3,8}[\"']|rgba?\(\s*\d", text) == [], path.name


def test_the_ready_made_controls_have_the_colours_of_the_product() -> None:
    shades = frame.THEME["colors"]["quartier"]
    assert len(set(shades)) == len(shades) == len(frame.THEME["colors"]["dark"])
    assert shades[frame.THEME["primaryShade"]] == palette("light").accent
    assert set(palette("light").sequence) <= set(shades)
    assert {palette("dark").ink, palette("dark").card, palette("dark").paper} <= set(frame.THEME["colors"]["dark"])


def test_no_sheet_has_a_colour_of_its_own() -> None:
    for path in ASSETS.glob("*.css"):
        if path.name != "tokens.css":
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", path.read_text("utf-8")) == [], path.name


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_can_be_read_on_their_grounds(theme: str) -> None:
    known, colours = tokens(theme), palette(theme)
    text = [("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("accent", "card"),
            ("accent", "paper"), ("muted", "hidden"), ("muted", "hidden-2"), ("muted", "quiet"), ("warn-ink", "warn-2"),
            ("warn-ink", "card"), ("s6", "accent-2"), ("on-accent", "accent"), ("code-ink", "code"),
            ("ink", "accent-2"), ("soft", "accent-3")]  # fmt: skip
    assert [(a, b, n) for a, b in text if (n := contrast(known[a], known[b])) < 4.5] == []
    marks = {**colours.types, **colours.groups, **colours.stages, "accent": colours.accent, "control": colours.control,
             "the edge of the noise": colours.mid}  # fmt: skip
    assert [(name, n) for name, each in marks.items() if (n := contrast(each, colours.card)) < 3] == []
    assert [(name, n) for name, each in colours.stages.items() if (n := contrast(each, colours.card)) < 4.5 and
            name != "planned"] == [], "their names are written in them"  # fmt: skip
    assert contrast(colours.hatch, colours.hidden) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_every_neighbourhood_of_the_map_has_an_edge_that_can_be_seen(theme: str) -> None:
    """The line between two neighbourhoods is one line inside another: one of them stands out on every class."""
    colours = palette(theme)
    for fill in (*colours.sequence, *colours.diverging, colours.hidden):
        assert max(contrast(colours.border, fill), contrast(colours.muted, fill)) >= 3, fill
    for ground in (colours.ground, colours.rest_fill, colours.card):
        assert contrast(colours.muted, ground) >= 3
        assert contrast(colours.control, ground) >= 3, "the edge of a swatch"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEING)
def test_the_stages_of_a_project_can_be_told_apart_by_everybody(theme: str, seen: str) -> None:
    pairs = combinations(palette(theme).stages.items(), 2)
    assert [(a, b) for (a, one), (b, other) in pairs if distance(one, other, SEEING[seen]) < 10] == []


#: What shows where a control is, or which is chosen: its sheet, rule and property, and the ground that it stands on.
STATES = (
    ("map.css", ".map-switch input:not(:checked)", "border-color", "card"),
    ("map.css", ".mode-root .mantine-SegmentedControl-root", "border", "paper"),
    ("map.css", ".mode-root .mantine-SegmentedControl-indicator", "background", "card"),
    ("map.css", ".dot-line", "background", "card"),
    ("map.css", ".is-selected .dot-line", "background", "accent-2"),
    ("map.css", ".is-selected .dot", "background", "accent-2"),
    ("map.css", ".swatch", "box-shadow", "card"),
    ("map.css", ".tick", "border", "card"),
    ("base.css", ".chip.is-current", "border-color", "card"),
    ("frame.css", ".kind.is-current", "box-shadow", "paper"),
    ("frame.css", ".page-link.is-current", "box-shadow", "card"),
    ("frame.css", ".control, .places-root .control", "border", "paper"),
    ("pages.css", ".choice.is-current", "border-color", "card"),
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("sheet", "rule", "name", "ground"), STATES)
def test_controls_and_what_is_chosen_can_be_seen(theme: str, sheet: str, rule: str, name: str, ground: str) -> None:
    """WCAG 2.2, 1.4.11: 3:1 for what is needed to see a control and its state."""
    known, text = tokens(theme), (ASSETS / sheet).read_text("utf-8")
    (declared,) = re.findall(rf"^{re.escape(rule)} {{ (.+) }}$", text, flags=re.MULTILINE)
    (token,) = re.findall(rf"(?:^|; ){name}: [^;]*var\(--([a-z0-9-]+)\)", declared)
    assert contrast(known[token], known[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEING)
def test_the_four_groups_can_be_told_apart_by_everybody(theme: str, seen: str) -> None:
    """The nine types have their names beside them or, in strips, the order of the legend and a line between; the four
    groups are also drawn without."""
    pairs = combinations(palette(theme).groups.items(), 2)
    assert [(a, b) for (a, one), (b, other) in pairs if distance(one, other, SEEING[seen]) < 8.5] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEING)
def test_the_nine_types_are_nine_colours_for_everybody(theme: str, seen: str) -> None:
    pairs = combinations(palette(theme).types.items(), 2)
    assert [(a, b) for (a, one), (b, other) in pairs if distance(one, other, SEEING[seen]) < 5.5] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("seen", SEEING)
def test_the_scales_go_one_way_for_everybody(theme: str, seen: str) -> None:
    colours = palette(theme)
    lightness = [oklab(SEEING[seen] @ linear(each))[0] for each in colours.sequence]
    steps = [abs(b - a) for a, b in pairwise(lightness)]
    assert min(steps) > 0.04
    assert lightness == sorted(lightness, reverse=theme == "light"), (
        "on paper low is light, on the dark ground low is dark"
    )
    sides = colours.diverging
    assert min(distance(one, other, SEEING[seen]) for one, other in pairwise(sides)) > 8
    for less, more in zip(sides[:3], sides[:3:-1], strict=True):
        assert distance(less, more, SEEING[seen]) > 8, "less and more of one size"
    lightness = [oklab(SEEING[seen] @ linear(each))[0] for each in sides]
    away = lightness[3::-1], lightness[3:]
    assert all(side == sorted(side, reverse=theme == "light") for side in away), "farther from none is stronger"
