"""Season and trend of a series of published counts, and how much the trend has changed, with its interval.

Work is on the logarithm: a season takes a share of what there is. A fit takes a millisecond, the first of each length
one STL for each of its times, and statsmodels is imported on first use, which takes a second or more: fits belong where
a snapshot is published. It does not say why anything changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import t as student

from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import FEWEST_PLACES
from queries.statistics.intervals import LEVEL, Interval
from queries.statistics.published_counts import Hidden, Published

MONTHS, WEEKS = 12, 52

#: Months or weeks in a block of the bootstrap: neighbours in time stay together. Longer ones are too few in two years.
_BLOCK = 3
#: Of a series, at most this share may be hidden; more would be our own invention.
_MOST_GAPS = 0.25

Against = Literal["year", "before"]


@dataclass(frozen=True)
class Factors:
    """Times what each month of the year (or each of 52 weeks) is usually; their geometric mean is 1.

    values: by phase, January or the first week first; sds: standard deviations of their logarithms.
    """

    values: tuple[float, ...]
    sds: tuple[float, ...]


@dataclass(frozen=True)
class Seasonal:
    """A series taken apart, in its own unit. adjusted: without season, None where hidden; trend: at every time.

    noise: how much the noise of its cell moves the logarithm of each value, as a standard deviation.
    own: whether the factors are of the series itself, not pooled over places.
    """

    adjusted: tuple[float | None, ...]
    trend: tuple[float, ...]
    factors: Factors
    noise: tuple[float, ...]
    own: bool


@dataclass(frozen=True)
class UnderlyingChange:
    """The change of the trend in percent, and its interval."""

    percent: float
    interval: Interval

    @property
    def is_clear(self) -> bool:
        return not self.interval.holds(0.0)


def seasonal(
    series: Sequence[Published | None], first: int, period: int = MONTHS, pooled: Factors | None = None
) -> Seasonal | None:
    """Season and trend by STL (Cleveland et al. 1990) with factors that stay the same over the years.

    series: in time order without omissions, hidden or absent counts being gaps; first: phase of the first entry
    (0 for January). pooled: the factors to use instead of its own (`pooled_factors`), as a series of under two years
    must and one of two or three may, whose own are little known; the trend is STL's local line then. A gap is what the
    fit says of it, at most the threshold of a hidden count. None under two years without factors, under half a year
    with them, or with more than a quarter hidden; ValueError for factors of another period.
    """
    fit = _fit(series, first, period, pooled)
    if fit is None:
        return None
    phases = (first + np.arange(len(series))) % period
    adjusted = np.exp(fit.logs - np.log(fit.factors.values)[phases])
    return Seasonal(
        tuple(
            float(value) if isinstance(count, Estimate) else None
            for value, count in zip(adjusted, series, strict=True)
        ),
        tuple(np.exp(fit.trend).tolist()),
        fit.factors,
        tuple(math.sqrt(noise) for noise in _noises(series, fit.logs)),
        fit.own,
    )  # fmt: skip


def pooled_factors(places: Sequence[tuple[Sequence[Published | None], int]], period: int = MONTHS) -> Factors | None:
    """The season that places have in common: of those with two years or more, by how well each is known.

    places: of each its series and the phase of its first entry. The spread of a factor includes what places differ by.
    None with fewer than five such places: a season cannot be told from growth in less than two years.
    """
    fits = [fit for series, first in places if (fit := _fit(series, first, period, None)) is not None]
    if len(fits) < FEWEST_PLACES:
        return None
    logs = np.array([np.log(fit.factors.values) for fit in fits])
    weights = np.array([1 / np.mean(np.square(fit.factors.sds)) for fit in fits])
    weights /= weights.sum()
    mean = weights @ logs
    # Of a place that is not among them: between places, and of the mean itself.
    spread = np.maximum(0.0, weights @ (logs - mean) ** 2 - weights @ np.square([fit.factors.sds for fit in fits]))
    sds = np.sqrt(spread + weights @ (logs - mean) ** 2 * float(weights @ weights))
    return Factors(tuple(np.exp(mean - mean.mean()).tolist()), tuple(sds.tolist()))


def underlying_change(
    series: Sequence[Published | None],
    first: int,
    against: Against = "year",
    period: int = MONTHS,
    pooled: Factors | None = None,
    level: float = LEVEL,
) -> UnderlyingChange | None:
    """The mean trend of the newest quarter of a year (3 months or 13 weeks) against a year before, or the one before.

    The interval is that of a moving-block bootstrap of the remainder (Kuensch 1989) and of the noise of the cells.
    Without robustness STL is linear in the logarithms, so the bootstrap variance of a change of the trend is a sum over
    blocks, which is computed as it is: the same as draws without end, and the same each time. Fitting takes from the
    remainder just the slow movements that matter here; blocks are scaled by what they would lose of independent months.
    The part of the remainder that is noise is taken off before the noise of each cell is added. None as for `seasonal`,
    when the times compared do not exist, or when fewer than half of either are shown.
    """
    fit, quarter = _fit(series, first, period, pooled), period // 4
    back = period if against == "year" else quarter
    if fit is None or len(series) < back + quarter:
        return None
    now, then = slice(len(series) - quarter, None), slice(len(series) - quarter - back, len(series) - back)
    if any(np.mean(fit.shown[window]) < 0.5 for window in (now, then)):
        return None
    contrast = np.zeros(len(series))
    contrast[now] += 1 / quarter
    contrast[then] -= 1 / quarter
    weights = fit.to_trend.T @ contrast
    noise = np.array(_noises(series, fit.logs))[fit.shown]
    estimated, freedom = _by_blocks(fit, weights)
    variance = estimated + float(weights**2 @ noise)
    if not fit.own:  # the factors given are not known exactly; a year apart they cancel
        phases = np.zeros(period)
        np.add.at(phases, ((first + np.arange(len(series))) % period)[fit.shown], weights)
        variance += float(phases**2 @ np.square(fit.factors.sds))
    levels = [float(np.exp(fit.trend[window].mean())) for window in (now, then)]
    permanent = max((count.permanent for count in series if isinstance(count, Estimate)), default=0.0)
    variance += permanent * (1 / levels[0] - 1 / levels[1]) ** 2
    change = float(contrast @ fit.trend)
    freedom *= (variance / estimated) ** 2 if estimated else math.inf  # what is known exactly needs no wider interval
    half = float(student.ppf((1 + level) / 2, freedom)) * math.sqrt(variance)
    return UnderlyingChange(_percent(change), Interval(_percent(change - half), _percent(change + half)))


def _percent(log: float) -> float:
    return 100 * math.expm1(log)


class _Fit(NamedTuple):
    """logs: with gaps filled; shown: where a count is; to_trend: (times, shown), the trend by logarithm shown;
    left: (shown, shown), the remainder by it; freedom: of the remainder; sigma2: its variance without noise."""

    logs: np.ndarray
    shown: np.ndarray
    trend: np.ndarray
    factors: Factors
    to_trend: np.ndarray
    left: np.ndarray
    remainder: np.ndarray
    freedom: float
    sigma2: float
    process: float  # share of the remainder's variance that is not noise
    own: bool


def _fit(series: Sequence[Published | None], first: int, period: int, pooled: Factors | None) -> _Fit | None:
    n, own = len(series), pooled is None
    if pooled is not None and len(pooled.values) != period:
        raise ValueError("factors must be of the period of the series")
    shown = np.array([isinstance(count, Estimate) for count in series], dtype=bool)
    phases = (first + np.arange(n)) % period
    if n < (2 * period if own else period // 2) or (~shown).mean() > _MOST_GAPS:
        return None
    if own and len(set(phases[shown])) < period:
        return None
    given = np.zeros(period) if pooled is None else np.log(pooled.values)
    counts = [count for count in series if isinstance(count, Estimate)]
    known = np.log([max(1.0, count.value) for count in counts]) - given[phases[shown]]
    trend_of, season_of = _smoother(n, period) if own else (_local_line(n, period), np.zeros((n, n)))
    fill = _filled(trend_of + season_of, shown)
    logs = fill @ known
    for at in np.flatnonzero(~shown).tolist():
        hidden = series[at]
        if isinstance(hidden, Hidden):
            logs[at] = min(logs[at], math.log(hidden.threshold) - given[phases[at]])
    to_trend, to_season = trend_of @ fill, season_of @ fill
    left = np.eye(len(known)) - (to_trend + to_season)[shown]
    remainder, freedom = left @ known, float((left**2).sum())
    noise = np.array([_relative(count) for count in counts])
    of_noise = float((left**2 @ noise).sum()) / freedom
    whole = float(remainder @ remainder) / freedom
    sigma2 = max(0.0, whole - of_noise)
    if pooled is None:
        last = np.array([np.flatnonzero(phases == phase)[-1] for phase in range(period)])
        season = (season_of @ logs)[last]
        sds = np.sqrt(to_season[last] ** 2 @ (sigma2 + noise))
        factors = Factors(tuple(np.exp(season - season.mean()).tolist()), tuple(sds.tolist()))
    else:
        factors = pooled
    return _Fit(logs + given[phases], shown, trend_of @ logs, factors, to_trend, left, remainder,
                freedom, sigma2, sigma2 / whole if whole else 0.0, own)  # fmt: skip


def _relative(count: Estimate) -> float:
    """The variance of the logarithm that noise adds to one month against others: the permanent part is in them all."""
    return (count.variance - count.permanent) / max(1.0, count.value) ** 2


def _noises(series: Sequence[Published | None], logs: np.ndarray) -> list[float]:
    return [
        _relative(count) if isinstance(count, Estimate) else (count.variance if count else 0.0) / math.exp(2 * log)
        for count, log in zip(series, logs, strict=True)
    ]


def _by_blocks(fit: _Fit, weights: np.ndarray) -> tuple[float, float]:
    """The bootstrap variance of weights @ remainder, scaled to be exact on average for an independent remainder.

    And its degrees of freedom: it is a quadratic form of the remainder, which few blocks tell badly (Satterthwaite
    1946, "An approximate distribution of estimates of variance components").
    """
    size = min(_BLOCK, len(weights))
    padded = np.pad(weights, (0, -len(weights) % size)).reshape(-1, size)
    within, form = padded.T @ padded, np.zeros_like(fit.left)
    starts = range(len(weights) - size + 1)
    for start in starts:
        form[start : start + size, start : start + size] += within / len(starts)
    of_independent = fit.left.T @ form @ fit.left
    expected = float(np.trace(of_independent))
    found = float(fit.remainder @ form @ fit.remainder)
    freedom = expected**2 / float((of_independent**2).sum())
    return fit.process * found * float(weights @ weights) / expected, freedom


def _filled(smoother: np.ndarray, shown: np.ndarray) -> np.ndarray:
    """From values shown to all: a gap is what the smoother says of it when it is filled so. (times, shown)."""
    fill = np.zeros((len(shown), int(shown.sum())))
    fill[shown] = np.eye(fill.shape[1])
    if not shown.all():
        gaps = ~shown
        fill[gaps] = np.linalg.solve(np.eye(gaps.sum()) - smoother[np.ix_(gaps, gaps)], smoother[np.ix_(gaps, shown)])
    return fill


@lru_cache(maxsize=512)
def _smoother(n: int, period: int) -> tuple[np.ndarray, np.ndarray]:
    """STL of a length as two matrices, of the trend and of the season: what it makes of each unit vector.

    The season is the mean of its months (degree 0 over all years): two to five years cannot tell how it changes.
    """
    from statsmodels.tsa.seasonal import STL  # a second to import, for publishing alone

    fits = [STL(unit, period=period, seasonal=10 * n + 1, seasonal_deg=0).fit() for unit in np.eye(n)]
    return np.column_stack([fit.trend for fit in fits]), np.column_stack([fit.seasonal for fit in fits])


@lru_cache(maxsize=512)
def _local_line(n: int, period: int) -> np.ndarray:
    """The trend filter of STL alone: a line through the nearest values, tricube weights; (times, times)."""
    window = math.ceil(1.5 * period) // 2 * 2 + 1
    at = np.arange(n, dtype=float)
    rows = []
    for time in at:
        distance = np.abs(at - time)
        reach = np.sort(distance)[min(window, n) - 1] + max(0, window - n) / 2
        weight = np.clip(1 - (distance / reach) ** 3, 0, None) ** 3
        weight /= weight.sum()
        middle = weight @ at
        offset = at - middle
        rows.append(weight * (1 + (time - middle) * offset / (weight @ offset**2)))
    return np.array(rows)
