"""Places at the same age: a number by month as a share of what it was before a stage began, with its season taken out.

Of several places the median and the middle half, where they are enough. It knows no place and no period.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.derived import CLEAR
from queries.statistics.seasonal import MONTHS
from queries.statistics.stages import FEWEST_PLACES, Panel

#: Months before the stage that make the whole, and the fewest of them; places whose median is told.
BASE, FEWEST_BASE, FEWEST_TOLD = 12, 6, 5


@dataclass(frozen=True)
class Index:
    """One place by month since the stage began: 1 is as before; NaN where a month is hidden. low, high: the 95 %
    interval that the noise of the cells leaves. months: of how many months the time before is the mean."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    months: int


@dataclass(frozen=True)
class Middle:
    """Several places by month since the stage began: the median and the middle half, NaN where fewer than five are
    shown; places: how many are shown in each month."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    places: np.ndarray

    @property
    def is_told(self) -> bool:
        return bool(np.isfinite(self.median).any())


def season(others: Panel, first: int) -> np.ndarray | None:
    """Times what each month of the year usually is, January first, from what places have in common; None with too few
    places or less than two years. first: the month of the year of the first column, 0 for January.

    A least-squares line and twelve months on the mean logarithm of the places, so that growth is no season.
    """
    logs = np.log(np.where(others.values > 0, others.values, np.nan))
    whole = logs[np.isfinite(logs).mean(axis=1) >= 0.75]
    length = logs.shape[1]
    if len(whole) < FEWEST_PLACES or length < 2 * MONTHS:
        return None
    mean = np.nanmean(whole - np.nanmean(whole, axis=1, keepdims=True), axis=0)
    month = (first + np.arange(length)) % MONTHS
    line = np.column_stack([np.arange(length) - length / 2, np.eye(MONTHS)[month]])
    found = np.linalg.lstsq(line, mean, rcond=None)[0][1:]
    return np.exp(found - found.mean())


def index(own: Panel, start: int, first: int, factors: np.ndarray | None) -> Index | None:
    """One place (`own` has one row) from the month `start` on, as a share of the mean of the twelve months before it.

    None where fewer than six of these are there and shown. The permanent part of the noise moves both, and so the share
    only as far as it is not 1.
    """
    season_of = np.ones(own.values.shape[1])
    if factors is not None:
        season_of = factors[(first + np.arange(own.values.shape[1])) % MONTHS]
    values, passing = own.values[0] / season_of, own.passing[0] / season_of**2
    permanent = own.permanent[0] / season_of
    before = np.arange(max(0, start - BASE), start)
    shown = before[np.isfinite(values[before])]
    if len(shown) < FEWEST_BASE or not (base := float(values[shown].mean())) > 0:
        return None
    of_base = float(passing[shown].sum()) / len(shown) ** 2
    since = np.arange(start, len(values))
    told = values[since] / base
    variance = (passing[since] + told**2 * of_base + (permanent[since] * (1 - told)) ** 2) / base**2
    reach = CLEAR * np.sqrt(variance)
    return Index(told, np.maximum(0.0, told - reach), told + reach, len(shown))


def middle(found: Sequence[Index], months: int) -> Middle:
    """The median and the middle half over places in each of so many months since their stage began."""
    every = np.full((len(found), months), np.nan)
    for row, each in zip(every, found, strict=True):
        length = min(months, len(each.values))
        row[:length] = each.values[:length]
    shown = np.isfinite(every).sum(axis=0)
    told = np.full((3, months), math.nan)
    for month in np.flatnonzero(shown >= FEWEST_TOLD).tolist():
        told[:, month] = np.nanquantile(every[:, month], (0.25, 0.5, 0.75))
    return Middle(told[1], told[0], told[2], shown)
