"""The funnel of a share: how far a place may lie from all places together, given its size, before it stands out.

Limits allow for the noise of both counts and for the differences that places usually have. It ranks nobody. The page
that compares places by a funnel is still to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.derived import Estimate
from queries.statistics.intervals import Interval, z_of

#: With fewer places the differences between them cannot be estimated: a dot with its interval says more.
FEWEST_PLACES = 12

#: Control limits: 95 % to look closer, 99.8 % to stand out.
OUTER = 0.998

_WINSORISED = 0.1  # on each side
#: Mean square of a standard Gaussian whose outer tenths are set to its deciles: without difference phi is 1, not this.
_SQUARE_OF_WINSORISED = 0.6787


@dataclass(frozen=True)
class Funnel:
    """target: the share of all places together; tau2: variance of the true shares between places; phi: how many times
    more than by sampling and noise the places vary."""

    target: float
    tau2: float
    phi: float

    def limits(self, whole: Estimate, part_variance: float, level: float = OUTER) -> Interval:
        """Between which a place of that size and noise is expected; within 0 and 1."""
        variance = float(_variance(self.target, whole.value, part_variance, whole.variance)) + self.tau2
        half = z_of(level) * variance**0.5
        return Interval(max(0.0, self.target - half), min(1.0, self.target + half))

    def stands_out(self, part: Estimate, whole: Estimate, level: float = OUTER) -> int:
        """1 above the funnel, -1 below it, 0 within."""
        share, limits = part.value / whole.value, self.limits(whole, part.variance, level)
        return int(share > limits.high) - int(share < limits.low)


def funnel(places: Sequence[tuple[Estimate, Estimate]]) -> Funnel | None:
    """The funnel of (part, whole) of every place; None with fewer than twelve.

    Spiegelhalter 2005, "Funnel plots for comparing institutional performance": additive over-dispersion by the method
    of moments from z-scores of which the outer tenth on each side is pulled in, so that what stands out does not widen
    its own limits. Phi is divided by what pulling in takes from a Gaussian, since limits are too narrow otherwise.
    """
    if len(places) < FEWEST_PLACES:
        return None
    x, n, of_x, of_n = (
        np.array(side) for side in zip(*((p.value, w.value, p.variance, w.variance) for p, w in places), strict=True)
    )  # fmt: skip
    target = min(max(float(x.sum() / n.sum()), 1e-6), 1 - 1e-6)
    variance = _variance(target, n, of_x, of_n)
    z = (x / n - target) / np.sqrt(variance)
    pulled_in = np.clip(z, *np.quantile(z, [_WINSORISED, 1 - _WINSORISED]))
    phi = float((pulled_in**2).mean()) / _SQUARE_OF_WINSORISED
    weights = 1 / variance
    excess = len(z) * phi - (len(z) - 1)
    tau2 = max(0.0, excess / float(weights.sum() - (weights**2).sum() / weights.sum()))
    return Funnel(target, tau2, phi)


def _variance(target: float, n: np.ndarray | float, of_x: np.ndarray | float, of_n: np.ndarray | float) -> np.ndarray:
    """Of a share around the target, by sampling and by the noise of both counts."""
    return np.asarray((n * target * (1 - target) + of_x + target**2 * of_n) / np.square(n))
