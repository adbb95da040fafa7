"""Made-up panels of neighbourhoods, some of them with a campaign, for simulations of what an effect is told to be."""

from __future__ import annotations

from functools import cache

import numpy as np

from queries.publish.noise import discrete_gaussian
from queries.statistics.effect import Series

PLACES, CLIP = 40, 3


def resembling(rng: np.random.Generator, shape: tuple[int, ...], sd: float, rho: float) -> np.ndarray:
    """Autoregressions of order one along the last axis, with this standard deviation."""
    shocks = rng.normal(0, sd, shape)
    for at in range(1, shape[-1]):
        shocks[..., at] = rho * shocks[..., at - 1] + np.sqrt(1 - rho**2) * shocks[..., at]
    return shocks


def weekly(
    rng: np.random.Generator, panels: int, treated: int, effect: float, places: int = PLACES, weeks: int = 52
) -> np.ndarray:
    """Counts of exchanges (panels, places, weeks), about 20 a week, as they are: the campaign begins half way in the
    first places. The season is everybody's."""
    levels = np.log(20) + rng.normal(0, 0.4, (panels, places, 1))
    season = 0.25 * np.sin(2 * np.pi * np.arange(weeks) / 52)
    logs = levels + season + resembling(rng, (panels, places, weeks), 0.4, 0.5)
    logs[:, :treated, weeks // 2 :] += np.log1p(effect)
    return rng.poisson(np.exp(logs)).astype(float)


@cache
def _clipped() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For rates of exchanges a household: what is expected of them clipped, and how many make 0, 1, 2, 3 and more."""
    rates = np.geomspace(1e-3, 8, 4_000)
    shares = np.array([np.exp(-rates) * rates**count / max(1, count) for count in range(CLIP)])
    shares = np.vstack([shares, 1 - shares.sum(axis=0)])
    return rates, np.arange(CLIP + 1) @ shares, shares


def monthly_clipped(
    rng: np.random.Generator, panels: int, treated: int, effect: float, s: float = 1.5,
    places: int = PLACES, before: int = 12, after: int = 6, households: tuple[int, int] = (150, 600),
) -> np.ndarray:  # fmt: skip
    """Published monthly exchanges (panels, places, months): up to 3 a household and month, and the publisher's noise,
    of which one part is the same in every month (sd 3 s each). The effect is one on the clipped counts."""
    months = before + after
    sizes = rng.integers(*households, (panels, places, 1))
    levels = np.log(0.5) + rng.normal(0, 0.2, (panels, places, 1))
    logs = levels + resembling(rng, (panels, places, months), 0.2, 0.5)
    logs[:, :treated, before:] += np.log1p(effect)
    _, expected, shares = _clipped()
    at = np.searchsorted(expected, np.minimum(np.exp(logs), 2.7))
    counts = rng.multinomial(np.broadcast_to(sizes, logs.shape), np.moveaxis(shares[:, at], 0, -1))
    true = counts @ np.arange(CLIP + 1)
    passing = discrete_gaussian(rng.random(true.size), s).reshape(true.shape)
    permanent = discrete_gaussian(rng.random(panels * places), s).reshape(panels, places, 1)
    return np.maximum(0, true + CLIP * (permanent + passing)).astype(float)


def series(panel: np.ndarray, before: int, s: float = 0.0) -> list[Series]:
    """The places of one panel (places, months) as they are published with this noise."""
    own = (CLIP * s) ** 2
    return [Series(place[:before], place[before:], 2 * own, own) for place in panel]
