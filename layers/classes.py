"""The classed scale of a map: round edges for a set of amounts, and the class of each amount.

It takes numbers and gives numbers; colours and words belong to whoever draws them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: As many classes as an eye can tell apart in one hue.
MOST = 6
_ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


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


def classes(values: Sequence[float], finest: float = 0.0) -> Classes:
    """Round edges, equally far apart, for these amounts; `finest` is the smallest step that the numbers support.

    The edges cover the middle nine tenths of the values, so that one outlier does not push all others into one class.
    """
    if len(set(values)) < 2:
        return Classes(())
    low, high = (float(edge) for edge in np.quantile(np.asarray(values, dtype=float), [0.05, 0.95]))
    if high - low <= 0:
        low, high = float(min(values)), float(max(values))
    # Two or three different values need no more classes than that.
    most = min(MOST, max(2, len(set(values)))) - 1
    step = max(finest, _round_step((high - low) / (2 * most)))
    while len(edges := _edges(step, low, high, min(values), max(values))) > most:
        step = _round_step(step * 1.01)
    return Classes(edges)


def _edges(step: float, low: float, high: float, least: float, greatest: float) -> tuple[float, ...]:
    numbers = range(int(np.floor(low / step)), int(np.ceil(high / step)) + 1)
    edges = (round(number * step, 10) for number in numbers)
    # Beyond the middle nine tenths one edge each way is enough; an edge with nothing on one side makes no class.
    return tuple(edge for edge in edges if least + 1e-9 < edge <= greatest + 1e-9)


def _round_step(least: float) -> float:
    """The smallest round step (1, 2, 2.5 or 5 times a power of ten) that is not under `least`."""
    power = float(10.0 ** np.floor(np.log10(least)))
    return next(step * power for step in _ROUND_STEPS if step * power >= least * (1 - 1e-9))
