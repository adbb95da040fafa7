"""A mean over strata weighted as the population is: what answers would be if every group had answered in proportion.

It corrects for who answered only as far as the strata tell it; it makes no random sample of volunteers. The page of
surveys is still to come.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval, wilson


class Stratum(NamedTuple):
    """answers: how many; mean; variance: between answers (divisor answers - 1); population: all that belong to it.

    noise: variance of the noise of the mean itself.
    """

    answers: float
    mean: float
    variance: float
    population: float
    noise: float = 0.0


class Mean(NamedTuple):
    value: float
    se: float


def stratified_mean(strata: Sequence[Stratum], finite: bool = False) -> Mean:
    """The mean of the population and its standard error (Cochran 1977, "Sampling Techniques", chapter 5).

    finite: every answer drawn leaves less of the stratum to be drawn (finite population correction). The same formulas
    serve strata formed after the fact (post-stratification), given how many answered in each (Holt and Smith 1979).
    ValueError for a stratum with nobody: merge it with the next.
    """
    if not strata or min(stratum.answers for stratum in strata) <= 0:
        raise ValueError("each stratum needs an answer: merge those without")
    whole = sum(stratum.population for stratum in strata)
    value = sum(stratum.population / whole * stratum.mean for stratum in strata)
    variance = 0.0
    for size, _, between, population, noise in strata:
        left = 1 - size / population if finite else 1.0
        variance += (population / whole) ** 2 * (between / size * left + noise)
    return Mean(value, math.sqrt(variance))


class Share(NamedTuple):
    value: float
    interval: Interval


def post_stratified_share(
    answers: Sequence[tuple[Estimate, Estimate]], population: Sequence[float], level: float = LEVEL
) -> Share:
    """The share of "yes" in a population, from published (yes, all answers) and the size of each stratum.

    Wilson's interval for as many answers as a simple random sample would need for the same standard error (effective
    sample size, Kish 1965). So that strata in which all agree are not taken as certain, the variance in each is that of
    a share with half a yes and half a no more.
    """
    strata = []
    for (yes, every), size in zip(answers, population, strict=True):
        if every.value <= 0:
            raise ValueError("each stratum needs an answer: merge those without")
        share = min(1.0, max(0.0, yes.value / every.value))
        smooth = (share * every.value + 0.5) / (every.value + 1)
        noise = (yes.variance + share**2 * every.variance) / every.value**2
        strata.append(Stratum(every.value, share, smooth * (1 - smooth), size, noise))
    value, se = stratified_mean(strata)
    least = 0.5 / (1 + sum(stratum.answers for stratum in strata))
    within = min(max(value, least), 1 - least)
    effective = within * (1 - within) / se**2
    return Share(value, wilson(Estimate(value * effective, 0.0), Estimate(effective, 0.0), level))
