"""The habits of every figure: a statement as title, a reading in words, the picture, its definition and its table.

Pure: texts, a plotly figure and rows in; a component out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.amounts import amount, decimals, interval_words, why_short
from dashboard.static import Static
from dashboard.words import Words, file_part
from queries import Indicator, Row

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from dash.development.base_component import Component

CONFIG: dict[str, Any] = {"displayModeBar": False, "responsive": True, "scrollZoom": False, "doubleClick": False}

#: Values for the CSV, by one encoder: a table has a thousand of them.
_encoded = json.JSONEncoder(ensure_ascii=False).encode

#: A cell of a table that is hidden: its text is the reason.
Hidden = tuple[str]


@dataclass(frozen=True)
class Told:
    """A cell or a head in the reader's words, and what stands for it in the CSV: numbers, or the names of columns."""

    text: str
    values: tuple[float | str, ...]


def number_cell(w: Words, indicator: Indicator, row: Row | None, text: str) -> Told | Hidden:
    """The number of a row as `text` says it, or why there is none.

    Words that say less than the number stay words: "at least 1,204" for a sum of some places only, "under 1%".
    """
    if row is None or row.answer is None:
        return (why_short(w, row, indicator),)
    says_it = text == amount(w, indicator.unit, row.answer)
    return Told(text, (_plain(indicator.unit, row.answer),) if says_it else ())


def told(w: Words, unit: str, value: float, high: float | None = None) -> Told:
    """A number that is of no row, or an interval from `value` to `high`."""
    if high is None:
        return Told(amount(w, unit, value), (_plain(unit, value),))
    text = w("{low} to {high}", low=amount(w, unit, value), high=amount(w, unit, high))
    return Told(text, (_plain(unit, value), _plain(unit, high)))


def interval_cell(w: Words, unit: str, row: Row) -> Told:
    """The 95 % interval: two columns of the CSV."""
    low, high = row.interval() or (None, None)
    text = interval_words(w, unit, row)
    if low is None or high is None or not text:
        return Told(text, ("", ""))
    return Told(text, (_plain(unit, low), _plain(unit, min(high, 1.0) if unit == "share" else high)))


def interval_head(w: Words, label: str = "") -> Told:
    """The head of intervals; `label` names their number in the CSV of a table that has several."""
    ends = (w("95% interval, from"), w("95% interval, to"))
    named = tuple(w("{name}: {value}", name=label, value=end) for end in ends)
    return Told(w("95% interval"), named if label else ends)


def _plain(unit: str, value: float) -> float:
    """For the CSV: no finer than the page tells it, 0.34 for 34%."""
    digits = decimals(unit, value)
    return round(round(100 * value, digits) / 100, digits + 2) if unit == "share" else round(value, digits)


def picture(identity: str, figure: go.Figure, summary: str) -> Component:
    """A plotly figure; `summary` says in words what it shows, for those who do not see it."""
    height = figure.layout.height or 320
    graph = dcc.Graph(id=identity, figure=figure, config=CONFIG, responsive=True, style={"height": f"{height}px"})
    return html.Div(graph, className="picture", role="img", **{"aria-label": summary})


def table(caption: str, head: Sequence[str | Told], rows: Sequence[Sequence[Any]], footnote: str = "") -> Component:
    """A real table; a cell given as a tuple of one text is hidden and says why. The first column names the row."""
    made = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([_head(text) for text in head])),
            html.Tbody([html.Tr([_cell(at, cell) for at, cell in enumerate(row)]) for row in rows]),
        ]
    )
    return html.Div(
        [made, *([html.P(footnote, className="reading")] if footnote else [])],
        className="table-scroll",
        tabIndex="0",
        role="region",
        **{"aria-label": caption},
    )


def _head(head: str | Told) -> Component:
    if isinstance(head, Told):
        return html.Th(head.text, scope="col", **_values(head))
    return html.Th(head, scope="col")


def _values(told: Told) -> dict[str, str]:
    """For assets/figure.js."""
    return {"data-values": _encoded(told.values)} if told.values else {}


def _cell(at: int, cell: Any) -> Component:
    if at == 0:
        return html.Th(cell, scope="row")
    if isinstance(cell, Told):
        return html.Td(cell.text, **_values(cell))
    if isinstance(cell, tuple):
        return html.Td(cell[0], className="is-hidden")
    return html.Td(cell)


def not_additive(w: Words) -> str:
    """The footnote of lines that count distinct households: their sum is no number of households."""
    return w("A household can be in several lines: the lines do not add up to a number of households.")


def figure_card(
    w: Words,
    title: str,
    reading: str,
    body: Component | Sequence[Component],
    *,
    caption: str = "",
    rows: Component | None = None,
    definition: Sequence[str] = (),
    before: Sequence[Component] = (),
    notes: Sequence[Component] = (),
    identity: str = "",
) -> Component:
    """A figure on its card. `caption` is unit and period, `rows` the table view, `definition` what the number means.

    `notes` stand under the reading: what is hidden, and where it can be seen. `identity` names it in addresses, the
    caption of `rows` in the names of files.
    """
    menu: list[Component] = []
    if definition:
        told = html.Div([html.P(text) for text in definition])
        menu.append(Static(html.Details([html.Summary(w("Definition")), told], className="definition")))
    if rows is not None:
        menu.append(Static(html.Details([html.Summary(w("Table")), rows], className="figure-table")))
    bodies = list(body) if isinstance(body, (list, tuple)) else [body]
    if rows is not None and identity:
        menu += _actions(w, has_picture=bool(bodies) and "picture" in (getattr(bodies[0], "className", "") or ""))
    return html.Section(
        [
            html.H2(title),
            *([html.P(caption, className="reading")] if caption else []),
            *before,
            *bodies,
            *([html.P(reading, className="figure-reading")] if reading else []),
            *notes,
            *([html.Div(menu, className="figure-menu")] if menu else []),
        ],
        className="card figure",
        **({"id": f"figure-{identity}"} if identity else {}),
        **({"data-file": file_part(getattr(rows, "aria-label", ""))} if rows is not None else {}),
    )


def _actions(w: Words, has_picture: bool) -> list[Component]:
    """What assets/figure.js does: the address, the table and the picture of a figure, to take away."""
    offered = [("link", w("Copy the link")), ("csv", w("Table as CSV"))]
    offered += [("picture", w("Picture"))] if has_picture else []
    done = {"data-done": w("The link is copied.")}
    return [
        html.Button(label, type="button", className="figure-action", **{"data-figure": action, **done})
        for action, label in offered
    ]
