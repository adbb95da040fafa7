"""What a distribution known only by bands says: its median, and how unequal it is.

Bands are published cells whose noises are independent. A hidden band leaves the distribution unknown: there is no
number then. Nothing here fills a band in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from queries.statistics.derived import Estimate

#: Each step of Dinkelbach's method about doubles the digits; this is far more than a double has.
_STEPS = 60


@dataclass(frozen=True)
class Median:
    """A median in the unit of the edges; `at_least` when it lies in the open last band, whose low edge `value` is."""

    value: float
    variance: float
    at_least: bool = False


@dataclass(frozen=True)
class Gini:
    """The lowest and the highest Gini coefficient (0 equal, 1 all with one) that the bands allow."""

    lower: Estimate
    upper: Estimate


def median_from_bands(bands: Sequence[Estimate | None], edges: Sequence[float], log: bool = False) -> Median | None:
    """The median, interpolated within its band: linearly, or with `log` on the log scale (waiting times).

    edges: one more than bands, ascending; the last may be math.inf. A band that starts at 0 is interpolated linearly
    in any case. Variance by the delta method; none is stated for `at_least`. None when a band is hidden or all are
    empty; ValueError for edges that do not fit.
    """
    if len(edges) != len(bands) + 1 or any(low >= high for low, high in pairwise(edges)):
        raise ValueError("a median needs ascending edges, one more than bands")
    counts, variances = _known(bands)
    if not len(counts) or counts.sum() <= 0:
        return None
    reached = np.cumsum(counts)
    half = counts.sum() / 2
    at = int(np.searchsorted(reached, half))
    low, high = edges[at], edges[at + 1]
    if math.isinf(high):
        return Median(low, 0.0, at_least=True)
    part = (half - (reached[at] - counts[at])) / counts[at]
    if log and low > 0:
        value = low * (high / low) ** part
        slope = value * math.log(high / low)
    else:
        value = low + part * (high - low)
        slope = high - low
    weights = np.where(np.arange(len(counts)) < at, -0.5, 0.5) / counts[at]
    weights[at] = (0.5 - part) / counts[at]
    return Median(float(value), float(slope**2 * (weights**2 * variances).sum()))


def gini_from_bands(
    bands: Sequence[Estimate | None], lows: Sequence[float], highs: Sequence[float]
) -> Gini | None:  # fmt: skip
    """Bounds of the Gini coefficient over every distribution with these bands, with the variance of the noise.

    bands: households a band, in ascending order; lows, highs: the smallest and the largest value in each (an open last
    band has math.inf, and the upper bound is then 1). Within a band of mean m the mean difference is least when all
    have m, and most when all have its low or its high (Gastwirth 1972, "The estimation of the Lorenz curve and Gini
    index"); the means are not published, so each bound also takes the means that go furthest, by Dinkelbach's method
    (1967) for ratios. None when a band is hidden or nothing is counted; ValueError for limits that do not fit.
    """
    if not len(bands) == len(lows) == len(highs) or any(low > high for low, high in zip(lows, highs, strict=True)):
        raise ValueError("a Gini coefficient needs a low and a high for each band")
    if any(high > low for high, low in zip(highs, lows[1:], strict=False)) or (lows and lows[0] < 0):
        raise ValueError("bands must be in ascending order, apart, and not below zero")
    counts, variances = _known(bands)
    if not len(counts) or counts.sum() <= 0:
        return None
    least, most = np.asarray(lows, dtype=float), np.asarray(highs, dtype=float)
    partial = any(band.partial for band in bands if band)
    # All in the open band at its low edge is never beaten from below: what is above it only adds inequality.
    lower = _bound(counts, variances, least, np.where(np.isinf(most), least, most), -1, partial)
    if np.isinf(most).any():
        return Gini(lower, Estimate(1.0, 0.0, partial, unit="ratio"))
    return Gini(lower, _bound(counts, variances, least, most, 1, partial))


def _known(bands: Sequence[Estimate | None]) -> tuple[np.ndarray, np.ndarray]:
    """Counts and variances; empty when a band is hidden."""
    shown = [band for band in bands if band is not None]
    if len(shown) < len(bands):
        return np.empty(0), np.empty(0)
    return np.array([band.value for band in shown], dtype=float), np.array([band.variance for band in shown])


def _bound(
    counts: np.ndarray, variances: np.ndarray, low: np.ndarray, high: np.ndarray, sign: int, partial: bool
) -> Estimate:
    """The highest (sign 1) or lowest (sign -1) coefficient, and its variance by the delta method at the extreme."""
    share = counts / counts.sum()
    rank = np.cumsum(share) - share / 2  # share below minus share above is 2 rank - 1
    width = high - low
    spread = share**2 if sign > 0 else np.zeros_like(share)  # weight of the inequality within a band
    value, means = 0.0, (low + high) / 2
    for _ in range(_STEPS):
        slope = share * (2 * rank - 1) - value * share
        if sign > 0:
            with np.errstate(divide="ignore", invalid="ignore"):
                inner = (low + high) / 2 + slope * width / (2 * spread)
            means = np.clip(np.where(spread > 0, inner, low), low, high)
        else:
            means = np.where(slope > 0, low, high)
        following = _coefficient(counts, means, _within(means, low, high, sign))
        if abs(following - value) < 1e-12:
            break
        value = following
    within = _within(means, low, high, sign)
    return Estimate(value, float((_gradient(counts, means, within) ** 2 * variances).sum()), partial, unit="ratio")


def _within(means: np.ndarray, low: np.ndarray, high: np.ndarray, sign: int) -> np.ndarray:
    """Half the mean difference inside each band: none, or that of values at both its ends."""
    width = high - low
    if sign < 0:
        return np.zeros_like(means)
    return np.divide((means - low) * (high - means), width, out=np.zeros_like(means), where=width > 0)


def _coefficient(counts: np.ndarray, means: np.ndarray, within: np.ndarray) -> float:
    """Half the mean difference over the mean."""
    between = counts * means * (2 * np.cumsum(counts) - counts - counts.sum())
    whole = counts.sum() * np.dot(counts, means)
    return float((between.sum() + np.dot(counts**2, within)) / whole) if whole > 0 else 0.0


def _gradient(counts: np.ndarray, means: np.ndarray, within: np.ndarray) -> np.ndarray:
    """By count, the means held: at an extreme, moving them changes nothing to first order."""
    number, amount = counts.sum(), np.dot(counts, means)
    if amount <= 0:
        return np.zeros_like(counts)
    differences = np.abs(means[:, None] - means[None, :])
    return (
        (differences @ counts + 2 * counts * within) / (number * amount)
        - _coefficient(counts, means, within) / number
        - _coefficient(counts, means, within) * means / amount
    )
