"""The interval of a share, with the noise of both counts. Every share that is told with sampling takes it from here."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.special import ndtri

from queries.statistics.derived import Estimate

LEVEL = 0.95


class Interval(NamedTuple):
    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def z_of(level: float) -> float:
    """The deviate of a two-sided interval: 1.96 for 0.95."""
    return float(ndtri((1 + level) / 2))


def wilson(part: Estimate, whole: Estimate, level: float = LEVEL, shared: float = 0.0) -> Interval:
    """The share that gave `part` out of `whole`, 0 to 1: Wilson's score interval, widened by the noise of both.

    Holds every p with (x - n p)^2 <= z^2 (n p (1 - p) + var_x - 2 p cov + p^2 var_n), the variance of x - n p if p is
    the share: without noise Wilson (1927, "Probable Inference, the Law of Succession, and Statistical Inference"),
    with noise alone Fieller's interval of a ratio. shared: the covariance of the two noises, which is the variance of
    the part where the whole is a sum that contains it. Where the noise leaves n possible at zero, anything is: (0, 1).
    """
    n = whole.value
    x = min(max(part.value, 0.0), n)
    zz = z_of(level) ** 2
    square = n * n + zz * (n - whole.variance)
    if n <= 0 or n * n <= zz * whole.variance or square <= 0:
        return Interval(0.0, 1.0)
    middle = 2 * n * x + zz * (n - 2 * shared)
    root = math.sqrt(max(0.0, middle**2 - 4 * square * (x * x - zz * part.variance)))
    return Interval(max(0.0, (middle - root) / (2 * square)), min(1.0, (middle + root) / (2 * square)))


def ratio_of_counts(top: Estimate, bottom: Estimate, level: float = LEVEL) -> Interval:
    """How many of one count there are for each of another: the logarithm of the ratio taken as Gaussian.

    Its variance is 1 / a + 1 / b (Katz et al. 1978, "Obtaining confidence intervals for the risk ratio") with that of
    both noises by the delta method, and half a household added to each as for the odds of small tables.
    """
    a, b = max(0.0, top.value) + 0.5, max(0.0, bottom.value) + 0.5
    half = z_of(level) * math.sqrt(1 / a + 1 / b + top.variance / a**2 + bottom.variance / b**2)
    return Interval(a / b * math.exp(-half), a / b * math.exp(half))


def wilson_of_sum(part: Estimate, rest: Estimate, level: float = LEVEL) -> Interval:
    """The share of a part in the sum of part and rest, whose noises are independent."""
    whole = Estimate(max(0.0, part.value) + max(0.0, rest.value), part.variance + rest.variance)
    return wilson(part, whole, level, shared=part.variance)
