"""What a place exchanges, as shares that sum to one: a Dirichlet-multinomial model of mixes over places.

Fit and posterior are apart: the prior is the parameters of one Dirichlet distribution, and one place needs nothing
else. Hidden values stay in the mix as counts known only to be small, so that they are neither nothing nor left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import FEWEST_PLACES
from queries.statistics.intervals import LEVEL, Interval
from queries.statistics.published_counts import Published, true_counts

DRAWS, _SEED = 4_000, 1

#: Nodes of the integral over how much is exchanged in all, in standard deviations of its logarithm.
_NODES = np.arange(-4, 4.01, 0.5)

#: Places whose likelihood is computed at once: tables of thousands do not fit the processor's memory.
_AT_ONCE = 50


@dataclass(frozen=True)
class DirichletPrior:
    """The mixes of places: Dirichlet(alpha). The mean mix is alpha / sum, and the larger the sum the more alike."""

    alpha: tuple[float, ...]

    @property
    def mean(self) -> tuple[float, ...]:
        return tuple(float(a) / sum(self.alpha) for a in self.alpha)

    @property
    def concentration(self) -> float:
        return sum(self.alpha)


@dataclass(frozen=True)
class Mix:
    """The posterior of one mix: seeded draws, (draws, values), each summing to one."""

    draws: np.ndarray

    @property
    def shares(self) -> tuple[float, ...]:
        """Posterior means; they sum to one."""
        return tuple(self.draws.mean(axis=0).tolist())

    def intervals(self, level: float = LEVEL) -> tuple[Interval, ...]:
        """Of each value by itself, equal tails."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return tuple(Interval(float(a), float(b)) for a, b in zip(low, high, strict=True))


def uninformed(values: int) -> DirichletPrior:
    """Jeffreys' prior, for what has no others beside it (a city): half a count of each value."""
    return DirichletPrior((0.5,) * values)


def fit_mixes(places: Sequence[Sequence[Published]], together: Sequence[Published]) -> DirichletPrior | None:
    """The mean mix and how alike places are, from the published counts of every value in every place.

    places: of each, one count a value, in one order of values; together: the counts of all places together (their
    city), where few values are hidden. The mean mix is that of the city, since a value that is hidden in most places
    tells nothing of its mean there; the concentration is by maximum likelihood over the places, times the variance
    between them (as in `fit_shares`, and for the same reason). Places where all is hidden say nothing and are left
    out; None when fewer than five are left.
    """
    known = [place for place in places if any(isinstance(count, Estimate) for count in place)]
    if len(known) < FEWEST_PLACES:
        return None
    mean = np.array(mix_of_place(together, uninformed(len(together))).shares)
    counts = _Counts(known)
    found = minimize_scalar(
        lambda log: -counts.log_likelihood(mean * math.exp(log)) + math.log(1 + math.exp(log)),
        bounds=(-2.0, 10.0), method="bounded", options={"xatol": 0.01},
    )  # fmt: skip
    return DirichletPrior(tuple((mean * math.exp(found.x)).tolist()))


def mix_of_place(place: Sequence[Published], prior: DirichletPrior, draws: int = DRAWS) -> Mix:
    """The mix of one place: true counts drawn from their joint posterior, then shares from Dirichlet(alpha + counts).

    Seeded: the same numbers give the same mix.
    """
    counts, alpha = _Counts([place]), np.array(prior.alpha)
    by_node, logs = counts.chances(alpha)
    rng = np.random.default_rng(_SEED)
    weights = np.exp(logs[0] - logs[0].max())
    nodes = rng.choice(len(weights), size=draws, p=weights / weights.sum())
    cumulative = np.cumsum(by_node[0], axis=1)  # (values, candidates, nodes)
    cumulative /= cumulative[:, -1:, :]
    drawn = np.empty((draws, len(alpha)))
    for value, table in enumerate(cumulative):
        at = (rng.random(draws)[:, None] > table.T[nodes]).sum(axis=1)
        drawn[:, value] = counts.candidates[0, value, at]
    gammas = rng.standard_gamma(alpha + drawn)
    return Mix(gammas / gammas.sum(axis=1, keepdims=True))


def _variance(counts: np.ndarray, likely: np.ndarray) -> float:
    return float(np.average((counts - np.average(counts, weights=likely)) ** 2, weights=likely))


class _Counts:
    """The candidates for every true count and how likely each makes what is published: (places, values, candidates).

    A Dirichlet mix is a set of gamma variables of one scale divided by their sum, and independent of that sum. So
    given the scale the counts are independent negative binomials, each to be summed over its own candidates, and only
    the scale is left to integrate over (with the flat prior of a logarithm). This is the Dirichlet-multinomial exactly.
    """

    def __init__(self, places: Sequence[Sequence[Published]]) -> None:
        found = [[true_counts(count) for count in place] for place in places]
        longest = max(len(counts) for place in found for counts, _ in place)
        shape = (len(places), len(places[0]), longest)
        self.candidates, self.likely = np.zeros(shape), np.full(shape, -np.inf)
        for i, place in enumerate(found):
            for k, (counts, likely) in enumerate(place):
                self.candidates[i, k, : len(counts)] = counts
                self.likely[i, k, : len(counts)] = np.log(likely) - gammaln(counts + 1)
        middle = np.array([[np.average(counts, weights=likely) for counts, likely in place] for place in found])
        self.totals = np.maximum(middle.sum(axis=1), 1.0)
        spread = [sum(_variance(*count) for count in place) for place in found]
        self.noise = np.array(spread) / self.totals**2

    def chances(self, alpha: np.ndarray, part: slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """By node of the scale: chances of each candidate (places, values, candidates, nodes), and the logarithm of
        the chance of all that is published of the place (places, nodes); of a part of the places."""
        whole, totals, candidates = alpha.sum(), self.totals[part], self.candidates[part]
        width = np.sqrt(1 / whole + 1 / totals + self.noise[part])
        odds = np.log(whole / totals)[:, None] + width[:, None] * _NODES
        log_u, log_rest = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
        a = alpha[:, None]
        fixed = self.likely[part] + gammaln(candidates + a) - gammaln(a)
        logs = fixed[..., None] + candidates[..., None] * log_rest[:, None, None, :]
        top = logs.max(axis=2, keepdims=True)
        by_node = np.exp(logs - top)
        one = np.log(by_node.sum(axis=2)) + top[:, :, 0, :] + alpha[None, :, None] * log_u[:, None, :]
        return by_node, one.sum(axis=1) + np.log(width)[:, None]

    def log_likelihood(self, alpha: np.ndarray) -> float:
        parts = (slice(first, first + _AT_ONCE) for first in range(0, len(self.totals), _AT_ONCE))
        return sum(float(np.logaddexp.reduce(self.chances(alpha, part)[1], axis=1).sum()) for part in parts)
