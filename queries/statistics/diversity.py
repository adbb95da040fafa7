"""How broad a mix is, how far it is from another one, and how alike two ordered lists are.

Each says what chance alone would give: a mix made of few households always looks narrower and farther than it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.derived import Estimate
from queries.statistics.dirichlet import Mix
from queries.statistics.intervals import LEVEL, Interval, z_of
from queries.statistics.published_counts import Hidden, Published

_DRAWS, _SEED = 1_000, 1
_STEPS = 30  # of a size that grows with what is hidden, which settles by a factor each


@dataclass(frozen=True)
class Breadth:
    """The effective number of values: as many as would make a mix as broad if all were equal (1 to all of them)."""

    effective: float
    interval: Interval

    @property
    def estimate(self) -> Estimate:
        """The number with the variance that its 95 % interval stands for."""
        return Estimate(self.effective, ((self.interval.high - self.interval.low) / (2 * z_of(LEVEL))) ** 2)


@dataclass(frozen=True)
class Distance:
    """Of a mix from a reference: `excess` beyond what chance is expected to give, `published`, and that `chance`.

    is_clear: the published distance exceeds what chance gives in 95 of 100 cases. All from 0, the same, to 1.
    """

    excess: float
    published: float
    chance: float
    is_clear: bool


def hill(shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Hill's number of order one over the last axis, exp(-sum p ln p) (Hill 1973, "Diversity and Evenness").

    Shares need not sum to one: they are divided by their sum.
    """
    p = np.asarray(shares, dtype=float)
    p = p / p.sum(axis=-1, keepdims=True)
    return np.exp(-(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=-1))


def breadth(mix: Mix, level: float = LEVEL) -> Breadth:
    """Of one place: the mean and the quantiles over the draws of its mix, so that noise, sampling and hidden values are
    in both. The number made of counts as published is too small with few households (Miller 1955) and too large with
    much noise; the mean over the posterior is neither."""
    drawn = hill(mix.draws)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Breadth(float(drawn.mean()), Interval(float(low), float(high)))


def jensen_shannon(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The square root of the Jensen-Shannon divergence in bits, a distance from 0 to 1 (Endres and Schindelin 2003)."""
    middle = (one + other) / 2

    def divergence(p: np.ndarray) -> np.ndarray:
        ratio = np.divide(
            p, middle, out=np.ones(np.broadcast_shapes(p.shape, middle.shape)), where=(p > 0) & (middle > 0)
        )
        return (p * np.log2(ratio)).sum(axis=-1)

    return np.sqrt(np.maximum(0.0, (divergence(one) + divergence(other)) / 2))


def distance_from(place: Sequence[Published], reference: Sequence[float]) -> Distance | None:
    """How far the mix of a place is from a reference (one share a value); None with fewer than two values shown.

    A hidden value is taken as near to the reference as its threshold allows, so that it adds to the distance only
    where the reference would have it well above. Chance is what a place of this size and noise would show if its mix
    were the reference, with the same values hidden unless the reference would show them (parametric bootstrap, seeded).
    """
    expected = np.array(reference, dtype=float) / sum(reference)
    hidden = np.array([isinstance(count, Hidden) for count in place])
    most = np.array([count.most if isinstance(count, Hidden) else np.inf for count in place])
    values = np.array([count.value if isinstance(count, Estimate) else 0.0 for count in place]).clip(0)
    known = float(expected[~hidden].sum())
    if (~hidden).sum() < 2 or values.sum() <= 0 or known <= 0:
        return None
    size = float(values.sum())
    for _ in range(_STEPS):
        size = float(values.sum() + np.minimum(most, size * expected)[hidden].sum())
    filled = np.minimum(most, size * expected)
    rng = np.random.default_rng(_SEED)
    sds = np.sqrt([count.variance * (count.clip**2 if isinstance(count, Hidden) else 1) for count in place])
    sampled = rng.multinomial(round(size), expected, size=_DRAWS).astype(float)
    noisy = np.maximum(sampled + rng.standard_normal(sampled.shape) * sds, 0.0)
    by_chance = _distance(np.where(hidden & (size * expected <= most), filled, noisy), expected)
    published = float(_distance(np.where(hidden, filled, values), expected))
    chance = float(by_chance.mean())
    return Distance(max(0.0, published - chance), published, chance, published > float(np.quantile(by_chance, 0.95)))


def _distance(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return jensen_shannon(counts / np.maximum(counts.sum(axis=-1, keepdims=True), 1e-9), expected)


def rank_biased_overlap(one: Sequence[str], other: Sequence[str], persistence: float = 0.9) -> float | None:
    """How alike two ordered lists are, 0 nothing shared to 1 the same order; the first places weigh most.

    persistence: of 0.9, the first ten places carry 86 % of the weight. Both lists are read to the length of the
    shorter, and their agreement there is taken to go on (the extrapolated RBO of Webber, Moffat and Zobel 2010, "A
    Similarity Measure for Indefinite Rankings", equation 23), so that equal lists give 1 whatever their length. None
    for an empty list; ValueError where one names something twice.
    """
    if len(set(one)) < len(one) or len(set(other)) < len(other):
        raise ValueError("an ordered list names each thing once")
    depth = min(len(one), len(other))
    if not depth:
        return None
    agreement = [len(set(one[:d]) & set(other[:d])) / d for d in range(1, depth + 1)]
    summed = sum(math.pow(persistence, d) * agreed for d, agreed in enumerate(agreement, start=1))
    return agreement[-1] * persistence**depth + (1 - persistence) / persistence * summed
