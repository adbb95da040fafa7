"""What is asked for against what is offered: categories or themes down, neighbourhoods across, as a real table.

Pure: cells in, a component out. Colour, sign and words say the same; a hidden cell is hatched and says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dash import dcc, html

from dashboard.components.figure import Told, figure_card, interval_head, table, told
from dashboard.components.spoken import DECORATIVE, said
from dashboard.need_words import LIKELY, probability_words, told_least, told_probability, told_ratio
from dashboard.words import Words
from queries import Gap

if TYPE_CHECKING:
    from dash.development.base_component import Component

Kind = Literal["shortage", "likely", "even", "plenty", "unjudged", "hidden"]

#: Below this ratio of demand to supply, surely, more is offered than asked for: a quarter more, as for shortages.
PLENTY = 0.8
#: Lines that say nothing beyond "no shortage to be told" fill up to the fewest; no more than the most can be taken in,
#: but a shortage that is named is always drawn.
FEWEST_ROWS, MOST_ROWS, MOST_COLUMNS, MOST_ALONE = 4, 8, 7, 8
#: The table holds every cell that shows a number, up to so many lines; beyond, shortages and likely ones only.
MOST_LINES = 1_500

_SIGNS: dict[Kind, str] = {"shortage": "▲", "likely": "△", "even": "=", "plenty": "▽", "unjudged": "?", "hidden": ""}


@dataclass(frozen=True)
class Matrix:
    """The lines that are drawn: codes of rows and columns in order; how many are left out. gaps: all of them, drawn or
    not. hrefs: of the columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    gaps: Mapping[tuple[str, str], Gap]
    labels: Mapping[str, str]
    names: Mapping[str, str]
    hrefs: Mapping[str, str]
    other_rows: int
    other_columns: int
    by_theme: bool

    @property
    def drawn(self) -> list[Kind]:
        return [kind_of(self.gaps.get((area, code))) for area in self.columns for code in self.rows]


def kind_of(gap: Gap | None) -> Kind:
    """What a cell says: a shortage that is named, a likely one, neither, plenty, not judged, or nothing to be told."""
    if gap is None or gap.asked is None:
        return "hidden"
    if gap.shortage is None:
        return "unjudged"
    if gap.flagged:
        return "shortage"
    if gap.shortage.probability >= LIKELY:
        return "likely"
    return "plenty" if gap.offered is not None and gap.shortage.interval.high < PLENTY else "even"


def gathered(gaps: Mapping[tuple[str, str], Gap], places: Sequence[str], codes: Sequence[str]) -> tuple[
    tuple[str, ...], tuple[str, ...]
]:  # fmt: skip
    """Rows and columns in the order in which shortages gather at the top left, cut to what can be taken in.

    Lines without any number are left out, unless a place is alone; those with a shortage that is named never are.
    """

    def weight(lines: Sequence[Gap]) -> tuple[int, float, float]:
        chances = [gap.shortage.probability for gap in lines if gap.asked is not None and gap.shortage]
        asked = sum(gap.asked or 0.0 for gap in lines)
        return sum(gap.flagged for gap in lines), sum(chance**2 for chance in chances), asked

    by_row = {code: [gap for area in places if (gap := gaps.get((area, code)))] for code in codes}
    rows = [code for code in codes if any(kind_of(gap) != "hidden" for gap in by_row[code])]
    rows = sorted(rows, key=lambda code: weight(by_row[code]), reverse=True)
    telling = [code for code in rows if any(kind_of(gap) in ("shortage", "likely") for gap in by_row[code])]
    most = min(MOST_ROWS, max(FEWEST_ROWS, len(telling))) if len(places) > 1 else MOST_ALONE
    most = max(most, sum(any(gap.flagged for gap in by_row[code]) for code in rows))
    rows = [*telling, *(code for code in rows if code not in telling)][:most]
    rows = sorted(rows, key=lambda code: weight(by_row[code]), reverse=True)
    by_column = {area: [gap for code in rows if (gap := gaps.get((area, code)))] for area in places}
    columns = [area for area in places if len(places) == 1 or any(kind_of(g) != "hidden" for g in by_column[area])]
    columns = sorted(columns, key=lambda area: weight(by_column[area]), reverse=True)
    named = sum(any(gap.flagged for gap in by_column[area]) for area in columns)
    return tuple(rows), tuple(columns[: max(MOST_COLUMNS, named)])


def matrix_card(
    content: Matrix, title: str, reading: str, period: str, w: Words, *, before: Sequence[Component] = (),
    notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The card: legend, matrix, reading, and a table of the households behind every cell that shows any."""
    what = w("Households that ask for each that offers, by theme") if content.by_theme else w(
        "Households that ask for each that offers, by category"
    )  # fmt: skip
    body = [_legend(content, w), matrix(content, f"{what}, {period}", w)] if content.rows else []
    return figure_card(
        w, title, reading, body, caption=" · ".join([what, period]), identity="needs", before=before, notes=notes,
        rows=_table(content, f"{what}, {period}", w) if content.rows else None, definition=definition(w),
    )  # fmt: skip


def definition(w: Words) -> list[str]:
    """What a shortage is, and how it is found."""
    return [
        w("Households that asked for something of a category in the year, against households that offered it; each "
          "household counts once, however often it asks."),
        w("The ratio of a neighbourhood is steadied: drawn towards what its city’s neighbourhoods have in common, all "
          "the more the smaller its numbers are, so it is not the number that asked divided by the number that "
          "offered."),
        w("A shortage is real when at least a quarter more households ask than offer, and a quarter more than what is "
          "usual for this category in the city. Its probability comes from the neighbourhood’s own published counts "
          "and from what its city’s neighbourhoods have in common (empirical Bayes with two groups of places, most of "
          "them much alike: Efron 2008). Hidden supply counts as a number between zero and the threshold."),
        w("Small shortages are easily missed. Where three households ask for each that offers, in one of 180 "
          "neighbourhoods and categories, a probability over 90% is reached in six of seven cases when 80 households "
          "ask, in three of five when 60 do and in one of five when 40 do. With 40, even who knew how rare and how "
          "large shortages are would find four of ten at most, since the counts carry noise. No shortage told does "
          "not mean that there is none."),
        w("Named with ▲: chosen over all neighbourhoods and categories of the city so that at most one in twenty is "
          "expected to be wrong (Newton 2004)."),
        w("Source: requests and offers on the network; a need that nobody posts is not seen."),
    ]  # fmt: skip


def matrix(content: Matrix, caption: str, w: Words) -> Component:
    """The table, in a box of its own that scrolls with its first column in place."""
    first = w("Theme") if content.by_theme else w("Category")
    heads = [html.Th(_column(content, area), scope="col") for area in content.columns]
    lines = [
        html.Tr([
            html.Th(content.labels.get(code, code), scope="row"),
            *(_cell(content.gaps.get((area, code)), w) for area in content.columns),
        ])
        for code in content.rows
    ]  # fmt: skip
    made = html.Table(
        [html.Caption(caption, className="visually-hidden"),
         html.Thead(html.Tr([html.Th(first, scope="col"), *heads])), html.Tbody(lines)],
        className="needs-matrix",
    )  # fmt: skip
    name = w("{what}, at a glance", what=caption)  # the table below, when it is open, bears the caption alone
    return html.Div(made, className="table-scroll needs-box", tabIndex="0", role="region", **{"aria-label": name})


def _column(content: Matrix, area: str) -> Any:
    name, href = content.names.get(area, area), content.hrefs.get(area, "")
    return dcc.Link(name, href=href) if href else name


def _cell(gap: Gap | None, w: Words) -> Component:
    kind = kind_of(gap)
    if gap is None or gap.asked is None:
        return html.Td(w("below threshold"), className="is-hidden")
    if gap.shortage is None:
        offered = w("below threshold") if gap.offered is None else w.number(gap.offered)
        counts = w("asked {asked}, offered {offered}", asked=w.number(gap.asked), offered=offered)
        return html.Td([html.Span(counts, className="need-ratio"), html.Span(w("not judged"), className="need-sure")],
                       className="need need-unjudged")  # fmt: skip
    p = probability_words(w, gap.shortage.probability)
    inside: list[Any] = [
        html.Span([html.Span(_SIGNS[kind], **DECORATIVE), said(_kind_words(kind, w)), " ",
                   html.Strong(ratio_words(gap, w))], className="need-ratio"),
        html.Span(w("probability {p}", p=p), className="need-sure"),
    ]  # fmt: skip
    return html.Td(inside, className=f"need need-{kind}")


def ratio_words(gap: Gap, w: Words) -> str:
    """3 to 1, or at least 2 to 1 where too few offer it for their number to be shown."""
    assert gap.shortage is not None
    if kind_of(gap) == "plenty":
        return w("less than 1 to 1")
    if not gap.shortage.at_least:
        return w("{n} to 1", n=_number(w, _each(gap)))
    least = told_least(gap.shortage.interval.low)
    return w("at least {n} to 1", n=_number(w, least)) if least >= 1 else w("not clear")


def _each(gap: Gap) -> float:
    assert gap.shortage is not None
    return told_ratio(gap.shortage.ratio) or 0.5


def _number(w: Words, ratio: float) -> str:
    return w.number(ratio, 1 if ratio % 1 else 0)


def _kind_words(kind: Kind, w: Words) -> str:
    return {"shortage": w("shortage"), "likely": w("likely shortage"), "even": w("no shortage to be told"),
            "plenty": w("more offered than asked for"),
            "unjudged": w("not judged: too few neighbourhoods of the city show it"),
            "hidden": w("below threshold")}[kind]  # fmt: skip


def _legend(content: Matrix, w: Words) -> Component:
    drawn = set(content.drawn)
    keys = {kind: "is-hatched" if kind == "hidden" else f"need-{kind}" for kind in _SIGNS if kind in drawn}
    items = [html.Li([html.Span(_SIGNS[kind], className=f"need-key {key}", **DECORATIVE), _kind_words(kind, w)])
             for kind, key in keys.items()]  # fmt: skip
    return html.Ul(items, className="needs-legend")


def _table(content: Matrix, caption: str, w: Words) -> Component:
    """Every pair of neighbourhood and category that shows a number, whether it is drawn or not."""
    head: list[str | Told] = [w("Neighbourhood"), w("Theme") if content.by_theme else w("Category"), w("Asked"),
                              w("Offered"), w("Asked for each offered, steadied"), interval_head(w),
                              w("Probability of a shortage")]  # fmt: skip
    shown = [gap for gap in content.gaps.values() if gap.asked is not None or gap.offered is not None]
    telling = [gap for gap in shown if kind_of(gap) in ("shortage", "likely")]
    footnote = w("What is not listed is below threshold on both sides.")
    if len(shown) > MOST_LINES:
        shown, footnote = telling, w("Clear and likely shortages only: fewer places give the other numbers too.")
    lines = sorted(([content.names.get(gap.area_code, gap.area_code), content.labels.get(gap.code, gap.code),
                     *_line(gap, w)] for gap in shown), key=lambda line: line[:2])  # fmt: skip
    return table(caption, head, lines, footnote)


def _line(gap: Gap, w: Words) -> list[Any]:
    sides = [(w("below threshold"),) if side is None else told(w, "households", side)
             for side in (gap.asked, gap.offered)]  # fmt: skip
    if gap.asked is None or gap.shortage is None:
        return [*sides, "–", "–", "–" if gap.asked is None else w("not judged")]
    chance = gap.shortage.probability
    is_number = kind_of(gap) != "plenty" and not gap.shortage.at_least
    return [*sides, Told(ratio_words(gap, w), (_each(gap),) if is_number else ()), _interval(gap, w),
            Told(probability_words(w, chance), (told_probability(chance),))]  # fmt: skip


def _interval(gap: Gap, w: Words) -> Told:
    """Of the ratio; it has no upper end where too few offer it for their number to be shown."""
    assert gap.shortage is not None
    low, high = told_least(gap.shortage.interval.low), gap.shortage.interval.high
    if gap.offered is None:
        return Told(w("{value} and over", value=_number(w, low)), (low, w("and over")))
    return Told(w("{low} to {high}", low=_number(w, low), high=w.number(high, 1)), (low, round(high, 1)))
