"""What a published count says of the true one: how likely it is, for every count that may stand behind it.

The one place where the models learn of noise and thresholds. It knows no place, period or measure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from queries.statistics.derived import Estimate

#: How far, in standard deviations of the noise, a true count is looked for (less than one in 100,000 lies beyond).
REACH = 4.5


@dataclass(frozen=True)
class Hidden:
    """A count "below threshold": fewer than `fewest` households, or a noisy number below `threshold`.

    variance: that of the noise that the number would have had.
    """

    threshold: float = 17
    variance: float = 8.0
    fewest: int = 11


Published = Estimate | Hidden


def true_counts(published: Published, fine: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """The true counts that may stand behind a published one, and the probability of what is published given each.

    The noise is taken as Gaussian: the sum of two discrete Gaussians of s >= 1.5 is one to four digits at every
    integer. The probabilities are up to a factor. Counts are integers, about three a standard deviation at least; with
    `fine` false one a standard deviation, whole or not, which is enough for what varies slowly (the rule of equal steps
    is exact to nine digits for a Gaussian then; Trefethen and Weideman 2014).
    """
    sd = math.sqrt(published.variance)
    if isinstance(published, Hidden):
        counts = np.arange(math.ceil(published.threshold + REACH * sd) + 1.0)
        below = ndtr((published.threshold - 0.5 - counts) / sd) if sd else 1.0 * (counts < published.threshold)
        likely = np.where(counts < published.fewest, 1.0, below)
        return counts[likely > 1e-6], likely[likely > 1e-6]
    value = max(0.0, published.value)
    if not sd:
        return np.array([value]), np.ones(1)
    if fine:
        step = max(1.0, math.floor(sd / 3))
        counts = np.arange(math.floor(value - REACH * sd), value + REACH * sd + step, step)
    else:
        counts = value + sd * np.arange(-math.floor(REACH), math.floor(REACH) + 1)
    counts = counts[counts >= 0]
    return counts, np.exp(-((counts - published.value) ** 2) / (2 * published.variance))


def pooled(counts: Sequence[Published]) -> Estimate:
    """The counts of several places together: hidden ones by the mean and variance of what may stand behind them."""
    value = variance = 0.0
    for count in counts:
        if isinstance(count, Estimate):
            value, variance = value + count.value, variance + count.variance
        else:
            possible, likely = true_counts(count)
            mean = float(np.average(possible, weights=likely))
            value += mean
            variance += float(np.average((possible - mean) ** 2, weights=likely))
    return Estimate(value, variance)
