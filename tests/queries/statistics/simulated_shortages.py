"""Made-up cities with planted shortages, and an oracle that knows how they were made, for simulations."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Published, true_counts
from queries.statistics.shortage import CLEAR_RATIO, Sides, fit_gaps, shortage_of_place
from tests.queries.statistics.protection import noise, published

#: The size of a real city's page: fewer categories would learn nothing from each other.
CATEGORIES, PLACES = 6, 30
SURE, REAL = 0.9, math.log(CLEAR_RATIO)


@dataclass(frozen=True)
class City:
    """given: category -> (places, all together), as `fit_gaps` reads them; gaps: the true logarithms of the ratios."""

    given: dict[str, tuple[list[Sides], Sides]]
    gaps: dict[str, np.ndarray]


def city(
    rng: np.random.Generator, s: float, asked: float, differ: float, planted: int,
    places: int = PLACES, categories: int = CATEGORIES,
) -> City:  # fmt: skip
    """About `asked` households ask in each place and as many offer, up to the difference `differ` (sd of the
    logarithm); in the first `planted` places of the first category a third as many offer."""
    given, gaps = {}, {}
    for at in range(categories):
        gap, size = rng.normal(0, differ, places), asked * rng.uniform(0.75, 1.25, places)
        ask, offer = size * np.exp(gap / 2), size * np.exp(-gap / 2)
        if at == 0:
            gap[:planted], ask[:planted], offer[:planted] = math.log(3), asked, asked / 3
        demand, supply = rng.poisson(ask), rng.poisson(offer)
        sides = [Sides(a, o, 1.0) for a, o in zip(published(rng, demand, s), published(rng, supply, s), strict=True)]
        of_city = 6.0 if s else 0.0
        totals = np.array([demand.sum(), supply.sum()]) + noise(rng, of_city, 2)
        together = Sides(*(Estimate(float(total), 2 * of_city**2) for total in totals), float(places))
        given[str(at)], gaps[str(at)] = (sides, together), gap
    return City(given, gaps)


@dataclass(frozen=True)
class Judged:
    """What is told over many cities: the probability of each place that shows who asks, whether it is a planted one,
    whether its true ratio is a shortage, whether its interval holds it, and its ratio (arrays, one entry a place);
    usual: the fitted usual ratio of each category."""

    probability: np.ndarray
    planted: np.ndarray
    real: np.ndarray
    held: np.ndarray
    ratio: np.ndarray
    usual: np.ndarray

    @property
    def power(self) -> float:
        return float((self.probability[self.planted] > SURE).mean())

    @property
    def false(self) -> float:
        return float((self.probability[~self.planted] > SURE).mean())


def judged(cities: list[City], planted: int) -> Judged:
    rows, usual = [], []
    for each in cities:
        priors = fit_gaps(each.given)
        usual += [prior.usual for prior in priors.values()]
        for code, (places, _) in each.given.items():
            for at, (place, gap) in enumerate(zip(places, each.gaps[code], strict=True)):
                if isinstance(place.asked, Estimate):
                    found = shortage_of_place(place, priors[code])
                    rows.append((found.probability, code == "0" and at < planted, gap > REAL,
                                 found.interval.holds(math.exp(gap)), found.ratio))  # fmt: skip
    columns = list(zip(*rows, strict=True))
    return Judged(*(np.array(column) for column in columns), np.array(usual))


def oracle(place: Sides, asked: float, differ: float, rate: float) -> float:
    """The probability of a shortage for who knows how `city` makes its places, that a share `rate` of them is planted
    and how large a planted shortage is: Bayes' theorem with nothing to learn, which nobody can surpass."""
    sizes = asked * np.linspace(0.75, 1.25, 21)
    gaps = differ * np.linspace(-4, 4, 41) if differ else np.zeros(1)
    chances = np.exp(-((gaps / differ) ** 2) / 2) if differ else np.ones(1)
    likely = np.array([
        (_poisson(place.asked, sizes * math.exp(gap / 2)) * _poisson(place.offered, sizes * math.exp(-gap / 2))).mean()
        for gap in gaps
    ]) * chances / chances.sum()  # fmt: skip
    short = _poisson(place.asked, np.array([asked]))[0] * _poisson(place.offered, np.array([asked / 3]))[0]
    real = rate * short + (1 - rate) * likely[gaps > REAL].sum()
    return float(real / (rate * short + (1 - rate) * likely.sum()))


def _poisson(side: Published, means: np.ndarray) -> np.ndarray:
    """The chance of what is published for each mean of the true count."""
    counts, likely = true_counts(side)
    return np.exp(counts * np.log(means)[:, None] - means[:, None] - gammaln(counts + 1)) @ likely
