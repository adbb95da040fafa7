"""Ties across kinds of dwellings and residences against what chance gives, on a card; no picture of who knows whom.

Pure: ties in, a component out; it says whether homes mix, never whether anybody is alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import around_words
from dashboard.components.figure import Told, figure_card, interval_head, picture, table, told
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import Estimate, Period, Published, Ties

if TYPE_CHECKING:
    from dash.development.base_component import Component


def ties_card(found: Sequence[Ties], period: Period, w: Words, palette: Palette, around: str = "") -> Component:
    """The card; `around` names the place around whose numbers they are."""
    what = around_words(w, around, w("Households with a tie across, for each 100 that chance would give"))
    title, said = around_words(w, around, statement(found, w)), reading(found, w)
    lines = [_line(each, w) for each in found]
    shown = any(each.against for each in found)
    return figure_card(
        w, title, said,
        picture("ties", intervals(lines, w, palette, 1.0), f"{title}. {said}") if shown else (),
        identity="ties",
        caption=" · ".join([what, w.period(period), w("dotted: as many as by chance"), w("thin line: 95% interval")]),
        rows=table(f"{what}, {w.period(period)}",
                   [w("Ties"), w("Households"), w("By chance"), w("Ratio"), interval_head(w)],
                   [_row(each, w) for each in found]),
        definition=[
            w("By chance: each household keeps as many ties as it has, and in each neighbourhood they are dealt out "
              "anew, many times; the mean is published like a count, with its noise."),
            w("Under 100: neighbours exchange more with their own kind than chance makes them. It tells whether kinds "
              "of homes mix among those who exchange, not whether anybody is isolated."),
        ],
    )  # fmt: skip


def across_names(w: Words) -> dict[str, str]:
    """What ties go across."""
    return {"dwelling": w("Across kinds of dwelling"), "residence": w("Across residences")}


def statement(found: Sequence[Ties], w: Words) -> str:
    """Ties across kinds of dwelling are 12% rarer than by chance; or as many, as far as can be told."""
    first = next((each for each in found if each.against), None)
    if first is None or first.against is None:
        return w("Whether neighbours exchange across kinds of homes is not shown here")
    name, share = across_names(w)[first.across], w.percent(abs(1 - first.against.ratio))
    if not first.against.is_clear:
        return w("{name}: as many ties as by chance, as far as can be told", name=name)
    if first.against.ratio < 1:
        return w("{name}: about {share} fewer households with ties than by chance", name=name, share=share)
    return w("{name}: about {share} more households with ties than by chance", name=name, share=share)


def reading(found: Sequence[Ties], w: Words) -> str:
    """The others, and what is hidden."""
    shown = [each for each in found if each.against]
    parts = [statement([each], w) + "." for each in shown[1:]]
    names = across_names(w)
    parts += [w("{name}: below threshold.", name=names[each.across]) for each in found if not each.against and shown]
    return " ".join(parts)


def _line(ties: Ties, w: Words) -> Line:
    name, against = across_names(w)[ties.across], ties.against
    if against is None:
        return Line(name, None, None, None, w("below threshold"))
    return Line(name, against.ratio, against.low, against.high, w.number(100 * against.ratio))


def _row(ties: Ties, w: Words) -> list[Any]:
    against = ties.against
    return [
        across_names(w)[ties.across], _count(ties.observed, w), _count(ties.by_chance, w),
        (w("below threshold"),) if against is None else Told(w.number(against.ratio, 2), (round(against.ratio, 2),)),
        Told("", ("", "")) if against is None else
        Told(w("{low} to {high}", low=w.number(against.low, 2), high=w.number(against.high, 2)),
             (round(against.low, 2), round(against.high, 2))),
    ]  # fmt: skip


def _count(count: Published, w: Words) -> Told | tuple[str]:
    return told(w, "households", count.value) if isinstance(count, Estimate) else (w("below threshold"),)
