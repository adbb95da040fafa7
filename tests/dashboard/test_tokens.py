"""Style sheets take colours, type and space from the tokens, and every token that they name exists."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.figures.palettes import SCALES, Palette

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SHEETS = sorted(path for path in ASSETS.glob("*.css") if path.name != "tokens.css")
TOKENS = set(re.findall(r"(--[a-z0-9-]+):", (ASSETS / "tokens.css").read_text("utf-8")))


def declarations(path: Path) -> list[tuple[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"([a-z-]+): ([^;{}]+);", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_colours_type_and_space_come_from_the_tokens(path: Path) -> None:
    for name, value in declarations(path):
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(", value), (name, value)
        if name in ("font-size", "font-weight", "gap") or name.startswith(("padding", "margin")):
            assert not re.search(r"(?<![-.\d])\d[\d.]*(rem|px)\b", value), (name, value)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_sheet_names_a_token_that_is_not_there(path: Path) -> None:
    text = path.read_text("utf-8")
    own = set(re.findall(r"(--[a-z0-9-]+):", text))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", text)) - own - TOKENS == set()


def test_every_token_is_used_by_a_sheet_or_a_figure() -> None:
    sheets = "".join(path.read_text("utf-8") for path in ASSETS.glob("*.css"))
    code = "".join(path.read_text("utf-8") for folder in ("dashboard", "layers")
                   for path in (ASSETS.parent / folder).rglob("*.py") if path.name != "palettes.py")  # fmt: skip
    drawn = {name for name in (each.name for each in fields(Palette))
             if re.search(rf"\.{name}\b|\"{name}\"", code)}  # fmt: skip
    in_figures = {f"--{token}" for name in drawn for token in SCALES.get(name, (name.replace("_", "-"),))}
    assert {name for name in TOKENS if f"var({name})" not in sheets} - in_figures == set()
    assert {each.name for each in fields(Palette)} == drawn, "a colour of the palette that nothing is drawn in"
