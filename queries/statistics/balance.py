"""What is left of a known need after offers that are counted with noise, or hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass

from queries.statistics.derived import CLEAR
from queries.statistics.published_counts import Hidden, Published


@dataclass(frozen=True)
class Missing:
    """likely: how many are missing, never below none; from `least` to `most` with the noise of the offers (95 %)."""

    likely: float
    least: float
    most: float

    @property
    def is_sure(self) -> bool:
        """Whether something is missing, whatever the noise did."""
        return self.least > 0

    def per_hundred(self, homes: int | None) -> float | None:
        """How many are missing for each hundred homes, which are public; None where they are not known."""
        return None if not homes else 100 * self.likely / homes


def missing(needed: int, offered: Published) -> Missing:
    """Each household that offers counts as one; a hidden number of them is anything from none to its threshold, and to
    what noise may have hidden above it."""
    reach = CLEAR * math.sqrt(offered.variance)
    if isinstance(offered, Hidden):
        ends = needed - offered.threshold / 2, needed - offered.threshold - reach, float(needed)
        return Missing(*(max(0.0, each) for each in ends))
    return Missing(*(min(float(needed), max(0.0, needed - offered.value + by)) for by in (0.0, -reach, reach)))
