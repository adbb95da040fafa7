"""Where to act first: a weighted score of signs of need, and how sure a place is to be among the most pressing.

How much is exchanged is no sign: a place that is hardly heard has unknown need, not little. It knows no screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from queries.answers import answer, silent
from queries.cell_counts import counts
from queries.fits import fits
from queries.model import Period, Scope, Selection
from queries.needs import OUTCOMES, gaps, share_of_places, shares_left
from queries.places import neighbourhoods
from queries.represented import unlike
from queries.snapshot import Snapshot
from queries.statistics.derived import CLEAR, Estimate, as_bounds, estimate_of, ratio, told_share
from queries.statistics.empirical_bayes import FEWEST_PLACES, nested_correlation
from queries.statistics.ranks import Rank, ranks

Sign = Literal["unanswered", "unmet", "shortages", "late"]

#: The signs of need with their published weights, in percent. All of them mean more need where they are higher.
WEIGHTS: Mapping[Sign, int] = {"unanswered": 30, "unmet": 30, "shortages": 25, "late": 15}

#: Who waited long, among those answered: among all that asked, a place where nobody answers would be the quickest.
LATE = (("reply_speed", "later"), ("outcome", "answered"))

#: A place that reaches less than this part of what the middle one of its city reaches is hardly heard.
LEAST_REACH = 0.5

#: silent: too few active households to be shown; few_asked: too few of them asked; hardly_reached: see LEAST_REACH;
#: unlike: those who are reached live in other kinds of homes than most who live there, see represented.LEAST_ALIKE.
Standing = Literal["ranked", "silent", "few_asked", "hardly_reached", "unlike"]


#: What is told of each sign, with the ends of its interval.
ToldSigns = Mapping[Sign, tuple[float, float, float]]


@dataclass(frozen=True)
class Area:
    """One neighbourhood: its signs (mean and standard deviation of each), and its rank where it has one.

    rank is None for what is not `ranked`, and where fewer than five places are: among so few there is no first fifth.
    """

    area_code: str
    area: str
    standing: Standing
    signs: Mapping[Sign, tuple[float, float]]
    rank: Rank | None


def areas(scope: Scope, snapshot: Snapshot, year: Period, weights: Sequence[int] = ()) -> tuple[Area, ...]:
    """Every neighbourhood of the scope in a year, by code; `weights` in the order of WEIGHTS (empty: the published).

    A sign that no place has counts for nothing. ValueError for weights that are not one a sign, or below zero.
    """
    given = dict(zip(WEIGHTS, tuple(weights) or tuple(WEIGHTS.values()), strict=True))
    places, known = neighbourhoods(scope, snapshot), _signs(scope, snapshot, year)
    used = [sign for sign in given if given[sign] and any(sign in here for here in known.values())]
    standings = _standings(scope, snapshot, year, known, used)
    found: Sequence[Rank | None] = [None] * len(places)
    if used and list(standings.values()).count("ranked") >= FEWEST_PLACES:
        missing = (math.nan, math.nan)
        table = np.array([[known[p.area_code].get(sign, missing) if standings[p.area_code] == "ranked" else missing
                           for sign in used] for p in places])  # fmt: skip
        nested = _nested(scope, snapshot, year, known)
        together = np.array([_correlations(used, nested.get(p.area_code, 0.0)) for p in places])
        found = ranks(table[..., 0], table[..., 1], [given[sign] for sign in used], [1] * len(used),
                      correlations=together)  # fmt: skip
    return tuple(
        Area(p.area_code, p.name, standings[p.area_code], known[p.area_code], rank)
        for p, rank in zip(places, found, strict=True)
    )


def _nested(
    scope: Scope, snapshot: Snapshot, year: Period, known: Mapping[str, Mapping[Sign, tuple[float, float]]]
) -> dict[str, float]:
    """How far "unanswered" and "unmet" go together in each area: both are shares of the same households that asked."""
    found, outcomes = counts(scope, snapshot, "households", "outcome", year), tuple(OUTCOMES.values())
    nested = {}
    for area, signs in known.items():
        asked, parts = found.get((area, "asked")), [found.get((area, outcome)) for outcome in outcomes]
        if isinstance(asked, Estimate) and all(parts) and all(sign in signs for sign in OUTCOMES):
            answered, completed = (1 - signs[sign][0] for sign in OUTCOMES)
            noise = [part.variance for part in parts if part]
            nested[area] = nested_correlation(answered, completed, asked, (noise[0], noise[1]))
    return nested


def _correlations(used: Sequence[Sign], nested: float) -> np.ndarray:
    return np.array([[1.0 if one == other else nested if {one, other} == set(OUTCOMES) else 0.0
                      for other in used] for one in used])  # fmt: skip


@lru_cache(maxsize=64)
def _signs(scope: Scope, snapshot: Snapshot, year: Period) -> dict[str, dict[Sign, tuple[float, float]]]:
    """Area -> sign -> mean and standard deviation; what is not known of a place is absent."""
    found: dict[str, dict[Sign, tuple[float, float]]] = {p.area_code: {} for p in neighbourhoods(scope, snapshot)}
    for sign, outcome in OUTCOMES.items():
        for area, share in share_of_places(scope, snapshot, ("outcome", outcome), ("outcome", "asked"), year).items():
            found[area][sign] = (1 - share.mean, share.sd)
    for area, share in share_of_places(scope, snapshot, *LATE, year).items():
        found[area]["late"] = (share.mean, share.sd)
    chances: dict[str, list[float]] = {}
    for (area, _), gap in gaps(scope, snapshot, "need", year).items():
        if gap.shortage:
            chances.setdefault(area, []).append(gap.shortage.probability)
    for area, known in chances.items():
        found[area]["shortages"] = (sum(known), math.sqrt(sum(p * (1 - p) for p in known)))
    return found


def told_signs(scope: Scope, snapshot: Snapshot, year: Period) -> dict[str, ToldSigns]:
    """Area -> sign -> what is told of it and the ends of its 95 % interval; what is not known of a place is absent.

    Shares of households are told as coarsely as their base asks for; shortages: how many categories are expected short.
    """
    found: dict[str, dict[Sign, tuple[float, float, float]]] = {}
    for what in OUTCOMES:
        for place in shares_left(scope, snapshot, what, year):
            if place.share is not None and place.low is not None and place.high is not None:
                found.setdefault(place.area_code, {})[what] = (place.share, place.low, place.high)
    answered = counts(scope, snapshot, "households", "outcome", year)
    for area, share in share_of_places(scope, snapshot, *LATE, year).items():
        base = answered.get((area, "answered"))
        told_of = base.value if isinstance(base, Estimate) else None
        low, high = as_bounds(share.interval().low, share.interval().high, told_of)
        found.setdefault(area, {})["late"] = (told_share(share.mean, told_of), low, high)
    for area, known in _signs(scope, snapshot, year).items():
        if "shortages" in known:
            mean, sd = known["shortages"]
            found.setdefault(area, {})["shortages"] = (mean, max(0.0, mean - CLEAR * sd), mean + CLEAR * sd)
    return dict(found)


def _standings(
    scope: Scope, snapshot: Snapshot, year: Period, known: Mapping[str, Mapping[Sign, object]], used: Sequence[Sign]
) -> dict[str, Standing]:
    unheard = {row.area_code for row in silent(scope, snapshot, year)}
    enrolled = answer(scope, snapshot, "enrolled_households", Selection((), year, "neighbourhood"))
    usual, apart = fits(scope, snapshot, "reach", year), unlike(scope, snapshot, year)
    found: dict[str, Standing] = {}
    for place in neighbourhoods(scope, snapshot):
        code, reached = place.area_code, None
        if place.homes:
            reached = ratio(estimate_of(enrolled.row(area_code=code)), Estimate(float(place.homes), 0.0))
        middle = usual.get((place.city_code or "", "total"), {}).get("usual")
        if code in unheard:
            found[code] = "silent"
        elif any(sign not in known[code] for sign in used):
            found[code] = "few_asked"
        elif reached and middle and reached.value < LEAST_REACH * middle:
            found[code] = "hardly_reached"
        elif code in apart:
            found[code] = "unlike"
        else:
            found[code] = "ranked"
    return found
