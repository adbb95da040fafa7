"""The classed scale of a map: edges for a set of amounts, by quantiles or natural breaks, and the class of each amount.

It takes numbers and gives numbers; colours and words belong to whoever draws them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Method = Literal["quantiles", "natural"]

#: As many classes as an eye can tell apart in one hue, and as few neighbourhoods as still fill so many.
MOST, MANY = 6, 40
_ROUND_STEPS = (1.0, 2.0, 3.0, 5.0, 10.0)
#: Natural breaks are sought among at most so many different amounts.
_FINEST_SEARCH = 400


@dataclass(frozen=True)
class Classes:
    """Inner edges in rising order: n edges make n + 1 classes, the first and the last open-ended."""

    edges: tuple[float, ...]

    @property
    def count(self) -> int:
        return len(self.edges) + 1

    def of(self, value: float) -> int:
        """The class (from 0) of a value; a value on an edge belongs to the class above it."""
        # Shares such as 0.3 arrive as 0.30000000000000004 or 0.29999999999999999: both are on the edge 0.3.
        return bisect_right(self.edges, value + 1e-9)

    def counts(self, values: Sequence[float]) -> tuple[int, ...]:
        """How many values each class holds."""
        found = [0] * self.count
        for value in values:
            found[self.of(value)] += 1
        return tuple(found)


def classes(values: Sequence[float], step: float, method: Method = "quantiles", most: int | None = None) -> Classes:
    """At most `most` classes for these amounts, with edges on multiples of `step` and no class left empty.

    Quantiles give classes of about as many neighbourhoods each; natural breaks (Fisher 1958, Jenks 1977) classes of
    neighbourhoods that are alike. `step` is the finest that the noise supports: see `supported`.
    """
    if len(set(values)) < 2:
        return Classes(())
    known = np.sort(np.asarray(values, dtype=float))
    wanted = min(most or (MOST if len(known) >= MANY else MOST - 1), len(set(values)))
    raw = _natural(known, wanted) if method == "natural" else _quantiles(known, wanted)
    edges: list[float] = []
    for edge in sorted({round(round(value / step) * step, 10) for value in raw}):
        below = known[known < edge - 1e-9]
        # A rounded edge with nothing between it and the one before, or nothing above it, makes no class.
        if len(below) and edge <= known[-1] + 1e-9 and (not edges or below[-1] >= edges[-1] - 1e-9):
            edges.append(edge)
    return Classes(tuple(edges))


def supported(finest: float, noise: Sequence[float]) -> float:
    """The step of class edges: the first round number that is no less than half a 95 % interval of the median noise.

    `noise` are standard deviations, `finest` is the step to which the numbers themselves are told. No class is then
    narrower than an interval reaches to one side: it ends in the next class at the furthest.
    """
    typical = 1.96 * float(np.median(noise)) if len(noise) else 0.0
    return max(finest, _round_step(typical)) if typical > 0 else finest


def _quantiles(known: np.ndarray, count: int) -> list[float]:
    return [float(edge) for edge in np.quantile(known, np.arange(1, count) / count)]


def _natural(known: np.ndarray, count: int) -> list[float]:
    """Breaks that make the sum of squared distances to the class means least, by dynamic programming.

    An edge lies halfway between the two values that it parts.
    """
    spread = max(float(known[-1] - known[0]), 1e-12)
    rounded = np.round((known - known[0]) / spread * _FINEST_SEARCH) / _FINEST_SEARCH * spread + known[0]
    points, weights = np.unique(rounded, return_counts=True)
    size = len(points)
    count = min(count, size)
    n, s, q = (np.concatenate([[0.0], np.cumsum(weights * points**power)]) for power in (0, 1, 2))

    def cost(first: np.ndarray, last: int) -> np.ndarray:
        return (q[last] - q[first]) - (s[last] - s[first]) ** 2 / (n[last] - n[first])

    best = np.concatenate([[0.0], [float(cost(np.array([0]), last)[0]) for last in range(1, size + 1)]])
    choice = np.zeros((count + 1, size + 1), dtype=int)
    for classes_so_far in range(2, count + 1):
        following = np.full(size + 1, np.inf)
        for last in range(classes_so_far, size + 1):
            firsts = np.arange(classes_so_far - 1, last)
            total = best[firsts] + cost(firsts, last)
            at = int(np.argmin(total))
            following[last], choice[classes_so_far, last] = total[at], firsts[at]
        best = following
    breaks, last = [], size
    for classes_so_far in range(count, 1, -1):
        last = int(choice[classes_so_far, last])
        breaks.append(float(points[last - 1] + points[last]) / 2)
    return breaks[::-1]


def _round_step(least: float) -> float:
    """The smallest round step (1, 2, 3 or 5 times a power of ten) that is not under `least`."""
    power = float(10.0 ** np.floor(np.log10(least)))
    return next(round(step * power, 10) for step in _ROUND_STEPS if step * power >= least * (1 - 1e-9))
