"""Every place that passed a public stage of a project and what came of it, of no scope, as an estimate compares them.

Whoever asks names no place outside a scope and tells no number of a single one: `queries.estimate` keeps to both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from queries.snapshot import Snapshot
from queries.statistics.analogues import Analogues, analogues
from queries.statistics.beforehand import FEATURES

#: An outcome that is published as nought is taken as this many, so that it has a logarithm.
_LEAST = 0.5

#: A stage, an outcome and an age in months.
Outcome = tuple[str, str, int]


@dataclass(frozen=True, eq=False)
class Comparable:
    """The places whose outcome at an age is known and shown, by code; hidden: how many have it below threshold.

    found: what they say together, of the outcome for each home; None where they are fewer than 20.
    """

    codes: tuple[str, ...]
    hidden: int
    found: Analogues | None = field(repr=False)


@dataclass(frozen=True)
class Passed:
    """A place that passed a stage: when, with how many homes, and what was known before, in the order of FEATURES."""

    starts_on: date
    homes: int
    features: tuple[float, ...]


@lru_cache(maxsize=4)
def passed(snapshot: Snapshot) -> Mapping[tuple[str, str], Passed]:
    """Stage and neighbourhood -> what it was like before; none in an older snapshot.

    A place is an example only if its homes are known, and if enrolment nearby was published before the stage began:
    else what it was like then is not known. With such places, estimates two years on were no better than the mean of
    all places in the backtest.
    """
    if not snapshot.has(7):
        return {}
    return {
        (row.stage, row.area_code): Passed(
            row.starts_on, row.place_homes,
            tuple(math.nan if (value := getattr(row, name)) is None else value for name in FEATURES),
        )
        for row in snapshot.query("passed") if row.place_homes and row.enrolled_near is not None
    }  # fmt: skip


def told_outcomes(snapshot: Snapshot) -> tuple[Outcome, ...]:
    """Every stage, outcome and age of which something is known, in order."""
    return tuple(sorted(outcomes(snapshot)))


@lru_cache(maxsize=1024)
def comparable(
    snapshot: Snapshot, stage: str, outcome: str, age: int, but: str = "", by: date = date.max
) -> Comparable:  # fmt: skip
    """The places to compare a plan with. but: a neighbourhood left out, since it is the plan's own; by: the last day on
    which their outcome must have been known, as it was for who looked ahead then."""
    own = {code: value for code, (known_on, value) in outcomes(snapshot).get((stage, outcome, age), {}).items()
           if known_on <= by and code != but}  # fmt: skip
    shown = {code: value for code, value in own.items() if value is not None}
    places = [passed(snapshot)[stage, code] for code in shown]
    rows = np.array([place.features for place in places], dtype=float).reshape(len(places), len(FEATURES))
    logs = np.array([logarithm(value, place.homes) for value, place in zip(shown.values(), places, strict=True)])
    return Comparable(tuple(shown), len(own) - len(shown), analogues(rows, logs))


def logarithm(value: float, homes: float) -> float:
    """Of an outcome for each home."""
    return math.log(max(value, _LEAST)) - math.log(homes)


@lru_cache(maxsize=4)
def outcomes(snapshot: Snapshot) -> Mapping[Outcome, dict[str, tuple[date, float | None]]]:
    """Stage, outcome and age -> by neighbourhood the day from which it was known, and its number (None: hidden)."""
    found: dict[Outcome, dict[str, tuple[date, float | None]]] = {}
    for row in snapshot.query("passed_outcomes") if snapshot.has(7) else []:
        if (row.stage, row.area_code) in passed(snapshot):
            found.setdefault((row.stage, row.outcome, row.age), {})[row.area_code] = (row.known_on, row.value)
    return found
