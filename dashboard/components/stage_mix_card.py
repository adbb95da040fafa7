"""What is exchanged and what is asked for in each stage of a project, on two cards of words with a table each.

Pure: what the queries found in, components out. Nothing is ranked over stages, and no difference is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import about, why_short
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    not_additive,
    number_cell,
    table,
)
from dashboard.components.states import notice
from dashboard.components.timeline import stage_words
from dashboard.words import Words, capital
from queries import INDICATORS, Period, StageMix, StageNeed, StageNeeds

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: Themes that are named of each stage.
NAMED = 3


def stage_mix_card(found: Sequence[StageMix], labels: Mapping[str, str], w: Words) -> Component:
    """The groups of exchange types as shares of active households, stage by stage."""
    what, entry = w("Share of active households by group of exchange types, mean quarter"), INDICATORS["mix_share"]
    told = [each for each in found if each.quarters]
    if not told:
        return figure_card(w, w("Exchange mix by stage"), "", notice(w("No whole quarter lies inside a stage.")))
    items = [_item(each.phase.stage, _mix_words(each, labels, w), w) for each in told]
    lines = [
        [f"{capital(stage_words(each.phase.stage, w))}, {labels.get(row.value, row.value)}",
         Told(w.plural("{n} quarter", "{n} quarters", len(each.quarters)), (len(each.quarters),)),
         number_cell(w, entry, row, w.percent(row.answer or 0.0)), interval_cell(w, "share", row)]
        for each in told for row in each.rows
    ]  # fmt: skip
    return figure_card(
        w, w("Exchange mix by stage"), "", html.Ul(items, className="lines"), identity="stage-mix", caption=what,
        rows=table(what, [w("Stage and group"), w("Whole periods"), w("Share"), interval_head(w)], lines,
                   not_additive(w)),
        definition=[
            w.text(entry.definition),
            w("The mean of the quarters wholly inside each stage; below threshold where one of them is. The interval "
              "holds the protection of the numbers. Seasons differ between stages: a difference is not claimed."),
        ],
    )  # fmt: skip


def _item(stage: str, said: str, w: Words) -> Component:
    return html.Li([html.Strong(capital(stage_words(stage, w))), " ", html.Span(said)])


def _mix_words(each: StageMix, labels: Mapping[str, str], w: Words) -> str:
    """Items 95%, services 90%; below threshold: collective."""
    shown = [f"{labels.get(row.value, row.value)} {about(w, w.percent(row.answer))}"
             for row in each.rows if row.answer is not None]  # fmt: skip
    hidden = [labels.get(row.value, row.value) for row in each.rows if row.answer is None]
    parts = [w.listing(shown)] if shown else []
    return w.apart([*parts, *([w("below threshold: {names}", names=w.listing(hidden))] if hidden else [])])


def stage_needs_card(found: Sequence[StageNeeds], labels: Mapping[str, str], w: Words) -> Component:
    """What most households asked for in each stage, and how many got nothing where that is told."""
    told = [each for each in found if each.periods]
    title = w("What is asked for, stage by stage")
    if not told:
        return figure_card(w, title, "", notice(w("No whole year lies inside a stage, and no city around is told by "
                                                  "quarter: what is asked for cannot be told by stage.")))  # fmt: skip
    items = [_item(each.phase.stage, needs_words(each, labels, w), w) for each in told]
    around = any(each.around for each in told)
    said = w("Neighbourhoods tell needs by calendar year: where none lies wholly inside a stage, those of the city "
             "around are told by quarter.") if around else ""  # fmt: skip
    return figure_card(
        w, title, said, html.Ul(items, className="lines"), identity="stage-needs",
        caption=w("Households that asked, in the mean period wholly inside each stage"),
        rows=needs_table(told, labels, w), definition=needs_definition(w),
    )  # fmt: skip


def needs_definition(w: Words) -> list[str]:
    """What the numbers of needs by stage mean."""
    return [
        w.text(INDICATORS["needs"].definition),
        w("Means of the periods wholly inside the stage, below threshold where one of them is: households are not "
          "added up over periods. Got nothing: within 28 days, among the households that asked for the theme; told of "
          "cities only."),
    ]  # fmt: skip


def needs_words(each: StageNeeds, labels: Mapping[str, str], w: Words) -> str:
    """The three themes that most asked for, of which place and in which periods."""
    shown = [need for need in each.needs if need.asked.answer is not None][:NAMED]
    if not shown:
        return w("below threshold")
    said = w.listing([need_words(need, labels, w) for need in shown])
    when = periods_between(each.periods, w)
    if each.around:
        return w("{place}, around it, {when}: {said}", place=each.around.name, when=when, said=said)
    return w("{when}: {said}", when=when, said=said)


def periods_between(periods: Sequence[Period], w: Words) -> str:
    """2025, 2024 and 2025, or 1st quarter 2024 to 4th quarter 2024: periods that follow each other."""
    if len(periods) > 2:
        return w("{low} to {high}", low=w.period(periods[0]), high=w.period(periods[-1]))
    return w.listing([w.period(period) for period in periods])


def need_words(need: StageNeed, labels: Mapping[str, str], w: Words) -> str:
    """DIY and garden (about 1,500 households, 46% got nothing)."""
    name = labels.get(need.theme, need.theme)
    count = w.plural("{n} household", "{n} households", round(need.asked.answer or 0.0))
    if need.unmet is None or need.unmet.answer is None:
        return f"{name} ({about(w, count)})"
    return w("{name} ({count}, {share} got nothing)", name=name, count=about(w, count),
             share=w.percent(need.unmet.answer))  # fmt: skip


def needs_table(found: Sequence[StageNeeds], labels: Mapping[str, str], w: Words) -> Component:
    """Every theme of every stage with its intervals."""
    entry, share = INDICATORS["needs"], INDICATORS["match_rate"]
    asked, offered, unmet = w("Asked"), w("Offered"), w("Got nothing")
    head: list[Any] = [w("Stage and theme"), w("Place"), asked, interval_head(w, asked), offered,
                       interval_head(w, offered), unmet, interval_head(w, unmet)]  # fmt: skip
    lines = []
    for each in found:
        stage = capital(stage_words(each.phase.stage, w))
        for need in each.needs:
            line: list[Any] = [f"{stage}, {labels.get(need.theme, need.theme)}",
                               each.around.name if each.around else w("the project’s neighbourhoods")]  # fmt: skip
            for row in (need.asked, need.offered):
                line += [number_cell(w, entry, row, w.number(row.answer or 0.0)), interval_cell(w, "households", row)]
            if need.unmet is None:
                line += ["–", Told("–", ("", ""))]
            elif need.unmet.answer is None:
                line += [(why_short(w, need.unmet, share),), Told("", ("", ""))]
            else:
                line += [number_cell(w, share, need.unmet, w.percent(need.unmet.answer)),
                         interval_cell(w, "share", need.unmet)]  # fmt: skip
            lines.append(line)
    return table(w("What is asked for, by stage and theme"), head, lines, not_additive(w))
