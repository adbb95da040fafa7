"""Monthly series as a platform would publish them: trend, season, months that resemble the last one, and real noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from queries.publish.noise import discrete_gaussian
from queries.publish.protect import threshold
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden, Published
from tests.queries.statistics.protection import K

#: Logarithms of a year with a quiet August and a lively spring; their mean is 0.
SEASON = np.array([-0.23, -0.08, 0.07, 0.12, 0.22, 0.17, -0.08, -0.33, 0.17, 0.12, 0.12, -0.27])


def wandering(rng: np.random.Generator, months: int, sd: float, rho: float) -> np.ndarray:
    """An autoregression of order one with this standard deviation."""
    shocks, found = rng.normal(0, sd, months), np.zeros(months)
    found[0] = shocks[0]
    for month in range(1, months):
        found[month] = rho * found[month - 1] + np.sqrt(1 - rho**2) * shocks[month]
    return found


def monthly(
    rng: np.random.Generator, trend: np.ndarray, s: float, sd: float = 0.08, rho: float = 0.0,
    season: np.ndarray | Callable[[int], float] = SEASON,
) -> list[Published]:  # fmt: skip
    """Counts around exp(trend + season), from January on; with s = 0 all are shown, exactly."""
    months = np.arange(len(trend))
    by_month = season[months % 12] if isinstance(season, np.ndarray) else np.array([season(m) for m in months])
    true = rng.poisson(np.exp(trend + by_month + wandering(rng, len(trend), sd, rho))).astype(float)
    if not s:
        return [Estimate(count, 0.0) for count in true.tolist()]
    noisy = true + discrete_gaussian(rng.random(1), s) + discrete_gaussian(rng.random(len(true)), s)
    least = threshold(K, s)
    return [
        Estimate(value, 2 * s * s, permanent=s * s) if count >= K and value >= least else Hidden(least, 2 * s * s)
        for count, value in zip(true.tolist(), noisy.tolist(), strict=True)
    ]
