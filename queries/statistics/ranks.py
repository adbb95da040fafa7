"""Where to act first: a weighted score of several indicators, and how sure its order of places is.

It gives bands and tiers, never a bare order: with noise of this size half of an order is chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

DRAWS, _SEED = 4_000, 1

#: The part of the places that counts as "first", and the probability from which a place is surely or likely among them.
FIRST, SURE, LIKELY = 0.2, 0.8, 0.5

Tier = Literal["sure", "likely", "rest"]


@dataclass(frozen=True)
class Rank:
    """score: mean of the weighted score, in standard deviations; low, high: the 90 % band of the rank, 1 the most
    pressing; first: the probability to be in the first fifth."""

    score: float
    low: int
    high: int
    first: float

    @property
    def tier(self) -> Tier:
        return "sure" if self.first >= SURE else "likely" if self.first >= LIKELY else "rest"


def ranks(
    means: np.ndarray,
    sds: np.ndarray,
    weights: Sequence[float],
    needs: Sequence[int],
    level: float = 0.9,
    correlations: np.ndarray | None = None,
) -> tuple[Rank | None, ...]:
    """The rank of every place, from the posterior (mean and sd) of each of its indicators: arrays (places, indicators).

    weights: of the indicators, not negative, in any unit; needs: 1 where more means more need, -1 where less does.
    correlations: of the indicators of each place, (places, indicators, indicators), where they share counts; None for
    independent ones. Indicators are put on one scale by the mean and standard deviation of their posterior
    means. A place that lacks an indicator has no rank (None): unknown need is not little need. Posterior draws of
    ranks: Laird and Louis 1989, "Empirical Bayes Ranking Methods". Seeded.
    """
    given = np.asarray(weights, dtype=float)
    fits = means.shape == sds.shape and means.shape[1] == len(given) == len(needs)
    if not fits or given.min() < 0 or given.sum() <= 0:
        raise ValueError("ranks need one weight and one direction an indicator, none below zero and not all zero")
    ranked = ~(np.isnan(means) | np.isnan(sds)).any(axis=1)
    count = int(ranked.sum())
    if not count:
        return (None,) * len(means)
    centre, scale = means[ranked].mean(axis=0), means[ranked].std(axis=0)
    signs = np.asarray(needs) / np.where(scale > 0, scale, np.inf)  # what is the same everywhere orders nothing
    middle, spread = (means[ranked] - centre) * signs, sds[ranked] * np.abs(signs)
    rng = np.random.default_rng(_SEED)
    shares = given / given.sum()
    drawn = rng.standard_normal((DRAWS, *middle.shape))
    if correlations is not None:
        drawn = np.einsum("pij,dpj->dpi", np.linalg.cholesky(correlations[ranked]), drawn)
    scores = (middle + spread * drawn) @ shares
    order = (-scores).argsort(axis=1, kind="stable").argsort(axis=1) + 1
    low = np.quantile(order, (1 - level) / 2, axis=0, method="lower")
    high = np.quantile(order, (1 + level) / 2, axis=0, method="higher")
    first = (order <= np.ceil(FIRST * count)).mean(axis=0)
    found = iter(zip((middle @ shares).tolist(), low.tolist(), high.tolist(), first.tolist(), strict=True))
    return tuple(Rank(*next(found)) if present else None for present in ranked)
