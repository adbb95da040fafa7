"""Every picture of every page, in every language: what it shows is also said in words and written in a table.

What is taken away as CSV holds the numbers of that table, not their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import frame
from dashboard.components.figure import Told, figure_card, table
from dashboard.pages import PAGES
from dashboard.words import Words, words_in
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, text_of, values_of, view_of

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


def is_limit(text: str, w: Words) -> bool:
    """Whether words say less than a number would: at least 40, under 1%."""
    limits = (w("at least {n}", n="#"), w("under 1%"), w("less than 1 to 1"), w("at least {n} to 1", n="#"))
    return any(re.fullmatch(re.escape(limit).replace(r"\#", r"[\d\s.,]+"), text) for limit in limits)


def is_number(text: str, w: Words) -> bool:
    """34%, 1 204, 12% to 15%."""
    ends = re.fullmatch(w("{low} to {high}", low="(.+)", high="(.+)"), text)
    return all(re.fullmatch(r"[\d\W]*\d[\d\W]*", part) for part in (ends.groups() if ends else (text,)))


def faults_of_csv(page: Component, w: Words) -> list[str]:
    """Numbers told in words only, and cells that do not fill the columns of their head (see assets/figure.js)."""
    found = []
    for part in (each for each in components(page) if has_class(each, "figure-table")):
        first, *lines = (row.children for row in rows(part))
        for at, head in enumerate(first[1:], start=1):
            column, name, width = [line[at] for line in lines], text_of(head), len(values_of(head)) or 1
            found += [f"{name}: {values_of(cell)} under {width} heads" for cell in column
                      if values_of(cell) and len(values_of(cell)) != width]  # fmt: skip
            numeric = any(map(values_of, column))
            words = [text_of(cell) for cell in column if not values_of(cell)]
            found += [f"{name}: {text!r} in words" for text in words if re.search(r"\d", text) and not is_limit(text, w)
                      and (numeric or is_number(text, w))]  # fmt: skip
    return found


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.deep)])
@pytest.mark.parametrize("path", [*(page.PATH for page in PAGES), "/n/a1"])
def test_every_table_gives_spreadsheets_its_numbers(town_snapshot: Snapshot, path: str, language: str) -> None:
    for search in SEARCHES:
        page = frame.render(view_of(town_snapshot, search, neighbourhoods=ALL, language=language), path)
        assert faults_of_csv(page, words_in(language)) == [], search


def test_a_number_in_words_or_of_another_width_is_a_fault() -> None:
    w = words_in("en")

    def faults_with(*cells: Any) -> int:
        made = table("Mix", ["Type", Told("95% interval", ("from", "to"))], [["Items", cell] for cell in cells])
        return len(faults_of_csv(figure_card(w, "Mix", "", (), rows=made), w))

    assert faults_with(Told("1 to 2", (1, 2)), ("below threshold",), "–", "at least 1,204") == 0
    assert faults_with(Told("1", (1,))) == 1
    assert faults_with("12% to 15%", "34%") == 2
    assert faults_with(Told("1 to 2", (1, 2)), "about 34%") == 1


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.deep)])
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
    named = {getattr(part, "id", "") for page in made for part in components(page)
             if any(has_class(each, "figure-table") for each in components(part))}  # fmt: skip
    figures = ("mix", "tops-object", "mixes", "outcomes", "replies", "sharers-dwelling_type", "needs", "left",
               "priority", "help", "represented-dwelling_type")  # fmt: skip
    assert {f"figure-{each}" for each in figures} <= named


def test_a_picture_without_words_or_table_is_a_fault() -> None:
    bare = html.Div(html.Section(html.Div(dcc.Graph(id="bare"), role="img", **{"aria-label": ""}), className="figure"))
    assert len(faults(bare)) == 3
