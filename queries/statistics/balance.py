"""What is left of a known need after offers that are counted with noise, or hidden."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from queries.statistics.derived import CLEAR, Estimate
from queries.statistics.published_counts import Hidden, Published


@dataclass(frozen=True)
class Missing:
    """likely: how many are missing, never below none; from `least` to `most` with the noise of the offers (95 %)."""

    likely: float
    least: float
    most: float

    @property
    def is_sure(self) -> bool:
        """Whether the whole interval, as it is told in whole numbers, has something missing."""
        return round(self.least) >= 1

    @property
    def is_covered(self) -> bool:
        """Whether none of the interval, as it is told in whole numbers, has anything missing."""
        return round(self.most) == 0

    def may_reach(self, other: Missing) -> bool:
        """Whether as much may be missing here as there: the interval is not all below that of the other."""
        return not self.is_covered and self.most >= other.least

    @property
    def noise_sd(self) -> float:
        """A standard deviation whose interval is as wide as that from least to most."""
        return (self.most - self.least) / 2 / CLEAR

    def per_hundred(self, homes: int | None) -> float | None:
        """How many are missing for each hundred homes, which are public; None where they are not known."""
        return None if not homes else 100 * self.likely / homes


def missing(needed: int, offered: Sequence[Published]) -> Missing:
    """offered: counts of different households, each of which counts as one. A hidden count is anything from none to its
    threshold, and to what noise may have hidden above it; what is shown beside it counts as it is."""
    shown = [each for each in offered if isinstance(each, Estimate)]
    hidden = [each for each in offered if isinstance(each, Hidden)]
    left, above = needed - sum(each.value for each in shown), sum(each.threshold for each in hidden)
    of_shown = sum(each.variance for each in shown)
    down = CLEAR * math.sqrt(of_shown + sum(each.variance for each in hidden))
    ends = left - above / 2, left - above - down, left + CLEAR * math.sqrt(of_shown)
    return Missing(*(min(float(needed), max(0.0, each)) for each in ends))
