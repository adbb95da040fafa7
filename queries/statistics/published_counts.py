"""What a published count says of the true one: how likely it is, for every count that may stand behind it.

The one place where the models learn of noise and thresholds. It knows no place, period or measure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtr
from scipy.stats import binom

from queries.statistics.derived import Estimate

#: How far, in standard deviations of the noise, a true count is looked for (less than one in 100,000 lies beyond).
REACH = 4.5


@dataclass(frozen=True)
class Hidden:
    """A count "below threshold": of fewer than `fewest` households, or of a noisy number of them below `threshold`.

    variance: that of the noise of these households. What is counted may be their posts: `each` of a household that
    posts, on average, and `clip` at most.
    """

    threshold: float = 17
    variance: float = 8.0
    fewest: int = 11
    each: float = 1.0
    clip: int = 1

    @property
    def most(self) -> float:
        """About as much as can be hidden."""
        return self.threshold * self.each

    def with_noise(self, s: float) -> Hidden:
        """The same of a cell whose noise has another scale: a small zone has more of it than its place."""
        reach = (self.threshold - self.fewest) * s / math.sqrt(self.variance / 2)
        return replace(self, threshold=self.fewest + reach, variance=2 * s**2)


Published = Estimate | Hidden


def true_counts(published: Published, fine: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """The true counts that may stand behind a published one, and the probability of what is published given each.

    The noise is taken as Gaussian: the sum of two discrete Gaussians of s >= 1.5 is one to four digits at every
    integer. The probabilities are up to a factor. Counts are integers, about three a standard deviation at least; with
    `fine` false one a standard deviation, whole or not, which is enough for what varies slowly (the rule of equal steps
    is exact to nine digits for a Gaussian then; Trefethen and Weideman 2014).
    """
    if isinstance(published, Hidden):
        return _behind(published)
    sd = math.sqrt(published.variance)
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


@lru_cache(maxsize=1024)
def _behind(hidden: Hidden) -> tuple[np.ndarray, np.ndarray]:
    """The counts that a hidden one may be. It hides by its households; of so many posts they are binomial.

    The posts of a household are taken as geometric with the mean `each`: then every post but the first is of one
    household more with the same chance, 1 / each.
    """
    sd = math.sqrt(hidden.variance)
    households = np.arange(math.ceil(hidden.threshold + REACH * sd) + 1.0)
    below = ndtr((hidden.threshold - 0.5 - households) / sd) if sd else 1.0 * (households < hidden.threshold)
    likely = np.where(households < hidden.fewest, 1.0, below)
    counts = households
    if hidden.each > 1:
        counts = np.arange(math.ceil(2 * hidden.each * households[-1]) + 1.0)
        of_posts = binom.pmf(households[1:] - 1, counts[1:, None] - 1, 1 / hidden.each)
        likely = np.concatenate([[1.0], of_posts @ likely[1:]])
    return counts[likely > 1e-6], likely[likely > 1e-6]


def posts_each(rate: float) -> float:
    """Posts of a household that posts, from the posts for one that posts or answers: Poisson without its zeros."""
    return rate / -math.expm1(-rate) if rate > 0 else 1.0


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
