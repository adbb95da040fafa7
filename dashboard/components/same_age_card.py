"""A project at the same age as others and as comparable places, on a card: since the stage began, as shares of before.

Pure: what the query found in, a component out. It claims nothing: that is for the card of the stages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from dash import html

from dashboard.components.amounts import about
from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.components.lists import chips
from dashboard.components.timeline import stage_during
from dashboard.figures.ages import ages
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Index, Middle, SameAge
from queries.statistics.ages import FEWEST_TOLD

if TYPE_CHECKING:
    from dash.development.base_component import Component


def same_age_card(
    found: SameAge, indicator: str, choices: Sequence[tuple[str, str, bool]], w: Words, palette: Palette
) -> Component:  # fmt: skip
    """The card; choices: the stages that it can be about, with their addresses."""
    name = w.text(INDICATORS[indicator].label)
    title, said = statement(found, name, w), reading(found, w)
    before = [html.Div(chips(w("Since which stage"), choices, w("(chosen)")), className="tools")] if choices[1:] else []
    if found.own is None:
        return figure_card(w, title, said, (), before=before, definition=_definition(found, w))
    what = w("{name} by month, as a share of before the stage", name=name)
    dashed = w("dashed: other projects, median") if found.projects.is_told else ""
    dotted = w("dotted and band: comparable places, median and middle half") if found.places.is_told else ""
    drawn = [w("bars: 95% interval"), dashed, dotted]
    return figure_card(
        w, title, said,
        picture("same-age", ages(found.own, found.projects, found.places, w, palette), f"{title}. {said}"),
        identity="same-age", before=before,
        caption=" · ".join([what, *filter(None, drawn)]),
        rows=_table(found, found.own, what, w),
        definition=_definition(found, w),
    )  # fmt: skip


def statement(found: SameAge, name: str, w: Words) -> str:
    """Active households during the works: about 85% of the 12 months before; other projects 88%, places like it 104%.

    Of all three the mean of the same months, those that each shows.
    """
    own, during = found.own, stage_during(found.phase.stage, w)
    if own is not None and not np.isfinite(own.values).any():
        return w("{name}: every month is below threshold here", name=f"{name} {during}")
    if own is None:
        return w("{name} {during}: too few months before it to compare with", name=name, during=during)
    said = w("{name} {during}: {share} of the {n} months before", name=name, during=during, n=w.number(own.months),
             share=about(w, w.percent(float(np.nanmean(own.values)))))  # fmt: skip
    beside = [w("{n} in other projects", n=share) if what == "projects" else w("{n} in comparable places", n=share)
              for what, middle in (("projects", found.projects), ("places", found.places))
              if (share := _mean_of(middle, own, w))]  # fmt: skip
    return w("{said}; {beside}", said=said, beside=w.listing(beside)) if beside else said


def _mean_of(middle: Middle, own: Index, w: Words) -> str:
    both = np.isfinite(middle.median) & np.isfinite(own.values)
    return w.percent(float(middle.median[both].mean())) if both.any() else ""


def reading(found: SameAge, w: Words) -> str:
    """How many stand beside it, or that they are too few; and whether the season is in it."""
    parts = [_beside(found.projects, w, w("Other projects at this age"), is_projects=True),
             _beside(found.places, w, w("Comparable places of your territory"), is_projects=False)]  # fmt: skip
    if found.is_seasonal and found.own is not None:
        parts.append(w("The season is still in these numbers: too few comparable places tell it."))
    return " ".join(parts)


def _beside(middle: Middle, w: Words, name: str, *, is_projects: bool) -> str:
    most = int(middle.places.max(initial=0))
    if not middle.is_told:
        return w("{name}: {n}, too few to compare ({fewest} are needed).", name=name, n=w.number(most),
                 fewest=w.number(FEWEST_TOLD))  # fmt: skip
    least = int(middle.places.min())
    until = int(np.flatnonzero(np.isfinite(middle.median))[-1]) + 1
    if is_projects and least < FEWEST_TOLD:
        return w("{name}: {n} at most; too few after month {month}.", name=name, n=w.number(most),
                 month=w.number(until))  # fmt: skip
    return w("{name}: {n}.", name=name, n=w.number(most))


def _table(found: SameAge, own: Index, what: str, w: Words) -> Component:
    head: list[Any] = [w("Month"), w("Month of the stage"), w("This project"), interval_head(w)]
    for name in (w("Other projects"), w("Comparable places")):
        ends = tuple(f"{name}, {end}" for end in (w("lower quarter"), w("upper quarter")))
        head += [w("{name}, median", name=name), Told(w("{name}, middle half", name=name), ends),
                 w("{name}, how many", name=name)]  # fmt: skip
    lines = []
    for at, month in enumerate(found.months):
        line: list[Any] = [w.period(month), Told(w.number(at + 1), (at + 1,))]
        line += _cells((own.values[at],), w, w("below threshold")) + _cells((own.low[at], own.high[at]), w)
        for middle in (found.projects, found.places):
            few = w("too few to compare")
            line += _cells((middle.median[at],), w, few) + _cells((middle.low[at], middle.high[at]), w)
            line.append(Told(w.number(int(middle.places[at])), (int(middle.places[at]),)))
        lines.append(line)
    return table(what, head, lines)


def _cells(values: tuple[float, ...], w: Words, hidden: str = "") -> list[Any]:
    if not np.isfinite(values).all():
        return [(hidden,) if hidden else Told("", ("",) * len(values))]
    texts = [w.percent(value) for value in values]
    text = texts[0] if len(texts) == 1 else w("{low} to {high}", low=texts[0], high=texts[1])
    return [Told(text, tuple(round(float(value), 2) for value in values))]


def _definition(found: SameAge, w: Words) -> list[str]:
    return [
        w("Each month since the stage began, divided by the mean of the twelve months before it (six at least). What "
          "is usual of each month of the year is taken out, as comparable places show it."),
        w("Other projects: those of your territory that reached this stage within the data, each at its own age. "
          "Comparable places: neighbourhoods of your territory without a project, alike in active households, homes "
          "and homes per km², in the same months. A median is told of five or more."),
    ]  # fmt: skip
