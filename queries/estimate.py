"""What a plan may come to at 12 and 24 months: expected from the most similar places that already passed that stage.

A number is a mean over five places, told coarsely; a place is named only inside the scope or where the operator lets
everybody compare with it. It knows no screen, and nothing of who drafted a plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Literal, get_args

import numpy as np

from queries.afterwards import AGES, BY_QUARTER, CAMPAIGNS, Happened
from queries.beforehand import beforehand, known_quarter
from queries.campaign_controls import everybody
from queries.dimensions import DIMENSIONS
from queries.model import Period, Refusal, Scope
from queries.passed import Outcome, comparable, passed, told_outcomes
from queries.places import neighbourhoods, place
from queries.snapshot import Snapshot
from queries.statistics.analogues import FEWEST, NEIGHBOURS
from queries.statistics.beforehand import FEATURES, KINDS, Facts, features, filled, in_proportion, kind_of, usual
from queries.statistics.intervals import Interval

StageName = Literal["consultation", "works", "existing"]
STAGES: tuple[StageName, ...] = get_args(StageName)

#: Nothing is told where more of the comparable places hide the outcome: those that show it are the large ones.
MOST_HIDDEN = 1 / 3
#: Features made of cells of other places too: an estimate is compared by them, and does not tell them.
_OF_CELLS = ("enrolled_near",)
#: The most homes and local places that a plan may have: more is a slip of the pen.
MOST_HOMES, MOST_SERVICES = 100_000, 1_000

#: Why an expectation has no number: fewer than 20 places are comparable, or most of them are below threshold.
WhyNot = Literal["", "few", "hidden"]


@dataclass(frozen=True)
class Plan:
    """What is planned: where or in what kind of place, which stage begins when, how many homes and local places.

    place: a neighbourhood of the scope, to whose homes and local places those of the plan are added; else kind: one of
    `large_city`, `medium_city`, `rural`, for a place of its own. mix: dwelling types with how many of the homes planned
    are of each, in any unit; empty: as there usually. services: local places planned; None: none for a neighbourhood,
    as many as usual in a kind of place.
    """

    stage: str
    starts_on: date
    dwellings: int = 0
    place: str = ""
    kind: str = ""
    mix: tuple[tuple[str, float], ...] = ()
    services: int | None = None


@dataclass(frozen=True)
class Analogue:
    """One of the most similar places, by how far it is. area_code, name and the day on which it passed the stage are
    empty (None) where it is neither in the scope nor a comparison place."""

    distance: float
    area_code: str = ""
    name: str = ""
    starts_on: date | None = None


@dataclass(frozen=True)
class Expectation:
    """One outcome (`queries.afterwards`) at an age: what is expected, between what in 80 and in 95 of 100 cases.

    All None, with `why`, where it is not told. comparable: how many places show it; hidden: how many more are below
    threshold; extrapolates: the plan is farther from its nearest places than any place is from its own.
    """

    outcome: str
    age: int
    value: float | None
    likely: Interval | None
    nearly_sure: Interval | None
    comparable: int
    hidden: int
    nearest: tuple[Analogue, ...] = ()
    extrapolates: bool = False
    why: WhyNot = ""


@dataclass(frozen=True)
class PlanEstimate:
    """A plan with what is expected of it, from one snapshot; homes: of the place once it is built.

    known_until: the last day that the snapshot covers. assumed: the public features that the plan was compared by,
    as far as they are known.
    """

    plan: Plan
    snapshot: str
    known_until: date
    homes: int
    assumed: tuple[tuple[str, float], ...]
    expectations: tuple[Expectation, ...]

    def expectation(self, outcome: str, age: int) -> Expectation | None:
        return next((each for each in self.expectations if (each.outcome, each.age) == (outcome, age)), None)


@dataclass(frozen=True)
class Held:
    """Whether the intervals of an expectation held what was published; None: nothing was expected or published."""

    outcome: str
    age: int
    happened: float | None
    likely: bool | None
    nearly_sure: bool | None


@dataclass(frozen=True)
class TrackRecord:
    """How many expectations can be checked by now, and how many of their intervals held what happened."""

    checked: int
    likely: int
    nearly_sure: int


@lru_cache(maxsize=128)
def estimate(scope: Scope, snapshot: Snapshot, plan: Plan) -> PlanEstimate:
    """What may be expected of a plan; Refusal for one that cannot be, in a sentence for people.

    No expectation at all in an older snapshot. The plan's own place is left out of those it is compared with.
    """
    check(plan)
    until = date.fromisoformat(snapshot.manifest["covers_until"])
    if not snapshot.has(7):
        return PlanEstimate(plan, snapshot.id, until, plan.dwellings, (), ())
    code, quarter, every = "", known_quarter(snapshot, plan.starts_on), everybody(scope, snapshot)
    if plan.place:
        code = _neighbourhood(scope, snapshot, plan.place)
        # Read for everybody: whether the places within a kilometre are in one's territory must not change an estimate.
        facts = _added(beforehand(every, snapshot, quarter)[code], plan)
        row = features(facts)
    else:
        facts = Facts(float(plan.dwellings), _homes_by_type(plan), None, plan.services, None, None)
        row = filled(features(facts), _usual(every, snapshot, plan.kind, quarter))
    homes = round(facts.homes or 0.0)
    expectations = [
        _expectation(scope, snapshot, (stage, outcome, age), code, row, homes)
        for stage, outcome, age in {*told_outcomes(snapshot), *product([plan.stage], BY_QUARTER, AGES)}
        if stage == plan.stage
    ]
    assumed = tuple((name, value) for name, value in zip(FEATURES, row, strict=True)
                    if name not in _OF_CELLS and not math.isnan(value))  # fmt: skip
    return PlanEstimate(plan, snapshot.id, until, homes, assumed, tuple(sorted(expectations, key=_order)))


def held(found: PlanEstimate, happened: Sequence[Happened]) -> tuple[Held, ...]:
    """Whether each interval held what was published of the place (`queries.afterwards`), in the order of expectations.

    None where there is no truth yet, or where it is below threshold.
    """
    truths = {(each.outcome, each.age): each.count.value for each in happened if each.count is not None}
    return tuple(_held(each, truths.get((each.outcome, each.age))) for each in found.expectations)


def track_record(checks: Iterable[Held]) -> TrackRecord:
    """Of the expectations of any number of estimates: how many of their intervals held what happened."""
    known = [each for each in checks if each.likely is not None]
    return TrackRecord(len(known), sum(bool(each.likely) for each in known),
                       sum(bool(each.nearly_sure) for each in known))  # fmt: skip


def kind_of_place(scope: Scope, snapshot: Snapshot, code: str) -> str:
    """Which kind of place a neighbourhood of the scope is by the homes that are there; empty where nobody counted."""
    asked = place(scope, snapshot, code)
    facts = beforehand(everybody(scope, snapshot), snapshot, None).get(asked.area_code)
    return (kind_of(facts.dwellings) if facts else None) or ""


def check(plan: Plan) -> None:
    """Refusal for a plan that cannot be."""
    if plan.stage not in STAGES:
        raise Refusal(f"“{plan.stage}” is no stage of a project: write {', '.join(STAGES)}.")
    if bool(plan.place) == bool(plan.kind):
        raise Refusal("A plan is for one neighbourhood or for one kind of place: name one of the two.")
    if plan.kind and plan.kind not in KINDS:
        raise Refusal(f"“{plan.kind}” is no kind of place: write {', '.join(KINDS)}.")
    least = 1 if plan.kind else 0
    if not least <= plan.dwellings <= MOST_HOMES:
        raise Refusal(f"{plan.dwellings} homes cannot be planned: write a number from {least} to {MOST_HOMES}.")
    if plan.services is not None and not 0 <= plan.services <= MOST_SERVICES:
        raise Refusal(f"{plan.services} local places cannot be planned: write a number from 0 to {MOST_SERVICES}.")
    _check_mix(plan)


def _check_mix(plan: Plan) -> None:
    known = [value.code for value in DIMENSIONS["dwelling_type"].values if value.code != "merged"]
    for code, size in plan.mix:
        if code not in known:
            raise Refusal(f"“{code}” is no kind of dwelling: write {', '.join(known)}.")
        if plan.kind and code != "other" and not code.endswith(plan.kind):
            raise Refusal(f"“{code}” does not belong in the kind of place “{plan.kind}”.")
        if not (0 <= size < math.inf):
            raise Refusal(f"{size} cannot be the part of “{code}”: write a number from 0 on.")
    if len({code for code, _ in plan.mix}) < len(plan.mix):
        raise Refusal("A kind of dwelling is in the mix twice: give each once.")
    if plan.mix and not sum(size for _, size in plan.mix) > 0:
        raise Refusal("Every part of the mix of dwellings is 0: give one a number, or leave the mix out.")


def _neighbourhood(scope: Scope, snapshot: Snapshot, code: str) -> str:
    asked = place(scope, snapshot, code)
    if asked.level != "neighbourhood":
        raise Refusal(f"“{asked.name}” is no neighbourhood: an estimate is for one, or for a kind of place.")
    if not asked.homes:
        raise Refusal(f"The homes of “{asked.name}” are not known: choose a kind of place instead.")
    return asked.area_code


def _added(there: Facts, plan: Plan) -> Facts:
    """A place with the homes and local places of the plan; without a mix, these homes are as those that are there."""
    mix, dwellings = _homes_by_type(plan), dict(there.dwellings)
    if dwellings and mix:
        dwellings = {code: dwellings.get(code, 0.0) + mix.get(code, 0.0) for code in {**dwellings, **mix}}
    services = None if there.services is None else there.services + (plan.services or 0)
    return replace(there, homes=(there.homes or 0.0) + plan.dwellings, dwellings=dwellings, services=services)


def _homes_by_type(plan: Plan) -> dict[str, float]:
    return in_proportion(dict(plan.mix), float(plan.dwellings)) if plan.mix else {}


@lru_cache(maxsize=64)
def _usual(every: Scope, snapshot: Snapshot, kind: str, quarter: Period | None) -> tuple[float, ...]:
    """The mean features of a kind of place over five places or more; Refusal where there are not so many."""
    own = [facts for facts in beforehand(every, snapshot, quarter).values() if kind_of(facts.dwellings) == kind]
    if len(own) < NEIGHBOURS:
        raise Refusal("Fewer than five neighbourhoods of that kind are known here: choose a neighbourhood instead.")
    return usual([features(facts) for facts in own])


def _expectation(
    scope: Scope, snapshot: Snapshot, of: Outcome, own: str, row: tuple[float, ...], homes: int
) -> Expectation:
    stage, outcome, age = of
    among = comparable(snapshot, stage, outcome, age, own)
    shown, hidden = len(among.codes), among.hidden
    if among.found is None or hidden > MOST_HIDDEN * (shown + hidden):
        few = shown + hidden < FEWEST or hidden <= MOST_HIDDEN * (shown + hidden)
        return Expectation(outcome, age, None, None, None, shown, hidden, why="few" if few else "hidden")
    told = among.found.foretell(np.array(row))
    most = math.inf if outcome == "exchanges" else float(homes)  # no more households than homes
    value, likely, sure = (
        Interval(*(min(homes * math.exp(log), most) for log in logs))
        for logs in ((told.log, told.log), *told.bounds)
    )  # fmt: skip
    nearest = tuple(_analogue(scope, snapshot, stage, among.codes[at], distance)
                    for at, distance in zip(told.nearest, told.distances, strict=True))  # fmt: skip
    return Expectation(outcome, age, value.low, likely, sure, shown, hidden, nearest, told.extrapolates)


def _analogue(scope: Scope, snapshot: Snapshot, stage: str, code: str, distance: float) -> Analogue:
    name = {**_comparison_places(snapshot), **_own_names(scope, snapshot)}.get(code)
    far = round(distance, 2)
    return Analogue(far) if name is None else Analogue(far, code, name, passed(snapshot)[stage, code].starts_on)


def seen_by(scope: Scope, snapshot: Snapshot, found: PlanEstimate) -> PlanEstimate:
    """An estimate that was told before, without the names of places that are neither in the scope now nor compared with
    by everybody."""
    known = {**_comparison_places(snapshot), **_own_names(scope, snapshot)}
    return replace(found, expectations=tuple(
        replace(each, nearest=tuple(near if near.area_code in known else Analogue(near.distance)
                                    for near in each.nearest))
        for each in found.expectations
    ))  # fmt: skip


def places_to_compare(snapshot: Snapshot, stage: str) -> int:
    """How many places have passed a stage and show how many households are active there 12 months on: an estimate needs
    20."""
    return len(comparable(snapshot, stage, "active_households", AGES[0]).codes)


@lru_cache(maxsize=64)
def _own_names(scope: Scope, snapshot: Snapshot) -> Mapping[str, str]:
    return {each.area_code: each.name for each in neighbourhoods(scope, snapshot)}


@lru_cache(maxsize=4)
def _comparison_places(snapshot: Snapshot) -> Mapping[str, str]:
    return {row.neighbourhood_code: row.name for row in snapshot.query("comparison_places")}


def _held(expected: Expectation, happened: float | None) -> Held:
    if happened is None or expected.likely is None or expected.nearly_sure is None:
        return Held(expected.outcome, expected.age, happened, None, None)
    return Held(expected.outcome, expected.age, happened, expected.likely.holds(happened),
                expected.nearly_sure.holds(happened))  # fmt: skip


def _order(each: Expectation) -> tuple[int, str, int]:
    first = (*BY_QUARTER, CAMPAIGNS)
    return first.index(each.outcome) if each.outcome in first else len(first), each.outcome, each.age
