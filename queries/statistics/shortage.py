"""Where more households ask for something than offer it: the ratio of demand to supply, steadied over places.

Fit and posterior are apart: the prior is six numbers, and one place needs nothing else. It says what is asked and
offered on the platform, not what households need beyond it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import FEWEST_PLACES
from queries.statistics.intervals import LEVEL, Interval
from queries.statistics.published_counts import REACH, Published, true_counts

#: A shortage is "real" beyond this ratio, both against balance and against what is usual: see `Shortage`.
CLEAR_RATIO = 1.25

#: Logarithms of the ratio that are considered: from 1 to 150 to 150 to 1.
_LOGS = np.linspace(-5, 5, 401)
_ASK, _OFFER = -np.logaddexp(0, -_LOGS), -np.logaddexp(0, _LOGS)

#: One place in fourteen is taken to differ from the others, its ratio by a factor of e as a rule: so rare that among
#: 700 places that are all alike hardly one looks like a shortage, so common that one of three to one is believed.
APART, _FAR = 0.07, 1.0

#: The others differ by a ninth at least (standard deviation of the logarithm), however alike a few of them look.
#: With a smaller least, intervals of places that differ by a fifth hold 91 to 93 % instead of 94 to 95 %.
LEAST_SPREAD = 0.11
_SPREADS = np.geomspace(LEAST_SPREAD, 0.8, 7)

#: Spreads of the categories of one city differ from each other by this (standard deviation of their logarithm).
_SPREAD_VARIETY = 0.5

#: What is usual can be learned over as many categories as this.
FEWEST_CATEGORIES = 5

#: How far from its best value usual is tried, to see how well it is known.
_STEP = 0.05

#: Powers of e^5 over the reach of a noise this large are still within a double.
_LARGEST_SD = 25
_FARTHEST = math.ceil((REACH + 0.5) * _LARGEST_SD)
_OFFSETS = np.arange(-_FARTHEST, _FARTHEST + 1.0)
_ASK_POWERS, _OFFER_POWERS = np.exp(np.outer(_OFFSETS, _ASK)), np.exp(np.outer(_OFFSETS, _OFFER))

#: Usual ratios of categories are taken to differ by a fifth at least, however alike a few of them look.
LEAST_VARIETY = 0.2

#: Three nodes and weights for the mean over a Gaussian (Gauss and Hermite), in its standard deviations.
_NODES, _OF_NODES = np.array([-math.sqrt(3), 0.0, math.sqrt(3)]), np.array([1, 4, 1]) / 6
_OF_BOTH = np.outer(_OF_NODES, _OF_NODES).ravel()


class Sides(NamedTuple):
    """What is published of one place, or of all together: who asked, who offered, and how many could have done so."""

    asked: Published
    offered: Published
    exposure: float


@dataclass(frozen=True)
class GapPrior:
    """What places have in common. The logarithms of demand over supply are Gaussian around `usual`, with the standard
    deviation `spread` in most places and a far larger one in a few (APART).

    Two groups, not one: most places are much alike, and those with a true shortage must neither be drawn in by them nor
    move what is usual (Johnstone and Silverman 2004, "Needles and straw in haystacks"; Efron 2008, "Microarrays,
    Empirical Bayes and the Two-Groups Model"). usual_sd and spread_sd: how well the two are known, standard deviations
    of `usual` and of the logarithm of `spread`. Both sides together are gamma distributed over places, with the mean
    `rate` for one unit of exposure and the shape `shape`.
    """

    usual: float
    spread: float
    rate: float
    shape: float
    usual_sd: float = 0.0
    spread_sd: float = 0.0


@dataclass(frozen=True)
class Shortage:
    """Demand over supply in one place: `ratio` households ask for each that offers (posterior median).

    at_least: supply is below threshold, so that only `interval.low` may be told: "at least N times". probability: that
    the shortage is real, that is, the true ratio exceeds CLEAR_RATIO x the greater of balance (1) and the usual ratio
    of this category. Both are asked for since each alone misleads: where three ask for each that offers everywhere, a
    place with three is no place to act first; and twice the usual ratio is no shortage where twice is balance. A
    quarter more, so that differences that nobody would act on do not become certain with large counts.
    """

    ratio: float
    interval: Interval
    probability: float
    at_least: bool


def fit_gaps(categories: Mapping[str, tuple[Sequence[Sides], Sides]]) -> dict[str, GapPrior]:
    """The prior of each category, from all places and from the published cells of all of them together.

    Give every place, those that hide both sides too: a place shows a side when it is large, so that the places that
    show one are no sample of all. What the places together have beyond those that show a side is one more
    observation, of how usual a ratio is among the others. Rate and then shape (at the ratio of all together) are found
    by maximum likelihood; usual and spread are integrated over, since a prior that takes them as known makes intervals
    that are too short (Carlin and Gelfand 1990): usual by Laplace's approximation, spread on a grid. Where few places
    show a category neither is hardly known, and one true shortage would draw them near until it looked usual itself:
    so categories learn from each other. Usual ratios are log-normal over them, around those of the categories that
    many places show (of fewer than five nothing is learned that way), and so are spreads, around a middle that is
    integrated over in turn. A category is left out with fewer than five places, or where fewer than five show a side
    and all together hide one.
    """
    known = {code: each for code, given in categories.items() if (each := _Category.of(*given))}
    if not known:
        return {}
    logs, usual, variance = np.moveaxis(np.array([each.by_spread() for each in known.values()]), -1, 0)
    weights = np.array([each.both for each in known.values()], dtype=float)
    if np.count_nonzero(weights) >= FEWEST_CATEGORIES:
        middle, variety = _around(_mean(_parts(logs), usual), weights)
        wide = variance + variety**2
        logs = logs - (usual - middle) ** 2 / (2 * wide) - np.log(wide) / 2
        usual, variance = (usual * variety**2 + middle * variance) / wide, variance * variety**2 / wide
    parts = _parts(logs + np.log(_usual_spreads(logs)))
    mean, log = _mean(parts, usual), np.log(_SPREADS)
    of_usual = _mean(parts, variance + (usual - mean[:, None]) ** 2)
    spread = _mean(parts, log)
    of_spread = _mean(parts, (log - spread[:, None]) ** 2)
    return {
        code: GapPrior(float(mean[at]), math.exp(spread[at]), each.rate, each.shape,
                       math.sqrt(of_usual[at]), math.sqrt(of_spread[at]))
        for at, (code, each) in enumerate(known.items())
    }  # fmt: skip


def _parts(logs: np.ndarray) -> np.ndarray:
    """Logarithms of weights over the last axis, as parts of one."""
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def _mean(parts: np.ndarray, values: np.ndarray) -> np.ndarray:
    return (parts * values).sum(axis=-1)


def _usual_spreads(logs: np.ndarray) -> np.ndarray:
    """How likely each of the spreads is before a category is looked at; logs: (categories, spreads).

    Their middle is one of the spreads, each as likely before.
    """
    log = np.log(_SPREADS)
    around = _parts(-(((log - log[:, None]) / _SPREAD_VARIETY) ** 2) / 2)  # (middles, spreads)
    return _parts(np.log(_parts(logs) @ around.T).sum(axis=0)) @ around


def _around(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Middle and standard deviation of most values, by medians, so that an odd one counts for no more than others."""
    middle = _weighted_median(values, weights)
    return middle, max(LEAST_VARIETY, 1.4826 * _weighted_median(np.abs(values - middle), weights))


def _weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    order = np.argsort(values, kind="stable")
    return float(values[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)])


@dataclass(frozen=True)
class _Category:
    """One category, with what does not change while usual and spread are found. both: places that show both sides."""

    likely: np.ndarray
    of_rest: np.ndarray
    others: int
    both: int
    start: float
    rate: float
    shape: float

    @staticmethod
    def of(places: Sequence[Sides], together: Sides) -> _Category | None:
        told = [sum(isinstance(side, Estimate) for side in each[:2]) for each in places]
        whole = all(isinstance(side, Estimate) for side in together[:2])
        if len(places) < FEWEST_PLACES or (np.count_nonzero(told) < FEWEST_PLACES and not whole):
            return None
        asked, offered = (max(0.0, _moments(side)[0]) for side in together[:2])
        rate, start = max(1e-6, asked + offered) / together.exposure, math.log((asked + 0.5) / (offered + 0.5))
        shape = _fit_shape(places, rate, start)
        of_rest = _gaussian(_rest(places, together)) if whole else np.ones_like(_LOGS)
        return _Category(np.array([_likelihood(each, rate, shape) for each in places]), of_rest,
                         max(1, told.count(0)), told.count(2), start, rate, shape)  # fmt: skip

    def by_spread(self) -> np.ndarray:
        """(spreads, 3): of each spread the logarithm of its likelihood, and mean and variance of usual (Laplace)."""
        return np.array([self._at(spread) for spread in _SPREADS])

    def _at(self, spread: float) -> tuple[float, float, float]:
        def loss(usual: float) -> float:
            of_places = np.log(self.likely @ _density(usual, spread)).sum()
            return -float(of_places + math.log(self.of_rest @ _of_sum(usual, spread, self.others)))

        bounds = (max(-4.0, self.start - 2), min(4.0, self.start + 2))
        usual = float(minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 0.005}).x)
        least = loss(usual)
        curvature = (loss(usual - _STEP) + loss(usual + _STEP) - 2 * least) / _STEP**2
        variance = 1 / max(curvature, 0.25)
        return math.log(variance) / 2 - least, usual, variance


def shortage_of_place(place: Sides, prior: GapPrior, level: float = LEVEL) -> Shortage:
    """The shortage of one place. A hidden side enters as a count known to be small, never as nothing."""
    weights = _posterior(_likelihood(place, prior.rate, prior.shape), prior)
    below = np.cumsum(weights) - weights / 2
    low, median, high = (math.exp(np.interp(part, below, _LOGS)) for part in ((1 - level) / 2, 0.5, (1 + level) / 2))
    bar = max(0.0, prior.usual) + math.log(CLEAR_RATIO)
    probability = 1 - float(np.interp(bar, _LOGS, below))
    return Shortage(median, Interval(low, high), probability, not isinstance(place.offered, Estimate))


def _posterior(likely: np.ndarray, prior: GapPrior) -> np.ndarray:
    """The distribution of one place over the logarithms: the mean over what usual and spread may be."""
    here = likely * _densities(prior)
    return (_OF_BOTH / here.sum(axis=1)) @ here


@lru_cache(maxsize=512)
def _densities(prior: GapPrior) -> np.ndarray:
    """(usual and spread that may be, logarithms): their distributions."""
    return np.array([
        _density(usual, max(spread, LEAST_SPREAD))
        for usual in prior.usual + prior.usual_sd * _NODES
        for spread in prior.spread * np.exp(prior.spread_sd * _NODES)
    ])  # fmt: skip


def _density(usual: float, spread: float) -> np.ndarray:
    """The two groups at every logarithm considered; sums to one."""
    alike, far = (np.exp(-(((_LOGS - usual) / sd) ** 2) / 2) for sd in (spread, max(spread, _FAR)))
    return (1 - APART) * alike / alike.sum() + APART * far / far.sum()


def _of_sum(usual: float, spread: float, places: int) -> np.ndarray:
    """What many places have together. Taken as a mean of places that are alike, and a little wider, so that a few
    unusual ones cannot move it."""
    sd = max(0.02, spread * math.sqrt(2 / places))
    density = np.exp(-(((_LOGS - usual) / sd) ** 2) / 2)
    return density / density.sum() + 1e-300


def _moments(side: Published) -> tuple[float, float]:
    """Mean and variance of the true count behind what is published."""
    counts, likely = true_counts(side, fine=False)
    mean = float(np.average(counts, weights=likely))
    return mean, float(np.average((counts - mean) ** 2, weights=likely))


Moments = tuple[float, float]


def _rest(places: Sequence[Sides], together: Sides) -> tuple[Moments, Moments]:
    """Asked and offered in all together without the places that show a side, mean and variance; a household is of one
    place."""
    shown = [each for each in places if any(isinstance(side, Estimate) for side in each[:2])]
    rest = []
    for whole, parts in ((together.asked, [each.asked for each in shown]),
                         (together.offered, [each.offered for each in shown])):  # fmt: skip
        (mean, variance), known = _moments(whole), [_moments(part) for part in parts]
        rest.append((max(0.0, mean - sum(m for m, _ in known)), variance + sum(v for _, v in known)))
    return rest[0], rest[1]


def _gaussian(sides: tuple[Moments, Moments]) -> np.ndarray:
    """How likely each logarithm makes two large counts: Gaussian by the delta method."""
    (asked, of_asked), (offered, of_offered) = sides
    a, o = asked + 0.5, offered + 0.5
    variance = 1 / a + 1 / o + of_asked / a**2 + of_offered / o**2
    return np.exp(-((_LOGS - math.log(a / o)) ** 2) / (2 * variance))


def _fit_shape(places: Sequence[Sides], rate: float, gap: float) -> float:
    """How alike the places are in size: by maximum likelihood, with all of them at one ratio of demand to supply."""
    ask, offer = -np.logaddexp(0, -gap), -np.logaddexp(0, gap)
    both: list[np.ndarray] = []
    logs: list[np.ndarray] = []
    for place in places:
        (a, of_a), (o, of_o) = true_counts(place.asked), true_counts(place.offered)
        of_asked, of_offered = np.log(of_a) + a * ask - gammaln(a + 1), np.log(of_o) + o * offer - gammaln(o + 1)
        n, at = _sums(a, o)
        of_pairs = np.exp(of_asked - of_asked.max())[:, None] * np.exp(of_offered - of_offered.max())[None, :]
        of_sums = np.bincount(at.ravel(), of_pairs.ravel(), n.size)
        logs.append(np.log(of_sums[of_sums > 0]) + of_asked.max() + of_offered.max())
        both.append(n[of_sums > 0])
    lengths = [each.size for each in both]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    n, log = np.concatenate(both), np.concatenate(logs)
    mean = np.repeat([rate * place.exposure for place in places], lengths)

    def loss(at: float) -> float:
        k = math.exp(at)
        chance = log + gammaln(k + n) - gammaln(k) + k * np.log(k / (k + mean)) + n * np.log(mean / (k + mean))
        return math.log(1 + k) - float(np.logaddexp.reduceat(chance, starts).sum())

    return math.exp(minimize_scalar(loss, bounds=(-3.0, 6.0), method="bounded", options={"xatol": 0.01}).x)


def _sums(a: np.ndarray, o: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every sum of a count that asks and one that offers, from the least in steps of one, and which each pair has."""
    at = np.rint((a - a[0])[:, None] + (o - o[0])[None, :]).astype(int)
    return a[0] + o[0] + np.arange(at[-1, -1] + 1.0), at


def _likelihood(place: Sides, rate: float, shape: float) -> np.ndarray:
    """How likely each logarithm g makes what is published, up to a factor; its greatest value is 1.

    Both counts are Poisson, with means in the ratio e^g and a sum that is gamma distributed: given how many there are
    in all, those that ask are binomial with odds e^g. Summed over the true counts that may be behind the noise. For
    large counts it is the Gaussian of g = ln((asked + .5) / (offered + .5)) with the variance 1 / (asked + .5) +
    1 / (offered + .5) and that of the noise by the delta method; for hidden ones there is no such g. ValueError for a
    noise of more than 25 households.
    """
    if max(place.asked.variance, place.offered.variance) > _LARGEST_SD**2:
        raise ValueError("counts with so much noise tell nothing of a ratio")
    (a, of_a), (o, of_o) = true_counts(place.asked), true_counts(place.offered)
    # Powers are taken around the middle of each range, so that their products stay within what a double holds.
    a0, o0 = a[len(a) // 2], o[len(o) // 2]
    both, at = _sums(a, o)
    mean = rate * place.exposure
    ways = gammaln(shape + both) + both * math.log(mean / (shape + mean))
    of_pairs = ways[at] + (np.log(of_a) - gammaln(a + 1))[:, None] + (np.log(of_o) - gammaln(o + 1))[None, :]
    of_pairs = np.exp(of_pairs - of_pairs.max())
    asking, offering = (_OFFSETS.size // 2 + np.rint(side - side[len(side) // 2]).astype(int) for side in (a, o))
    summed = (_ASK_POWERS[asking] * (of_pairs @ _OFFER_POWERS[offering])).sum(axis=0)
    logs = a0 * _ASK + o0 * _OFFER + np.log(summed)
    return np.exp(logs - logs.max())
