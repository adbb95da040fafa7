"""The ten objects, or services, that most households share, on a card: in order, each with its rank in the study.

Pure: a Top in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import about, around_words
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
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Period, Ranked, Row, Top

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: From which rank-biased overlap on an order agrees closely, or loosely: the same ten in any order reach about 0.65.
CLOSE, LOOSE = 0.85, 0.7


def tops_card(
    top: Top, labels: Mapping[str, str], period: Period, w: Words, palette: Palette, notes: Sequence[Component] = (),
    around: str = "",
) -> Component:  # fmt: skip
    """The card; `labels` by category; `around` names the place around whose numbers they are."""
    objects = top.kind == "object"
    what = w("Active households by object") if objects else w("Active households by service")
    what = around_words(w, around, what)
    title, reading = around_words(w, around, _statement(top, labels, w)), _reading(top, w)
    steps = [Step(f"{at}. {labels.get(each.row.value, each.row.value)}", each.row, _beside(each, w))
             for at, each in enumerate(top.ranked, start=1)]  # fmt: skip
    return figure_card(
        w,
        title,
        reading,
        picture(f"tops-{top.kind}", funnel(steps, w, palette), f"{title}. {reading}") if steps else (),
        identity=f"tops-{top.kind}",
        caption=" · ".join([what, w.period(period), w("thin line: 95% interval"), w("in brackets: rank in the study")]),
        rows=_table(top, labels, f"{what}, {w.period(period)}", w),
        notes=notes,
        definition=_definition(top, w),
    )


def _statement(top: Top, labels: Mapping[str, str], w: Words) -> str:
    if not top.ranked:
        return w("Objects are not shown here") if top.kind == "object" else w("Services are not shown here")
    names = _first(top, labels)
    count = _households(top.ranked[0].row, w)
    if top.kind == "object":
        return (w("Objects: {name} comes first, with {count}", name=names[0], count=count) if len(names) == 1
                else w("Objects: {names} come first, too close to tell apart", names=_few(names, w)))  # fmt: skip
    return (w("Services: {name} comes first, with {count}", name=names[0], count=count) if len(names) == 1
            else w("Services: {names} come first, too close to tell apart", names=_few(names, w)))  # fmt: skip


def leading_words(top: Top, labels: Mapping[str, str], w: Words) -> str:
    """Kitchen and Sports lead among objects; empty where none or more than two may come first."""
    names = _first(top, labels)
    if not 1 <= len(names) <= 2:
        return ""
    told = w.listing(names)
    if top.kind == "object":
        return w.plural("{names} leads among objects.", "{names} lead among objects.", len(names), names=told)
    return w.plural("{names} leads among services.", "{names} lead among services.", len(names), names=told)


def _first(top: Top, labels: Mapping[str, str]) -> list[str]:
    """The names of all that may come first."""
    return [labels.get(each.row.value, each.row.value) for each in top.ranked if each.first == 1]


def _few(names: Sequence[str], w: Words) -> str:
    """At most three names."""
    if len(names) <= 3:
        return w.listing(names)
    more = len(names) - 2
    return w.listing([*names[:2], w.plural("{n} other", "{n} others", more)])


def _households(row: Row, w: Words) -> str:
    n = w.plural("{n} household", "{n} households", round(row.answer or 0.0))
    return w("at least {n}", n=n) if row.shown == "partial" else about(w, n)


def _beside(each: Ranked, w: Words) -> str:
    """103 (2); a place that is hidden is missing from a sum."""
    return f"{_count(each.row, w)} ({each.study_rank})" if each.study_rank else f"{_count(each.row, w)} (–)"


def _count(row: Row, w: Words) -> str:
    number = w.number(row.answer or 0.0)
    return w("at least {n}", n=number) if row.shown == "partial" else number


def _reading(top: Top, w: Words) -> str:
    if not top.ranked or top.overlap is None:
        return ""
    agrees = (
        w("the order agrees closely") if top.overlap.value >= CLOSE
        else w("the order agrees loosely") if top.overlap.value >= LOOSE
        else w("the order is another one")
    )  # fmt: skip
    listed = len(top.ranked)
    parts = [w.plural("{n} of the {told} shown is in the study's list; {agrees}.",
                      "{n} of the {told} shown are in the study's list; {agrees}.",
                      top.in_study, told=w.number(listed), agrees=agrees)]  # fmt: skip
    tied = sum(each.first < each.last for each in top.ranked)
    if tied:
        parts.append(w.plural("{n} rank could be another one within the noise (see the table).",
                              "{n} ranks could be other ones within the noise (see the table).", tied))  # fmt: skip
    if any(each.row.shown == "partial" for each in top.ranked):
        parts.append(w("“At least” leaves out the places that are below threshold there; ranks allow for what they may "
                       "hide."))  # fmt: skip
    if top.hidden:
        parts.append(w.plural("{n} category is not shown.", "{n} categories are not shown.", len(top.hidden)))
    return " ".join(parts)


def _table(top: Top, labels: Mapping[str, str], caption: str, w: Words) -> Component:
    within = Told(w("Rank within the noise"), (w("Rank within the noise, from"), w("Rank within the noise, to")))
    head: list[str | Told] = [w("Category"), w("Households"), interval_head(w), w("Rank"), within,
                              w("Rank in the study")]  # fmt: skip
    lines: list[list[Any]] = [
        [*_start(each.row, labels, w), told(w, "rank", at), _band(each, w),
         told(w, "rank", each.study_rank) if each.study_rank else w("not in the list")]
        for at, each in enumerate(top.ranked, start=1)
    ]  # fmt: skip
    lines += [[*_start(row, labels, w), "–", "–", "–"] for row in top.hidden]
    return table(caption, head, lines, not_additive(w))


def _start(row: Row, labels: Mapping[str, str], w: Words) -> list[Any]:
    """The category and its households."""
    count = number_cell(w, INDICATORS["active_households"], row, _count(row, w))
    return [labels.get(row.value, row.value), count, interval_cell(w, "households", row)]


def _band(each: Ranked, w: Words) -> Told:
    text = w.number(each.first) if each.first == each.last else w("{low} to {high}", low=each.first, high=each.last)
    return Told(text, (each.first, each.last))


def _definition(top: Top, w: Words) -> list[str]:
    lines = [
        w("Households with a member who posted about it, or answered such a post, during the period."),
        w("The study printed its two lists of ten in order, without numbers."),
    ]
    if top.overlap is not None:
        low, high = top.overlap.interval
        lines.append(
            w("Agreement with the study's list (rank-biased overlap): {value}, {low} to {high} within the noise; 1 is "
              "the same order, about 0.65 the same ten in any order.", value=w.number(top.overlap.value, 2),
              low=w.number(low, 2), high=w.number(high, 2))
        )  # fmt: skip
    return lines
