"""Views for tests of pages: a reader of the town, without signing in; and the text of what was made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component

from dashboard.selection import Chosen
from dashboard.view import Reader, View
from dashboard.words import words_in
from queries.model import Scope
from queries.snapshot import Snapshot


def view_of(
    snapshot: Snapshot | None, search: str = "", *, neighbourhoods: tuple[str, ...] = (), language: str = "en"
) -> View:
    reader = Reader("city@town.example", "town", "Ville", "local_authority")
    return View(Scope("town", neighbourhoods), snapshot, Chosen.parse(search), words_in(language), reader, "/")


def components(tree: Any) -> Iterator[Component]:
    """Every component of a tree, from the top down."""
    if isinstance(tree, Component):
        yield tree
        yield from components(getattr(tree, "children", None))
    elif isinstance(tree, (list, tuple)):
        for each in tree:
            yield from components(each)


def text_of(tree: Any) -> str:
    """All words of a tree as a reader would come across them."""
    if isinstance(tree, Component):
        return text_of(getattr(tree, "children", None))
    if isinstance(tree, (list, tuple)):
        return " ".join(filter(None, map(text_of, tree)))
    return "" if tree is None else str(tree)


def values_of(cell: Component) -> list[Any]:
    """What the CSV has for a cell of a table, empty where it has its words."""
    return json.loads(cell.to_plotly_json()["props"].get("data-values", "[]"))


def cells_of(tree: Any) -> list[Any]:
    """The cells of the tables of a tree but for the first column, row by row, as the CSV has them."""
    cells = (each for each in components(tree) if type(each).__name__ == "Td")
    return [values_of(cell) or text_of(cell) for cell in cells]


def kinds(tree: Any) -> list[str]:
    return [type(each).__name__ for each in components(tree)]
