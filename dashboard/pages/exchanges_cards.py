"""The three numbers of the exchanges: what leads, how broad the mix is, how far it is from the study's.

They put what the queries found into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import queries
from dashboard.components.amounts import around_words, interval_words, why_words
from dashboard.components.cards import Card
from dashboard.components.mix_card import Mix, leading
from dashboard.mixes import BY_TYPE, mix_period, study_by
from dashboard.pages.overview_cards import changed_words
from dashboard.readings import comparison_of, difference
from dashboard.territory import elsewhere, narrowed
from dashboard.words import Words
from queries import INDICATORS, Change, Character, Period
from queries.statistics.diversity import Breadth

if TYPE_CHECKING:
    from dashboard.view import View


@dataclass(frozen=True)
class Source:
    """A view whose numbers are told: of the chosen places, or of the place around, which is named then."""

    view: View
    around: str = ""


#: Up to which distance beyond chance a mix is near the study's, or some way off; two mixes of which a tenth of the
#: exchanges differ in type are about 0.1 apart.
NEAR, OFF = 0.05, 0.15

#: The breadth changes in its own unit, for better or worse nobody can say.
_BREADTH = replace(INDICATORS["mix_share"], unit="ratio")


def leading_card(view: View, mix: Mix, changes: Mapping[str, Change]) -> Card:
    """The type (or group) with the largest share, beside the study's figure."""
    w, best = view.words, leading(mix.answer.rows)
    title = w("What leads")
    if best is None or best.answer is None:
        return Card(title, "", "", missing=why_words(w, next(iter(mix.answer.rows), None), INDICATORS["mix_share"]))
    title = around_words(w, mix.around, w("{name} leads", name=mix.labels.get(best.value, best.value)))
    study = mix.beside.get(best.value)
    change, tone = ("", "plain")
    if view.selection.compare == "study" and study is None:
        change = w("the study has no such figure")
    elif view.selection.compare != "study" and not mix.around:
        change, tone = changed_words(view, INDICATORS["mix_share"], changes.get(best.value), mix.period)
    interval = interval_words(w, "share", best)
    unit = w("of active households") if mix.of_households else w("of exchanges")
    return Card(
        title, w.percent(best.answer), unit, w("about"), change, tone,
        (w("95% interval: {interval}", interval=interval) if interval else "",
         _of_study(mix, best.value, w),
         w("figure of {period}", period=w.period(mix.period))),
    )  # fmt: skip


def _of_study(mix: Mix, value: str, w: Words) -> str:
    """The study's share; both where the source leaves open which is whose; empty where it has none."""
    if value not in mix.beside:
        return ""
    share, other = mix.beside[value], study_by(mix.answer.by, exchanged=True)[value]
    if share == other:
        return w("the 2020 study: {n}", n=w.percent(share))
    return w("the 2020 study: {n}, or {other}: its source leaves open which of 36% and 27% is items and which services",
             n=w.percent(share), other=w.percent(other))  # fmt: skip


def variety(character: Character, period: Period, w: Words) -> str:
    """As varied as in the study, more or less so, beyond noise and chance; empty where it is unknown.

    Counting few posts of a household can only make a mix look more varied.
    """
    if character.breadth is None:
        return ""
    study, interval = queries.study_breadth(), character.breadth.interval
    if interval.low > study + queries.CLIPPED[period.kind].breadth:
        return w("more varied than in the study")
    return w("less varied than in the study") if interval.high < study else w("as varied as in the study")


def character_of(view: View) -> Character:
    """How broad the mix of the selected places is, and how far from the study's."""
    assert view.snapshot is not None
    return queries.character(narrowed(view), view.snapshot, mix_period(view, BY_TYPE))


def breadth_card(source: Source, character: Character) -> Card:
    """The effective number of types with its interval, beside the study's 4.98 and what the reader compares with."""
    view, w = source.view, source.view.words
    title = around_words(w, source.around, w("Breadth"))
    if character.breadth is None:
        return Card(title, "", "", missing=_hidden(w))
    low, high = character.breadth.interval
    between = w("{low} to {high}", low=w.number(low, 1), high=w.number(high, 1))
    varied, period = variety(character, mix_period(view, BY_TYPE), w), mix_period(view, BY_TYPE)
    study = w("the 2020 study: {n}", n=w.number(queries.study_breadth(), 2))
    change = varied
    if view.selection.compare != "study" and not source.around:
        study = f"{study} ({varied})"
        change, _ = changed_words(view, _BREADTH, _breadth_change(view, character.breadth, period), period)
    return Card(
        title, w.number(character.breadth.effective, 1), w("types used alike"), w("about"), change, "plain",
        (w("95% interval: {interval}", interval=between), study,
         w("Of nine types: as many as would make a mix as varied if all were used alike."), _when(view, w)),
    )  # fmt: skip


def _breadth_change(view: View, here: Breadth, period: Period) -> Change | None:
    """Against the period or the places that the reader compares with; None where their breadth is not known."""
    assert view.snapshot is not None
    against, others = comparison_of(view, period), elsewhere(view)
    if others:
        asked = [(replace(view.scope, neighbourhoods=(code,)), period) for code in others]
    else:
        asked = [(narrowed(view), against)] if against else []
    found = (queries.character(scope, view.snapshot, when).breadth for scope, when in asked)
    there = {str(at): each.estimate if each else None for at, each in enumerate(found)}
    return difference(here.estimate, there) if there else None


def distance_card(source: Source, character: Character) -> Card:
    """How far from the study's mix, beyond what noise and chance make of a mix of this size, in a word."""
    view, w, found = source.view, source.view.words, character.distance
    title = around_words(w, source.around, w("Distance to the study"))
    if found is None:
        return Card(title, "", "", missing=_hidden(w))
    is_clear = found.is_clear and found.excess > queries.CLIPPED[mix_period(view, BY_TYPE).kind].distance
    told = (
        w("Not clear") if not is_clear
        else w("Small") if found.excess <= NEAR
        else w("Moderate") if found.excess <= OFF
        else w("Large")
    )  # fmt: skip
    if is_clear:
        change = w("beyond what noise and chance make")
        size = w("{n} beyond chance, on a scale from 0 (the same mix) to 1", n=w.number(found.excess, 2))
    else:
        change = w("no more than noise, chance and our way of counting make")
        chance = w.number(min(found.chance, found.published), 2)
        size = w("{published} as published, of which chance explains {chance}; 0 is the same mix, 1 nothing in common",
                 published=w.number(found.published, 2), chance=chance)  # fmt: skip
    smaller = w("the smaller of two distances: the source leaves open which of 36% and 27% is items and which services")
    return Card(title, told, "", "", change, "plain", (size, smaller, _when(view, w)))


def _hidden(w: Words) -> str:
    return w("too few exchanges by type to tell")


def _when(view: View, w: Words) -> str:
    return w("figure of {period}", period=w.period(mix_period(view, BY_TYPE)))
