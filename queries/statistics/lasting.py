"""What of a campaign's effect is still there later: the late effect over the early one, when the early one is clear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.stats import t as student

from queries.statistics.effect import Effect, Series, changes_to, compared, effect
from queries.statistics.intervals import LEVEL, Interval


@dataclass(frozen=True)
class Lasting:
    """ratio: late over early, both as logarithms (0.5: half is left, 1: all of it), with its interval.

    Both None where the early effect is too weak to divide by: then late over early could be anything.
    """

    early: Effect
    late: Effect
    ratio: float | None
    interval: Interval | None

    @property
    def is_weak(self) -> bool:
        return self.interval is None


def lasting(treated: Sequence[Series], controls: Sequence[Series], early: int) -> Lasting:
    """The effect in the first `early` months after the start, and in those that follow, each against before.

    The interval is Fieller's (1954, "Some Problems in Interval Estimation") with the covariance of both, which share
    what was before. On the logarithm, where a rise and the fall that undoes it are equally large.
    """
    windows = {"early": slice(None, early), "late": slice(early, None)}
    if any(not 0 < early < len(each.after) for each in (*treated, *controls)):
        raise ValueError("There must be months both early and late.")
    values, noise = zip(*(changes_to(group, [*windows.values()]) for group in (treated, controls)), strict=True)
    (first, second), covariance = compared(*values, *noise)
    found = {
        name: effect(*([replace(each, after=each.after[at]) for each in group] for group in (treated, controls)))
        for name, at in windows.items()
    }
    square = float(student.ppf((1 + LEVEL) / 2, len(treated) + len(controls) - 2)) ** 2
    below = first**2 - square * covariance[0, 0]
    if below <= 0:
        return Lasting(found["early"], found["late"], None, None)
    middle = first * second - square * covariance[0, 1]
    root = math.sqrt(max(0.0, middle**2 - below * (second**2 - square * covariance[1, 1])))
    interval = Interval(float(middle - root) / below, float(middle + root) / below)
    return Lasting(found["early"], found["late"], float(second / first), interval)
