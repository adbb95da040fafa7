"""How many households are still active some months after joining, from published cells of cohorts.

A cohort is the households that joined in one quarter. What is published is how many were active in the month so many
months later, silent in between or not: a share of those who joined and not survival, so nothing here is Kaplan-Meier's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval, wilson
from queries.statistics.published_counts import Hidden, Published

#: Months after joining that are counted, as the values of the dimension `cohort` say.
MONTHS = (1, 3, 6, 12)


@dataclass(frozen=True)
class Cohort:
    """Households that joined in a quarter, and those of them active so many months later: None while not yet known."""

    joined: Published
    active: tuple[Published | None, ...]


@dataclass(frozen=True)
class Retention:
    """The share still active. value: None where a count is hidden, and the interval is all that is known.

    cohorts: how many quarters of joining it rests on; households: about how many had joined in them.
    """

    months: int
    value: float | None
    interval: Interval
    cohorts: int
    households: float


def retention(cohorts: Sequence[Cohort], level: float = LEVEL) -> tuple[Retention | None, ...]:
    """The share of those who joined that was active 1, 3, 6 and 12 months later, all cohorts together.

    Cohorts are different households, so that their counts may be added; their noises have the permanent part in
    common. Only cohorts of which both counts are known by then; one that hides how many joined is left out. A hidden
    number still active lies between nothing and its threshold: the interval holds both ends. None where no cohort is
    left; ValueError where a cohort does not tell of the same months.
    """
    if any(len(cohort.active) != len(MONTHS) for cohort in cohorts):
        raise ValueError(f"a cohort tells of {len(MONTHS)} steps, or None for one that is not yet known")
    return tuple(_step(cohorts, at, level) for at in range(len(MONTHS)))


def _step(cohorts: Sequence[Cohort], at: int, level: float) -> Retention | None:
    known = [(cohort.joined, active) for cohort in cohorts if (active := cohort.active[at]) is not None
             and isinstance(cohort.joined, Estimate)]  # fmt: skip
    joined = _together([joined for joined, _ in known if isinstance(joined, Estimate)])
    if joined.value <= 0:
        return None
    shown = _together([active for _, active in known if isinstance(active, Estimate)])
    hidden = sum(active.most for _, active in known if isinstance(active, Hidden))
    most = Estimate(shown.value + hidden, shown.variance)
    interval = Interval(wilson(shown, joined, level).low, wilson(most, joined, level).high)
    value = None if hidden else min(1.0, max(0.0, shown.value / joined.value))
    return Retention(MONTHS[at], value, interval, len(known), joined.value)


def _together(counts: Sequence[Estimate]) -> Estimate:
    """Counts of one label in different periods: the permanent noise is one draw, and adds as standard deviations."""
    permanent = sum(math.sqrt(count.permanent) for count in counts) ** 2
    epoch = sum(count.variance - count.permanent for count in counts)
    return Estimate(sum(count.value for count in counts), permanent + epoch, permanent=permanent)
