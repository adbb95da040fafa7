"""True counts as the publisher would show them: the real noise, thresholds and hidden cells, for simulations."""

from __future__ import annotations

import numpy as np

from queries.publish.noise import discrete_gaussian
from queries.publish.protect import threshold
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden, Published

K = 11


def noise(rng: np.random.Generator, s: float, size: int) -> np.ndarray:
    """The permanent and the epoch part together; none for s = 0, as if the counts were published as they are."""
    return discrete_gaussian(rng.random(size), s) + discrete_gaussian(rng.random(size), s) if s else np.zeros(size)


def published(rng: np.random.Generator, counts: np.ndarray, s: float) -> list[Published]:
    """Counts of households as cells; with s = 0 all are shown, exactly."""
    noisy, least = counts + noise(rng, s, len(counts)), float(threshold(K, s)) if s else 0.0
    return [
        Estimate(float(value), 2 * s * s) if not s or (true >= K and value >= least) else Hidden(least, 2 * s * s, K)
        for true, value in zip(counts, noisy, strict=True)
    ]


def shown(rng: np.random.Generator, counts: np.ndarray, s: float) -> list[Estimate]:
    """Counts far above any threshold."""
    return [Estimate(float(value), 2 * s * s) for value in counts + noise(rng, s, len(counts))]
