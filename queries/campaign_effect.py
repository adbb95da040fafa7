"""What a campaign changed against similar neighbourhoods, from published monthly cells: it chooses what is compared.

Of the places compared with, which may lie outside the scope, no name and no number of one leaves this module.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from queries.campaign_controls import (
    HISTORY,
    MEASURES,
    MONTHS,
    alike,
    and_near,
    everybody,
    panel_of,
    whole_zone,
    with_another,
)
from queries.campaign_counts import has_begun
from queries.catalogue import Campaign
from queries.cell_counts import counts
from queries.model import Period, Scope
from queries.places import neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate
from queries.statistics.effect import Effect, Lacking, Series, effect, lacking, smallest_visible, spread_before
from queries.statistics.false_discovery import step_up
from queries.statistics.lasting import Lasting, lasting
from queries.statistics.placebo import Elsewhere, placebo_in_space, placebo_in_time, without_one_control
from queries.statistics.synthetic import Synthetic, synthetic

#: What is left is asked of the second and third month after the last one.
LATER = (2, 3)
#: Places outside a territory are told of as a mean of so many at least.
FEWEST_TOLD = 5
#: Of the measures that are called clear, the share that may be chance.
FALSE_SHARE = 0.05
#: A group of types that campaigns about items and services leave alone: by quarter, as shares of households.
UNTOUCHED = "news_events"

#: Why a neighbourhood is not compared: another campaign ran there, a month is hidden, or no other place is like it.
LeftOut = Literal["campaign", "hidden", "unlike"]


@dataclass(frozen=True)
class Found:
    """Of one measure: the effect in the months from the start, what is left later, and where no effect can be.

    earlier: the same of a start three months before the real one; elsewhere: of each control as if it had been treated;
    one_less: the lowest and highest effect when each control in turn is left out. None where months lack.
    """

    effect: Effect
    lasting: Lasting | None
    earlier: Effect | None
    elsewhere: Elsewhere | None
    one_less: tuple[float, float]
    synthetic: Synthetic | None


@dataclass(frozen=True)
class CampaignEffect:
    """treated: codes of the neighbourhoods compared; left_out: the others of the zone, and why; controls: how many
    places they are compared with. lacking: why nothing is told, of which `found` is empty.

    before, after, later: the months compared; later is empty while they are not published. untouched: the effect on the
    quarter's households with news and events, None where too few show it. smallest_visible: the rise of exchanges that
    would have been seen, also where too few controls tell no effect; None without five. is_everywhere: none is without.
    """

    treated: tuple[str, ...]
    left_out: Mapping[str, LeftOut]
    controls: int
    lacking: Lacking | None
    before: tuple[Period, ...]
    after: tuple[Period, ...]
    later: tuple[Period, ...]
    found: Mapping[str, Found]
    untouched: Effect | None
    smallest_visible: float | None
    is_everywhere: bool

    @property
    def clear(self) -> tuple[str, ...]:
        """The measures with an effect that is not called chance, both looked at together."""
        judged = step_up([each.effect.p for each in self.found.values()], FALSE_SHARE)
        return tuple(measure for measure, is_clear in zip(self.found, judged, strict=True) if is_clear)


@dataclass(frozen=True)
class Months:
    """The months that are compared: three before, three from the start, and two later."""

    before: tuple[Period, ...]
    after: tuple[Period, ...]
    later: tuple[Period, ...]


def months_compared(starts_on: date, ends_on: date) -> Months:
    """A month that has some days before the start and some after is neither before nor after."""
    begun = Period(starts_on, "month").containing("month")
    start = begun if starts_on == begun.start else begun.shift(1)  # the first whole month
    before = tuple(begun.shift(step) for step in range(-MONTHS, 0))
    after = tuple(start.shift(step) for step in range(MONTHS))
    # Of a short campaign, what follows the months that are compared already.
    first_later = max(Period(ends_on, "month").containing("month").shift(LATER[0]), after[-1].shift(1))
    return Months(before, after, tuple(first_later.shift(step) for step in range(len(LATER))))


@lru_cache(maxsize=64)
def campaign_effect(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> CampaignEffect | None:
    """Of the campaign's neighbourhoods in the scope; None before its first three months are published, and of an
    older snapshot, which does not say what is near."""
    return effect_in_zone(scope, snapshot, campaign, whole_zone(snapshot, campaign))


def effect_in_zone(
    scope: Scope, snapshot: Snapshot, campaign: Campaign, zone: Collection[str]
) -> CampaignEffect | None:
    """The same of a campaign whose whole zone is given: nothing in it or near it is compared with."""
    months = months_compared(campaign.starts_on, campaign.ends_on)
    before, after = months.before, months.after
    begun, start = before[-1].shift(1), after[0]
    published = set(snapshot.manifest["whole"]["month"])
    if not snapshot.has(6) or not has_begun(campaign, snapshot) or not published.issuperset(p.code for p in after):
        return None
    later = months.later if published.issuperset(p.code for p in months.later) else ()
    history = tuple(p for step in range(-HISTORY, 0) if (p := begun.shift(step)).code in published)
    every = everybody(scope, snapshot)
    panel = panel_of(every, snapshot, (*history, *after, *later))
    codes = [place.area_code for place in neighbourhoods(every, snapshot)]
    compared = slice(-2 * MONTHS - len(later), None)
    whole = ~np.isnan(np.hstack([panel[measure][0][:, compared] for measure in MEASURES])).any(axis=1)
    another = with_another(snapshot, campaign, before[0], after[-1])
    away = and_near(snapshot, zone) | another
    alone = set(campaign.neighbourhoods) - another
    own = [at for at, code in enumerate(codes) if code in alone and whole[at]]
    others = [at for at, code in enumerate(codes) if code not in away and whole[at]]
    treated, controls = alike(every, snapshot, panel, history, start, codes, own, others)
    if later and with_another(snapshot, campaign, before[0], later[-1]) & {codes[at] for at in (*treated, *controls)}:
        later = ()  # one that began since would be taken for what this one left
        panel = {measure: (counted[:, : -len(LATER)], scale) for measure, (counted, scale) in panel.items()}
    full = {code for code, is_whole in zip(codes, whole, strict=True) if is_whole}
    left_out = _left_out(campaign.neighbourhoods, _named(treated, codes), another, full)
    known = sum(p.code in published for p in before)
    everywhere = set(zone).issuperset(codes)
    short = lacking(len(treated), len(controls), known)
    if short:
        can_be_seen = None
        if treated and len(controls) >= FEWEST_TOLD and known == MONTHS:
            inside, outside = (_series(panel["exchanges"], group, len(history)) for group in (treated, controls))
            can_be_seen = _found(inside, outside, False).effect.smallest_visible
        return CampaignEffect(_named(treated, codes), left_out, len(controls), short, before, after, later, {}, None,
                              can_be_seen, everywhere)  # fmt: skip
    found = {}
    for measure in MEASURES:
        inside, outside = (_series(panel[measure], group, len(history)) for group in (treated, controls))
        found[measure] = _found(inside, outside, bool(later))
    untouched = _untouched(every, snapshot, begun, start, _named(treated, codes), _named(controls, codes))
    return CampaignEffect(_named(treated, codes), left_out, len(controls), None, before, after, later, found, untouched,
                          found["exchanges"].effect.smallest_visible, everywhere)  # fmt: skip


@dataclass(frozen=True)
class Visible:
    """The smallest rise that a campaign in so many places, beside so many controls, would show in 80 of 100 cases; None
    without five controls. lacking: why its effect will not be told. left_out: its other places,
    and why they are not compared."""

    smallest: float | None
    treated: int
    controls: int
    lacking: Lacking | None
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)


@lru_cache(maxsize=64)
def visible_ahead(
    scope: Scope, snapshot: Snapshot, places: tuple[str, ...], measure: str = "exchanges", zone: tuple[str, ...] = ()
) -> Visible | None:
    """Of neighbourhoods of the scope, from how months without a campaign differed; None of an older snapshot, and
    before six months are published. zone: where else it is not compared."""
    published = snapshot.manifest["whole"]["month"]
    if not snapshot.has(6) or len(published) < 2 * MONTHS:
        return None
    history = tuple(Period.parse(code) for code in published[-HISTORY:])
    every, start = everybody(scope, snapshot), Period.parse(published[-1]).shift(1)
    panel = panel_of(every, snapshot, history)
    codes = [place.area_code for place in neighbourhoods(every, snapshot)]
    whole = ~np.isnan(panel[measure][0][:, -2 * MONTHS :]).any(axis=1)
    wanted = [code for code in codes if code in places and code in scope.neighbourhoods]
    full = {code for code, is_whole in zip(codes, whole, strict=True) if is_whole}
    own = [at for at, code in enumerate(codes) if code in wanted and code in full]
    away = and_near(snapshot, {*places, *zone})
    others = [at for at, code in enumerate(codes) if code not in away and whole[at]]
    treated, controls = alike(every, snapshot, panel, history, start, codes, own, others)
    short, smallest = lacking(len(treated), len(controls), MONTHS), None
    if treated and len(controls) >= FEWEST_TOLD:
        spread = spread_before(_series(panel[measure], [*treated, *controls], len(history)), MONTHS)
        smallest = smallest_visible(spread, len(treated), len(controls))
    return Visible(smallest, len(treated), len(controls), short, _left_out(wanted, _named(treated, codes), (), full))


def _left_out(
    wanted: Collection[str], treated: Collection[str], another: Collection[str], full: Collection[str]
) -> dict[str, LeftOut]:  # fmt: skip
    """The places that are not treated, and the first reason for it; full: those with every month."""
    return {
        code: "campaign" if code in another else "unlike" if code in full else "hidden"
        for code in wanted if code not in treated
    }  # fmt: skip


def _named(places: Collection[int], codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(codes[at] for at in places)


def _series(panel: tuple[np.ndarray, np.ndarray], places: Collection[int], start: int) -> list[Series]:
    """The places with up to twice three months before the start, and the months after with those later behind them."""
    values, scale = panel
    first = max(0, start - 2 * MONTHS)
    return [Series(values[at, first:start], values[at, start:], 2 * scale[at] ** 2, scale[at] ** 2) for at in places]


def _found(treated: list[Series], controls: list[Series], is_later_known: bool) -> Found:
    inside, outside = ([replace(each, before=each.before[-MONTHS:]) for each in group] for group in (treated, controls))
    first, others = ([replace(each, after=each.after[:MONTHS]) for each in group] for group in (inside, outside))
    known, beside = ([each for each in group if len(each.before) == 2 * MONTHS and not np.isnan(each.before).any()]
                     for group in (treated, controls))  # fmt: skip
    is_known = lacking(len(known), len(beside), MONTHS) is None
    return Found(
        effect(first, others),
        lasting(inside, outside, MONTHS) if is_later_known else None,
        placebo_in_time(known, beside, MONTHS) if is_known else None,
        placebo_in_space(first, others) if len(controls) - len(treated) >= 2 else None,
        without_one_control(first, others),
        _synthetic(known, beside) if is_known and len(known) == len(treated) <= 2 else None,
    )


def _synthetic(treated: list[Series], controls: list[Series]) -> Synthetic:
    """On the logarithm of the months, so that a gap is a ratio."""
    inside, outside = (
        np.log(np.column_stack([np.concatenate([each.before, each.after[:MONTHS]]) for each in group]))
        for group in (treated, controls)
    )
    return synthetic(inside, outside, len(treated[0].before))


def _untouched(
    every: Scope, snapshot: Snapshot, begun: Period, start: Period, treated: Sequence[str], controls: Sequence[str]
) -> Effect | None:
    """The effect on the households with news and events, of the first whole quarter against the last one before."""
    quarter = start.containing("quarter")
    quarter = quarter if quarter.start == start.start else quarter.shift(1)
    before = begun.containing("quarter").shift(-1)  # the last one without any of the campaign
    pair = (before, quarter)
    if not {p.code for p in pair}.issubset(snapshot.manifest["whole"]["quarter"]):
        return None
    then, now = (counts(every, snapshot, "active_households", "type_group", period) for period in pair)

    def series(codes: Sequence[str]) -> list[Series]:
        both = [(then.get((code, UNTOUCHED)), now.get((code, UNTOUCHED))) for code in codes]
        return [Series(np.array([one.value]), np.array([two.value]), one.variance, one.permanent)
                for one, two in both if isinstance(one, Estimate) and isinstance(two, Estimate)]  # fmt: skip

    inside, outside = series(treated), series(controls)
    return None if lacking(len(inside), len(outside), MONTHS) else effect(inside, outside)
