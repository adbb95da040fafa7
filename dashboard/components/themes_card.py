"""What the places together ask for and offer, theme by theme, and how many of those that asked found no answer: a card.

Pure: what the query found in, a component out. Themes stand in the order of the catalogue: nothing is ranked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import sum_words, why_short
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    not_additive,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.components.topics_card import count_words, told_words
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital
from queries import INDICATORS, LeftAlone, Row, ThemeNeeds

if TYPE_CHECKING:
    from dash.development.base_component import Component


def themes_card(
    found: Sequence[ThemeNeeds], labels: Mapping[str, str], period: str, w: Words, palette: Palette, *,
    around: str = "", notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The card; `around` names the place around those selected that it is told of."""
    title, reading = statement(found, labels, w, around), _reading(found, w)
    what = w("Households that asked and offered, by theme")
    lines = [_line(labels.get(each.theme, each.theme), row, w) for each in found
             if (row := each.left.get("unanswered"))]  # fmt: skip
    caption = [what, period]
    body: Component = html.Ul([html.Li(_said(each, labels, w)) for each in found if each.asked.answer is not None],
                              className="lines")  # fmt: skip
    if any(line.share is not None for line in lines):
        caption += [w("drawn: those without an answer, among those that asked"), w("thin line: 95% interval")]
        body = picture("themes", intervals(lines, w, palette), f"{title}. {reading}")
    return figure_card(
        w, title, reading, body, identity="themes", notes=notes, caption=" · ".join(caption),
        rows=_table(found, labels, f"{what}, {period}", w),
        definition=[
            w.text(INDICATORS["needs"].definition),
            w("Counts as they are published of these places together, not steadied; the intervals hold the noise and "
              "chance. Without an answer, got nothing: within 28 days, among the households that asked for the theme; "
              "published of cities only. Over all themes the shares are lower, since one answer to any request is "
              "enough there."),
            w("Source: requests, offers and replies on the network, published counts of households."),
        ],
    )  # fmt: skip


def statement(found: Sequence[ThemeNeeds], labels: Mapping[str, str], w: Words, around: str = "") -> str:
    """From how many to how many are left without an answer or, where that is not published, what most asked for."""
    left = [row.answer for each in found if (row := each.left.get("unanswered")) and row.answer is not None]
    asked = [each for each in found if each.asked.answer is not None]
    if left:
        low, high = w.percent(min(left)), w.percent(max(left))
        said = w("about {low} to {high} of the households that asked found no answer, by theme", low=low, high=high)
        if low == high:
            said = w("about {share} of the households that asked found no answer, whatever the theme", share=low)
    elif asked:
        most = max(asked, key=lambda each: each.asked.answer or 0.0)
        said = w("asked for most: {theme} ({count})", theme=labels.get(most.theme, most.theme),
                 count=sum_words(w, most.asked))  # fmt: skip
    else:
        said = w("What is asked for is below threshold here")
    return w("{place}, around it: {said}", place=around, said=said) if around else capital(said)


def _reading(found: Sequence[ThemeNeeds], w: Words) -> str:
    hidden = sum(each.asked.answer is None for each in found)
    parts = [w.plural("{n} theme is below threshold.", "{n} themes are below threshold.", hidden)] if hidden else []
    if any(each.left for each in found):
        parts.append(w("Over all themes the share is lower: one answer to any request is enough there."))
    return " ".join(parts)


def _said(each: ThemeNeeds, labels: Mapping[str, str], w: Words) -> list[Any]:
    """Food asked: about 72 households; offered: about 18."""
    offered = w("below threshold") if each.offered.answer is None else told_words(each.offered, w)
    said = w("asked: {asked}; offered: {offered}", asked=sum_words(w, each.asked), offered=offered)
    return [html.Strong(labels.get(each.theme, each.theme)), " ", html.Span(said)]


def _line(label: str, row: Row, w: Words) -> Line:
    low, high = row.interval() or (None, None)
    return Line(label, row.answer, low, high, _share(row, w))


def _share(row: Row, w: Words) -> str:
    return why_short(w, row, INDICATORS["unanswered"]) if row.answer is None else w.percent(row.answer)


def _table(found: Sequence[ThemeNeeds], labels: Mapping[str, str], caption: str, w: Words) -> Component:
    names: dict[LeftAlone, str] = {"unanswered": w("Without an answer"), "unmet": w("Got nothing")}
    left = [what for what in names if any(what in each.left for each in found)]
    head: list[str | Told] = [w("Theme"), w("Asked"), w("Offered"), w("Asked for each offered"),
                              interval_head(w, w("Asked for each offered"))]  # fmt: skip
    for what in left:
        head += [names[what], interval_head(w, names[what])]
    lines = []
    for each in found:
        line: list[Any] = [labels.get(each.theme, each.theme)]
        line += [number_cell(w, INDICATORS["needs"], row, count_words(row, w)) for row in (each.asked, each.offered)]
        line += [(why_short(w, each.each, INDICATORS["needs"]),) if each.each.answer is None else
                 told(w, "ratio", each.each.answer), interval_cell(w, "ratio", each.each)]  # fmt: skip
        for what in left:
            row = each.left.get(what)
            line += [number_cell(w, INDICATORS["unanswered"], row, _share(row, w) if row else ""),
                     interval_cell(w, "share", row) if row else Told("", ("", ""))]  # fmt: skip
        lines.append(line)
    return table(caption, head, lines, not_additive(w))
