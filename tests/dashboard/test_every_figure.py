"""Every picture of every page, in every language: what it shows is also said in words and written in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import frame
from dashboard.pages import PAGES
from dashboard.words import LANGUAGES
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
#: Selections that between them draw every picture that there is.
SEARCHES = ("", "?period=2023", "?places=a1&period=2023&compare=study", "?period=2024-01&campaign=entraide")


def graphs(tree: Any, above: tuple[Component, ...] = ()) -> Iterator[tuple[dcc.Graph, tuple[Component, ...]]]:
    """Every plotly picture of a tree with the components around it, the outermost first."""
    if isinstance(tree, (list, tuple)):
        for each in tree:
            yield from graphs(each, above)
    elif isinstance(tree, dcc.Graph):
        yield tree, above
    elif isinstance(tree, Component):
        yield from graphs(getattr(tree, "children", None), (*above, tree))


def has_class(part: Component, name: str) -> bool:
    return name in (getattr(part, "className", "") or "").split()


def summary_of(above: tuple[Component, ...], page: Component) -> str:
    """What a screen reader says of a picture: its own label, and the text that describes it."""
    for part in reversed(above):
        given = part.to_plotly_json()["props"]
        if "aria-label" in given and given.get("role") in ("img", "group"):
            by = given.get("aria-describedby")
            described = [each for each in components(page) if by and getattr(each, "id", None) == by]
            return " ".join([given["aria-label"], *(text_of(each) for each in described)])
    return ""


def tables_of(above: tuple[Component, ...], page: Component) -> list[Component]:
    """The tables of a picture's figure; the map's is the list beside it."""
    figures = [part for part in above if has_class(part, "figure")]
    around = figures[-1:] or [part for part in components(page) if has_class(part, "map-list")]
    return [each for part in around for each in components(part) if isinstance(each, html.Table)]


def faults(page: Component) -> list[str]:
    found = []
    for graph, above in graphs(page):
        summary, tables = summary_of(above, page), tables_of(above, page)
        if len(summary.split()) < 4:
            found.append(f"{graph.id}: no summary in words ({summary!r})")
        if not tables or not all(heads(table) for table in tables):
            found.append(f"{graph.id}: no table")
        if graph.id != "map" and not any(len(rows(table)) > 1 for table in tables):
            found.append(f"{graph.id}: an empty table")
    return found


def heads(table: Component) -> list[Component]:
    return [each for each in components(table) if isinstance(each, html.Th) and getattr(each, "scope", "") == "col"]


def rows(table: Component) -> list[Component]:
    return [each for each in components(table) if isinstance(each, html.Tr)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*(page.PATH for page in PAGES), "/n/a1"])
def test_every_picture_has_a_summary_and_a_table(town_snapshot: Snapshot, path: str, language: str) -> None:
    for search in SEARCHES:
        page = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path)
        assert faults(page) == [], search


def test_the_pictures_are_found(town_snapshot: Snapshot) -> None:
    """Else the test above could pass by looking at none."""
    made = [frame.render(view_of(town_snapshot, search, neighbourhoods=ALL), page.PATH)
            for page in PAGES for search in SEARCHES]  # fmt: skip
    seen = {graph.id for page in made for graph, _ in graphs(page)}
    assert {"map", "mix", "trend", "topics", "funnel"} <= seen


def test_a_picture_without_words_or_table_is_a_fault() -> None:
    bare = html.Div(html.Section(html.Div(dcc.Graph(id="bare"), role="img", **{"aria-label": ""}), className="figure"))
    assert len(faults(bare)) == 3
