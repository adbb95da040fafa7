"""What neighbours exchange: the nine types as shares of posts, how broad that mix is and how far from the study's.

The mix of one neighbourhood in a year is steadied by that of its city, whose model was fitted when publishing: the same
number on every page and for every reader. All is made of published cells; nothing here knows a screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from queries.answers import answer
from queries.benchmarks import study_mix, study_mix_exchanged
from queries.cell_counts import behind_row, counts, with_each
from queries.dimensions import EXCHANGE_TYPES
from queries.fits import fits
from queries.model import Answer, Period, Row, Scope, Selection
from queries.places import TERRITORY, neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, as_bounds, as_share, estimate_of, told_share
from queries.statistics.dirichlet import DirichletPrior, mix_of_place, uninformed
from queries.statistics.diversity import Breadth, Distance, breadth, distance_from, hill, jensen_shannon
from queries.statistics.intervals import Interval
from queries.statistics.published_counts import Published, pooled

TYPES = tuple(value.code for value in EXCHANGE_TYPES)
BY_TYPE = "exchange_type"

#: Among many places and types some exceed 1.96 by chance: one is named beyond this many standard deviations only.
CLEAR_AMONG_MANY = 3.0


@dataclass(frozen=True)
class Clipped:
    """How far counting few posts of a household moves a mix like the study's: a share, the breadth, the distance."""

    share: float
    breadth: float
    distance: float


#: The study counts every post, we at most so many of a household and type in a period. The simulated city, whose posts
#: follow the study before they are counted so, shows what that alone does: a mix that is no farther is "as in the
#: study". What it does in another city depends on how its households post, and is not known: to tell it, posts would
#: have to be published beyond the number at which a household is cut, which is what keeps a single one from showing.
CLIPPED: Mapping[str, Clipped] = {
    "month": Clipped(0.04, 0.4, 0.05), "quarter": Clipped(0.03, 0.25, 0.03), "year": Clipped(0.03, 0.25, 0.035)
}  # fmt: skip


@dataclass(frozen=True)
class Steadied:
    """The posterior of one mix, by type: shares that sum to one, their standard deviations and 95 % intervals."""

    shares: tuple[float, ...]
    sds: tuple[float, ...]
    intervals: tuple[Interval, ...]
    breadth: Breadth


@dataclass(frozen=True)
class Character:
    """Of a whole mix: its breadth (effective number of types) and its distance from the study's.

    Both None where no type is shown, the distance also where only one is. The source leaves open which of two shares
    is whose (`unsure_types`): the distance is the smaller one of both readings.
    """

    breadth: Breadth | None
    distance: Distance | None


@dataclass(frozen=True)
class NeighbourhoodMix:
    """The mix of one neighbourhood, a row a type; `apart` is how far it is from the one compared with, 0 to 1.

    `apart` is None where no type is shown. furthest: the shown type that is furthest from the mix compared with, and by
    how much, among those that are clearly apart (CLEAR_AMONG_MANY); told no finer than the shares it is between.
    """

    neighbourhood_code: str
    name: str
    rows: tuple[Row, ...]
    apart: float | None
    furthest: tuple[str, float] | None


def exchange_mix(scope: Scope, snapshot: Snapshot, period: Period) -> Answer:
    """The nine types of the whole scope, as `answer` tells them; of one neighbourhood in a year, steadied."""
    published = answer(scope, snapshot, "mix_share", Selection((), period, BY_TYPE))
    if len(own := neighbourhoods(scope, snapshot)) != 1:
        return published
    found = _steadied(scope, snapshot, period).get(own[0].area_code)
    return published if found is None else replace(published, rows=_told(published.rows, found))


@lru_cache(maxsize=64)
def character(scope: Scope, snapshot: Snapshot, period: Period) -> Character:
    """How broad the mix of the whole scope is, and how far from the study's beyond what noise and chance make."""
    whole = _whole(scope, snapshot, period)
    shown = len(answer(scope, snapshot, "exchanges", Selection((), period, BY_TYPE)).shown)
    if not shown:
        return Character(None, None)
    own = neighbourhoods(scope, snapshot)
    alone = _steadied(scope, snapshot, period).get(own[0].area_code) if len(own) == 1 else None
    broad = (alone or _steady(whole, uninformed(len(TYPES)))).breadth
    if shown < 2:
        return Character(broad, None)
    readings = (distance_from(whole, [mix[code] for code in TYPES]) for mix in (study_mix(), study_mix_exchanged()))
    return Character(broad, min(filter(None, readings), key=lambda each: each.excess, default=None))


def study_breadth() -> float:
    """The effective number of types of the study's own mix: 4.98."""
    return float(hill(list(study_mix().values())))


@lru_cache(maxsize=64)
def neighbourhood_mixes(
    scope: Scope, snapshot: Snapshot, period: Period, like: str = ""
) -> tuple[NeighbourhoodMix, ...]:
    """Every neighbourhood of the scope, the most like `like` first (a neighbourhood of it; else like all together).

    How far apart two mixes are is the Jensen-Shannon distance of their steadied shares. Those of which no type is
    shown come last, by code.
    """
    own = neighbourhoods(scope, snapshot)
    if not own:
        return ()
    codes = tuple(f"neighbourhood:{place.area_code}" for place in own)
    published = answer(scope, snapshot, "mix_share", Selection(codes, period, BY_TYPE))
    found = _steadied(scope, snapshot, period)
    to = found.get(like) or _steady(_whole(scope, snapshot, period), uninformed(len(TYPES)))
    told = []
    for place in own:
        rows = tuple(row for row in published.rows if row.area_code == place.area_code)
        here = found.get(place.area_code)
        if here is None:
            told.append(NeighbourhoodMix(place.area_code, place.name, rows, None, None))
            continue
        apart = float(jensen_shannon(np.array(here.shares), np.array(to.shares)))
        shown = {row.value for row in rows if row.answer is not None}
        clear = [
            (code, share - other)
            for code, share, sd, other, sd_other in zip(TYPES, here.shares, here.sds, to.shares, to.sds, strict=True)
            if code in shown and here is not to and abs(share - other) > CLEAR_AMONG_MANY * np.hypot(sd, sd_other)
        ]
        furthest = max(clear, key=lambda each: abs(each[1]), default=None)
        if furthest:
            bases = [row.base or 0.0 for row in published.rows if row.area_code in (place.area_code, like)]
            furthest = (furthest[0], math.copysign(told_share(abs(furthest[1]), min(bases)), furthest[1]))
        told.append(NeighbourhoodMix(place.area_code, place.name, _told(rows, here), apart, furthest))
    return tuple(sorted(told, key=lambda each: (each.apart is None, each.apart or 0.0, each.neighbourhood_code)))


def _told(rows: tuple[Row, ...], found: Steadied) -> tuple[Row, ...]:
    """The shown rows of one place with their steadied shares, as coarsely as their base asks for."""
    by_type = dict(zip(TYPES, zip(found.shares, found.sds, found.intervals, strict=True), strict=True))
    told = []
    for row in rows:
        share, sd, interval = by_type[row.value]
        steady = as_share(Estimate(share, sd**2), row.base)
        assert steady is not None
        changed = replace(row, answer=steady.value, noise_sd=float(np.sqrt(steady.variance)), permanent_sd=0.0,
                          bounds=as_bounds(*interval, row.base))  # fmt: skip
        told.append(row if row.answer is None else changed)
    return tuple(told)


@lru_cache(maxsize=64)
def _steadied(scope: Scope, snapshot: Snapshot, period: Period) -> Mapping[str, Steadied]:
    """The mix of every neighbourhood of the scope that shows a type of it in a year, by code."""
    found = counts(scope, snapshot, "exchanges", BY_TYPE, period) if period.kind == "year" else {}
    priors = fits(scope, snapshot, "mix", period) if found else {}
    steady, each = {}, _each(scope, snapshot, period)
    for place in neighbourhoods(scope, snapshot):
        here = [
            with_each(found[place.area_code, code], each[code]) for code in TYPES if (place.area_code, code) in found
        ]
        if any(isinstance(count, Estimate) for count in here):
            alphas = tuple(priors.get((place.city_code or "", code), {}).get("alpha", 0.0) for code in TYPES)
            prior = DirichletPrior(alphas) if all(alphas) else uninformed(len(TYPES))
            steady[place.area_code] = _steady(here, prior)
    return steady


def _steady(counts: Sequence[Published], prior: DirichletPrior) -> Steadied:
    mix = mix_of_place(counts, prior)
    return Steadied(mix.shares, tuple(mix.draws.std(axis=0).tolist()), mix.intervals(), breadth(mix))


def _each(scope: Scope, snapshot: Snapshot, period: Period) -> dict[str, float]:
    """Posts of a household by type, of those that post any in the year of the period; of one city, or the most of."""
    found = fits(scope, snapshot, "mix", Period.parse(str(period.start.year)))
    return {code: max((named.get("each", 1.0) for (_, value), named in found.items() if value == code), default=1.0)
            for code in TYPES}  # fmt: skip


def _whole(scope: Scope, snapshot: Snapshot, period: Period) -> list[Published]:
    """Posts of each type in the whole scope: the cells of the one place that it is, or of all its neighbourhoods.

    What is hidden in places that are added is no cell of its own: each of them may hide as much as one can.
    """
    rows = answer(scope, snapshot, "exchanges", Selection((), period, BY_TYPE)).rows
    if not rows:
        return []
    found, each = counts(scope, snapshot, "exchanges", BY_TYPE, period), _each(scope, snapshot, period)
    if rows[0].area_code == TERRITORY and found:
        areas = dict.fromkeys(area for area, _ in found)
        return [pooled([with_each(found[area, code], each[code]) for area in areas]) for code in TYPES]
    behind = behind_row(scope, snapshot, rows[0], period, "exchanges")
    return [with_each(estimate_of(row) or behind, each[row.value]) for row in rows]
