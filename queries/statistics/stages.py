"""What the months of one stage of a project say: their mean with its interval, and whether two stages differ.

A stage is compared with another one through comparable places in the same months (difference in differences), so that
season and what happens everywhere fall out, and each place is one number, however its months resemble each other. It
knows no place and no period.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import t as student

from queries.statistics.effect import Changes, Series, changes, difference
from queries.statistics.intervals import LEVEL

#: Whole months of a stage without which nothing is claimed of it, and comparable places without which none is.
FEWEST_MONTHS, FEWEST_PLACES = 6, 10
#: Months that say how much they resemble each other.
_ENOUGH = 12
#: How many months apart it is looked for.
_LAGS = 6

Scale = Literal["ratio", "level"]
Lacking = Literal["", "months", "hidden", "places"]


class Panel(NamedTuple):
    """Published numbers of places by month, and their noise: three arrays (places, months), NaN where hidden.

    passing: the variance that is drawn anew each month; permanent: the standard deviation of what all months share.
    """

    values: np.ndarray
    passing: np.ndarray
    permanent: np.ndarray


@dataclass(frozen=True)
class Level:
    """The mean of the months of a stage that are shown, and its 95 % interval; None where too much is hidden.

    months: how many are whole and published; shown: of how many the number is.
    """

    value: float | None
    low: float | None
    high: float | None
    months: int
    shown: int


@dataclass(frozen=True)
class Step:
    """From one stage to another, against comparable places: 0.25 is a quarter more (`ratio`) or 25 points (`level`).

    p: how often chance alone would differ as much. lacking: why nothing is told, of which the numbers are None.
    smallest: the difference that would have been seen in 80 of 100 cases.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float
    places: int
    lacking: Lacking = ""
    smallest: float | None = None


class Alike(NamedTuple):
    """How much months resemble each other: of their variance a share `lasting` carries on, by `rho` from one month to
    the next, and the rest is each month's own."""

    lasting: float
    rho: float

    def of_mean(self, n: int) -> float:
        """The variance of the mean of n months, in variances of one."""
        lags = np.arange(1, n)
        return float(1 + 2 * self.lasting * ((1 - lags / n) * self.rho**lags).sum()) / n


#: What is taken where no other place can tell it.
ASSUMED = Alike(1.0, 0.5)
_PAIRS = [
    Alike(lasting, rho) for lasting in np.linspace(0.0, 1.0, 11).tolist() for rho in np.linspace(0.0, 0.9, 10).tolist()
]


def levels(own: Panel, others: Panel | None, stages: Sequence[np.ndarray], scale: Scale) -> tuple[Level, ...]:
    """The mean of each stage of one place (`own` has one row); stages: the positions of their months.

    The interval holds the noise of the cells, its permanent part whole, and how months vary about the mean of their
    stage once what comparable places did in the same months is taken off: those places tell how much months resemble
    each other (an autoregression of order one beside what is each month's own), this place how much they vary. A mean
    is told where at least three quarters of the months are shown.
    """
    values, shown = own.values[0], ~np.isnan(own.values[0])
    alike, common = _resembling(others, scale) if others is not None else (ASSUMED, np.zeros(len(values)))
    parts = [stage[shown[stage]] for stage in stages]
    size, freedom = _variation(_on(values, scale) - common, _passing(own, scale)[0], parts, alike)
    told = []
    for stage, part in zip(stages, parts, strict=True):
        n = len(part)
        if not n or 4 * n < 3 * len(stage):
            told.append(Level(None, None, None, len(stage), n))
            continue
        mean = float(values[part].mean())
        own_size = size * (mean**2 if scale == "ratio" else 1.0)
        noise = float(own.passing[0, part].sum()) / n**2 + float(own.permanent[0, part].mean()) ** 2
        half = float(student.ppf((1 + LEVEL) / 2, freedom)) * math.sqrt(own_size * alike.of_mean(n) + noise)
        told.append(Level(mean, max(0.0, mean - half), mean + half, len(stage), n))
    return tuple(told)


def _on(values: np.ndarray, scale: Scale) -> np.ndarray:
    return values if scale == "level" else np.log(np.where(values > 0, values, np.nan))


def _passing(panel: Panel, scale: Scale) -> np.ndarray:
    if scale == "level":
        return panel.passing
    return panel.passing / np.where(panel.values > 0, panel.values, np.nan) ** 2


def _resembling(others: Panel, scale: Scale) -> tuple[Alike, np.ndarray]:
    """How months resemble each other, and what all places have in common in each of them.

    The autocovariances of all places together, the noise of the cells taken off, are set beside those that each pair
    (lasting, rho) would show in series as short as these, which look less alike than they are.
    """
    logs = _on(others.values, scale)
    months = logs.shape[1]
    whole = (~np.isnan(logs)).sum(axis=1) >= min(_ENOUGH, months)
    if whole.sum() < 2:
        return ASSUMED, np.zeros(months)
    logs, noise = logs[whole], _passing(others, scale)[whole]
    left = logs - np.nanmean(logs, axis=1, keepdims=True)
    known = ~np.isnan(left)
    count = known.sum(axis=0)
    common = np.where(count >= 2, np.where(known, left, 0.0).sum(axis=0) / np.maximum(count, 1), 0.0)
    if months < _ENOUGH:
        return ASSUMED, common
    left = left - common
    left = left - np.nanmean(left, axis=1, keepdims=True)
    of_one = float(np.nanmean(left**2) - np.nanmean(noise))
    if of_one <= 0:
        return Alike(0.0, 0.0), common
    seen = np.array([_product(left, lag) for lag in range(1, _LAGS + 1)]) / of_one
    n = round(float(known.sum(axis=1).mean()))
    return min(_PAIRS, key=lambda each: _misfit(each, seen, n)), common


def _product(left: np.ndarray, lag: int) -> float:
    both = left[:, lag:] * left[:, :-lag]
    return float(np.nanmean(both)) if np.isfinite(both).any() else 0.0


def _misfit(alike: Alike, seen: np.ndarray, n: int) -> float:
    mean = alike.of_mean(n)
    expected = (alike.lasting * alike.rho ** np.arange(1, len(seen) + 1) - mean) / (1 - mean)
    return float(((seen - expected) ** 2).sum())


def _variation(values: np.ndarray, noise: np.ndarray, parts: Sequence[np.ndarray], alike: Alike) -> tuple[float, float]:
    """The variance of one month about the mean of its stage without the noise of its cell, and its degrees of
    freedom, as few as months that resemble each other are."""
    squares = expected = known = 0.0
    for part in parts:
        n = len(part)
        if n > 1:
            squares += float(((values[part] - values[part].mean()) ** 2).sum())
            known += float(noise[part].mean()) * (n - 1)
            expected += n * (1 - alike.of_mean(n))
    if not expected:
        return 0.0, 1.0
    together = alike.lasting**2 * alike.rho**2
    freedom = max(1.0, expected * (1 - together) / (1 + together))
    return max(0.0, squares - known) / expected, freedom


def step(
    own: Panel, others: Panel | None, before: np.ndarray, after: np.ndarray, scale: Scale, fewest: int = FEWEST_MONTHS
) -> Step:
    """From the months of one stage to those of another, against the places that show all the same months."""
    if min(len(before), len(after)) < fewest:
        return _nothing("months")
    both = np.concatenate([before, after])
    if np.isnan(own.values[0, both]).any():
        return _nothing("hidden")
    whole = np.zeros(0, dtype=int) if others is None else np.flatnonzero(~np.isnan(others.values[:, both]).any(axis=1))
    if scale == "ratio" and others is not None:
        whole = whole[(others.values[np.ix_(whole, before)].sum(axis=1) > 0)
                      & (others.values[np.ix_(whole, after)].sum(axis=1) > 0)]  # fmt: skip
    if others is None or len(whole) < FEWEST_PLACES:
        return _nothing("places", len(whole))
    inside, outside = (_changes(panel, rows, before, after, scale) for panel, rows in ((own, [0]), (others, whole)))
    found = difference(inside, outside)
    told = math.expm1 if scale == "ratio" else float
    return Step(told(found.value), told(found.value - found.reach), told(found.value + found.reach), found.p,
                len(whole), "", told(found.smallest_visible))  # fmt: skip


def _nothing(lacking: Lacking, places: int = 0) -> Step:
    return Step(None, None, None, 1.0, places, lacking)


def _changes(
    panel: Panel, rows: Sequence[int] | np.ndarray, before: np.ndarray, after: np.ndarray, scale: Scale
) -> Changes:  # fmt: skip
    """The change of each place, and the variance that its noise gives it: what is permanent is in both stages."""
    months = np.concatenate([before, after])
    if scale == "ratio":
        return changes([
            Series(panel.values[at, before], panel.values[at, after],
                   float(panel.passing[at, months].mean() + panel.permanent[at, months].mean() ** 2),
                   float(panel.permanent[at, months].mean() ** 2))
            for at in rows
        ])  # fmt: skip
    values, passing = panel.values[rows], panel.passing[rows]
    moved = values[:, after].mean(axis=1) - values[:, before].mean(axis=1)
    noise = passing[:, after].sum(axis=1) / len(after) ** 2 + passing[:, before].sum(axis=1) / len(before) ** 2
    return Changes(moved, noise)
