"""Shares and rates of small places, steadied by what all places have in common (empirical Bayes).

A prior is fitted once, over all places, and is two numbers; the posterior of one place needs the prior and that place
alone. Noise and hidden counts enter through the likelihood, so that neither passes for a difference between places.
Shares are in use; the page of rates (posts or requests of a household) is still to come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import betainc, betaincinv, betaln, gammainc, gammaln

from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval
from queries.statistics.published_counts import Published, true_counts

#: A prior over fewer places says nothing that the places do not say.
FEWEST_PLACES = 5


@dataclass(frozen=True)
class BetaPrior:
    """Shares of places, Beta(a, b)."""

    a: float
    b: float

    def quantile(self, part: float) -> float:
        """The share that this part of the places lies below."""
        return float(betaincinv(self.a, self.b, part))


@dataclass(frozen=True)
class GammaPrior:
    """Rates of places, Gamma(shape, rate): mean shape / rate, in counts for one unit of exposure."""

    shape: float
    rate: float


@dataclass(frozen=True)
class Posterior:
    """What is known of one share or rate: a mixture of the posteriors for each pair of true counts that is possible.

    weights sum to 1; the components are Beta(first, second), or Gamma(shape first, rate second).
    """

    weights: np.ndarray
    first: np.ndarray
    second: np.ndarray
    is_share: bool

    @property
    def mean(self) -> float:
        return float(self.weights @ self._means)

    @property
    def sd(self) -> float:
        a, b, mean = self.first, self.second, self._means
        variance = mean * (1 - mean) / (a + b + 1) if self.is_share else a / b**2
        return math.sqrt(self.weights @ (variance + (mean - self.mean) ** 2))

    def above(self, threshold: float) -> float:
        """The probability that the true share or rate exceeds a threshold."""
        if threshold <= 0 or (self.is_share and threshold >= 1):
            return float(threshold <= 0)
        a, b = self.first, self.second
        below = betainc(a, b, threshold) if self.is_share else gammainc(a, b * threshold)
        return 1 - float(self.weights @ below)

    def interval(self, level: float = LEVEL) -> Interval:
        """Equal tails."""
        return Interval(self._quantile((1 - level) / 2), self._quantile((1 + level) / 2))

    @property
    def _means(self) -> np.ndarray:
        return self.first / (self.first + self.second if self.is_share else self.second)

    def _quantile(self, part: float) -> float:
        top = 1.0 if self.is_share else self.mean + 40 * self.sd
        return float(brentq(lambda value: 1 - self.above(value) - part, 0.0, top, xtol=1e-6))


def fit_shares(places: Sequence[tuple[Published, Estimate]]) -> BetaPrior | None:
    """The prior of a share, from (part, whole) of every place: beta-binomial, by maximum likelihood.

    Wholes that are hidden are no places. Give hidden parts too: leaving them out would make the prior one of large
    places. None with fewer than five places. The likelihood is multiplied by the variance between places (adjusted
    maximum likelihood, Li and Lahiri 2010), so that the estimate is never "no difference at all" by bad luck.
    """
    if len(places) < FEWEST_PLACES:
        return None
    pairs = _Pairs(places, subset=True)

    def of(mean: float, spread: float) -> BetaPrior:
        share = 1 / (1 + math.exp(-mean))
        return BetaPrior(share * math.exp(-spread), (1 - share) * math.exp(-spread))

    def loss(at: np.ndarray) -> float:
        prior = of(*at)
        return -pairs.log_likelihood(_beta_binomial(pairs, prior)) + math.log(1 + prior.a + prior.b)

    start = min(max(pairs.pooled, 1e-3), 1 - 1e-3)
    return of(*_minimum(loss, math.log(start / (1 - start))))


def fit_rates(places: Sequence[tuple[Published, Estimate]]) -> GammaPrior | None:
    """The prior of a rate, from (count, exposure) of every place: gamma-Poisson, by maximum likelihood as above."""
    if len(places) < FEWEST_PLACES:
        return None
    pairs = _Pairs(places, subset=False)

    def of(mean: float, spread: float) -> GammaPrior:
        return GammaPrior(math.exp(-spread), math.exp(-spread - mean))

    def loss(at: np.ndarray) -> float:
        prior = of(*at)
        return -pairs.log_likelihood(_gamma_poisson(pairs, prior)) + math.log(1 + prior.shape)

    return of(*_minimum(loss, math.log(max(pairs.pooled, 1e-9))))


def share_of_place(part: Published, whole: Estimate, prior: BetaPrior) -> Posterior:
    """The share of one place; a hidden part is only known to be small, which still says much beside a large whole."""
    pairs = _Pairs([(part, whole)], subset=True)
    return Posterior(
        pairs.weights(_beta_binomial(pairs, prior)), prior.a + pairs.part, prior.b + pairs.whole - pairs.part, True
    )


def nested_correlation(outer: float, inner: float, whole: Estimate, noise: tuple[float, float]) -> float:
    """How the errors of two shares of one whole go together, where whoever is in the inner part is in the outer one.

    By the delta method: the sampling of one multinomial, the noise of the whole that both are divided by, and the
    `noise` (variances) of either part, which they do not share. outer, inner: the shares; 0 to 1 comes out.
    """
    n, of_whole = max(whole.value, 1.0), whole.variance
    shared = inner * (1 - outer) * n + outer * inner * of_whole
    own = [p * (1 - p) * n + v + p * p * of_whole for p, v in zip((outer, inner), noise, strict=True)]
    return min(0.99, max(0.0, shared / math.sqrt(own[0] * own[1]))) if min(own) > 0 else 0.0


def rate_of_place(count: Published, exposure: Estimate, prior: GammaPrior) -> Posterior:
    """The rate of one place, in counts for one unit of exposure."""
    pairs = _Pairs([(count, exposure)], subset=False)
    return Posterior(
        pairs.weights(_gamma_poisson(pairs, prior)), prior.shape + pairs.part, prior.rate + pairs.whole, False
    )


class _Pairs:
    """The possible pairs of true counts of all places, one after the other, and how likely each makes the published."""

    def __init__(self, places: Sequence[tuple[Published, Estimate]], subset: bool) -> None:
        parts, wholes, likely, self.starts, self.pooled = [], [], [], [], 0.0
        length = 0
        for part, whole in places:
            (x, of_x), (n, of_n) = true_counts(part), true_counts(whole, fine=False)
            x, n = (side.ravel() for side in np.meshgrid(x, n, indexing="ij"))
            weight = np.outer(of_x, of_n).ravel()
            weight /= weight.sum()
            keep = (x <= n if subset else n > 0) & (weight > 1e-9)
            if not keep.any():  # more parts than the whole can hold: the noise reaches that far once in 100,000
                x, n, weight, keep = n.copy(), n, weight, n > 0
            parts.append(x[keep])
            wholes.append(n[keep])
            likely.append(np.log(weight[keep]))
            self.starts.append(length)
            length += int(keep.sum())
        self.part, self.whole = np.concatenate(parts), np.concatenate(wholes)
        self.likely = np.concatenate(likely)
        chance = np.exp(self.likely)
        self.pooled = float(chance @ self.part / (chance @ self.whole))
        # What no prior changes, once for all steps of a fit.
        ways = gammaln(self.whole + 1) - gammaln(self.whole - self.part + 1) if subset else 0.0
        self.ways = self.likely + ways - gammaln(self.part + 1)

    def log_likelihood(self, log_chance: np.ndarray) -> float:
        return float(np.logaddexp.reduceat(self.ways + log_chance, self.starts).sum())

    def weights(self, log_chance: np.ndarray) -> np.ndarray:
        logs = self.ways + log_chance
        weights = np.exp(logs - logs.max())
        return weights / weights.sum()


def _beta_binomial(pairs: _Pairs, prior: BetaPrior) -> np.ndarray:
    return betaln(prior.a + pairs.part, prior.b + pairs.whole - pairs.part) - betaln(prior.a, prior.b)


def _gamma_poisson(pairs: _Pairs, prior: GammaPrior) -> np.ndarray:
    count, total = pairs.part, prior.rate + pairs.whole
    return (
        gammaln(prior.shape + count) - gammaln(prior.shape)
        + prior.shape * np.log(prior.rate / total) + count * np.log(pairs.whole / total)
    )  # fmt: skip


def _minimum(loss: Callable[[np.ndarray], float], mean: float) -> np.ndarray:
    """From the pooled mean and a middling spread; spreads (logarithms of 1 / concentration) from far apart to alike."""
    bounds = [(mean - 5, mean + 5), (-12.0, 4.0)]
    return minimize(loss, [mean, -3.0], method="L-BFGS-B", bounds=bounds).x
