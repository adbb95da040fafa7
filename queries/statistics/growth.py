"""Why activity changed between two periods, in parts that add up: newcomers, those who stay, how active, where, season.

So that a wave of sign-ups is not read as neighbours coming closer. It says how activity changed, never why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval, z_of
from queries.statistics.seasonal import Factors

#: How often the noise of all places together is moved, with signs by lot: their part of a width is known to 4 %.
_LOTS, _SEED = 256, 1
#: Periods with newcomers needed to learn how active they are.
FEWEST_PERIODS = 12
#: A newcomer whose activity is not known is taken for any household, or half as much, or half as much again.
UNKNOWN_WEIGHT = Estimate(1.0, 0.5**2, unit="ratio")

Moves = Sequence[float]


@dataclass(frozen=True)
class Activity:
    """What is published of one period: exchanges, active households, and those among them active for the first time.

    newcomers: None where they are not told (below the city). places: exchanges and active households of each place,
    the same places in the same order in both periods; empty where there is one place only.
    """

    exchanges: Estimate
    households: Estimate
    newcomers: Estimate | None = None
    places: tuple[tuple[Estimate, Estimate], ...] = ()


@dataclass(frozen=True)
class Season:
    """How many times as much there usually is now as before, of active households and of exchanges.

    The standard deviations are of the logarithms, and taken as independent.
    """

    households: float = 1.0
    exchanges: float = 1.0
    households_sd: float = 0.0
    exchanges_sd: float = 0.0


@dataclass(frozen=True)
class Part:
    """Exchanges more (or less) than before that are due to one thing, and the interval that the noise leaves."""

    exchanges: float
    interval: Interval


@dataclass(frozen=True)
class Growth:
    """Parts of a change of exchanges; their sum is `change` exactly.

    newcomers, staying: more households active for the first time, or not for the first time; newcomers is None and
    staying is all households where newcomers are not told. each: how much one household exchanges, a newcomer counted
    as what newcomers usually exchange; mix: households moving to places where more is exchanged a household.
    """

    change: Part
    newcomers: Part | None
    staying: Part
    each: Part
    mix: Part
    season: Part


def growth(
    before: Activity, now: Activity, season: Season | None = None, weight: Estimate | None = None, level: float = LEVEL
) -> Growth | None:
    """The change of exchanges from one period to another of the same kind, in parts.

    Exchanges are households times exchanges of each; log-mean weights share out the change with nothing left over
    (LMDI: Ang 2015, "LMDI decomposition approach: a guide for implementation"), and a log-mean splits households into
    newcomers and others exactly too. weight: exchanges of a newcomer for one of another household (`newcomer_weight`);
    without it UNKNOWN_WEIGHT. Places shared out are those shown in both periods, taken to stand for all. Intervals come
    from moving every cell, the weight and both seasons by their standard deviation, up and down (the permanent part of
    noise in both periods at once), and adding the squares: draws would need thousands to be as steady. They hold for
    the true counts of these periods. None where nothing was or is counted; ValueError where the periods tell of
    different things.
    """
    if len(before.places) != len(now.places) or (before.newcomers is None) != (now.newcomers is None):
        raise ValueError("both periods must tell of the same places, and of newcomers or not")
    if min(count.value for period in (before, now) for count in _cells(period)) <= 0:
        return None
    season, weight = season or Season(), weight or UNKNOWN_WEIGHT
    told = np.array([[count.value for count in _cells(period)] for period in (before, now)])
    with_newcomers = before.newcomers is not None
    alone, together = _moved(_cells(before), _cells(now), 2 + with_newcomers)

    def parts(
        cells: np.ndarray, of_weight: Moves = (0,), of_households: Moves = (0,), of_exchanges: Moves = (0,)
    ) -> np.ndarray:
        """With the weight and the seasons moved by so many standard deviations."""
        weights = np.maximum(0.0, weight.value + math.sqrt(weight.variance) * np.array(of_weight))
        households = math.log(season.households) + season.households_sd * np.array(of_households)
        exchanges = math.log(season.exchanges) + season.exchanges_sd * np.array(of_exchanges)
        return _parts(cells, weights, households, exchanges, with_newcomers)

    as_told, both = told[:, None, :], (1, -1)
    point = parts(as_told)[:, 0]
    sources = (parts(alone), parts(as_told, of_weight=both), parts(as_told, of_households=both),
               parts(as_told, of_exchanges=both))  # fmt: skip
    variance = sum(_squares(source).sum(axis=1) for source in sources) + _squares(parts(together)).mean(axis=1)
    change, newcomers, staying, each, mix, of_season = (
        Part(float(value), Interval(float(value - half), float(value + half)))
        for value, half in zip(point, z_of(level) * np.sqrt(variance), strict=True)
    )
    return Growth(change, newcomers if with_newcomers else None, staying, each, mix, of_season)


def newcomer_weight(
    exchanges: Sequence[Estimate], households: Sequence[Estimate], newcomers: Sequence[Estimate]
) -> Estimate | None:
    """How much a household exchanges in the period in which it is first active, for one exchange of another household.

    From consecutive periods: when the share of newcomers rises by so much, exchanges of each household move by so
    much (least squares of first differences, in which slow trends and permanent noise vanish; noise in the share draws
    the weight towards 1). None under a dozen periods, or where the share of newcomers hardly moves, so that the weight
    would be known to no better than 0.5.
    """
    if len(exchanges) < FEWEST_PERIODS or min(count.value for count in households) <= 0:
        return None
    each = np.array([e.value / h.value for e, h in zip(exchanges, households, strict=True)])
    share = np.array([n.value / h.value for n, h in zip(newcomers, households, strict=True)])
    moved, by = np.diff(share), np.diff(each)
    moved, by = moved - moved.mean(), by - by.mean()
    if not float(moved @ moved):
        return None
    slope = float(moved @ by) / float(moved @ moved)
    left = by - slope * moved
    # Differences share a period with their neighbours, which a plain variance of the slope overlooks; and a wave pulls
    # the line to itself, so that what is left of it there is too little (HC3, MacKinnon and White 1985).
    scores = moved * left / (1 - np.minimum(0.9, moved**2 / float(moved @ moved)))
    variance = float(scores @ scores + 2 * (scores[1:] @ scores[:-1])) / float(moved @ moved) ** 2
    floor = float(left @ left) / (len(left) - 2) / float(moved @ moved)
    other = float(each.mean() - slope * share.mean())
    if other <= 0 or max(variance, floor) > (0.5 * other) ** 2:
        return None
    return Estimate(max(0.0, 1 + slope / other), max(variance, floor) / other**2, unit="ratio")


def season_of(households: Factors, exchanges: Factors, before: int, now: int) -> Season:
    """The season of two months or weeks by phase, from the factors of both series; none a year apart."""
    if before == now:
        return Season()
    ratios = [factors.values[now] / factors.values[before] for factors in (households, exchanges)]
    sds = [math.hypot(factors.sds[before], factors.sds[now]) for factors in (households, exchanges)]
    return Season(*ratios, *sds)


def _cells(period: Activity) -> list[Estimate]:
    newcomers = [] if period.newcomers is None else [period.newcomers]
    return [period.exchanges, period.households, *newcomers, *(count for place in period.places for count in place)]


def _moved(before: list[Estimate], now: list[Estimate], alone: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells with their noise moved by its standard deviation, up (the first half) and down: (2, versions, cells) each.

    First the sources of the first cells, one at a time: the permanent noise, the same in both periods, and the epoch
    noise of each. Then all those of the others at once, each with a sign by lot: the mean square is the sum of squares.
    """
    values = np.array([[count.value for count in period] for period in (before, now)])
    variances = np.array([[count.variance for count in period] for period in (before, now)])
    permanent = np.array([[count.permanent for count in period] for period in (before, now)])
    epoch, nothing = np.sqrt(np.maximum(0.0, variances - permanent)), np.zeros(values.shape[1])
    sources = np.array([[np.sqrt(permanent[0]), epoch[0], nothing], [np.sqrt(permanent[1]), nothing, epoch[1]]])
    one = np.zeros((3 * alone, 3, len(nothing)))
    one[np.arange(3 * alone), np.repeat(np.arange(3), alone), np.tile(np.arange(alone), 3)] = 1.0
    together = np.random.default_rng(_SEED).choice([-1.0, 1.0], (_LOTS, 3, len(nothing)))
    together[:, :, :alone] = 0.0
    shifts = [np.einsum("vkc,pkc->pvc", signs, sources) for signs in (one, together)]
    moved = [np.maximum(0.5, values[:, None] + np.concatenate([shift, -shift], axis=1)) for shift in shifts]
    return moved[0], moved[1]


def _squares(parts: np.ndarray) -> np.ndarray:
    """Of each part: the squares of half its differences between cells moved up (the first half) and down."""
    up, down = np.split(parts, 2, axis=1)
    return ((up - down) / 2) ** 2


def _parts(
    cells: np.ndarray, weight: np.ndarray, of_households_season: np.ndarray, of_season: np.ndarray, with_newcomers: bool
) -> np.ndarray:  # fmt: skip
    """Change, newcomers, staying, each, mix and season: (6, versions), of cells (2, versions, cells).

    The seasons are logarithms of how many times as many households and exchanges there usually are now.
    """
    exchanges, households = cells[:, :, 0], cells[:, :, 1]
    new = np.minimum(cells[:, :, 2], households) if with_newcomers else np.zeros_like(households)
    places = cells[:, :, 2 + with_newcomers :]
    if not places.shape[2]:
        places = np.ones((*households.shape, 2))
    of_exchanges = places[:, :, 0::2] / places[:, :, 0::2].sum(axis=2, keepdims=True)
    of_households = places[:, :, 1::2] / places[:, :, 1::2].sum(axis=2, keepdims=True)
    # Exchanges of a place = weighted households x its share of households x exchanges of each there.
    amount = exchanges[:, :, None] * of_exchanges
    shared = _log_mean(amount[1], amount[0])
    whole = shared.sum(axis=1)
    weighted = households - new + weight * new
    # Without the season there would have been so many households of either kind now.
    out_of_season = np.array([np.ones_like(of_households_season), np.exp(of_households_season)])
    of_kind = [kind / out_of_season for kind in (weight * new, households - new)]
    per_household = whole / _log_mean(weighted[1] / out_of_season[1], weighted[0])
    by_season = whole * of_season
    mix = (shared * np.log(of_households[1] / of_households[0])).sum(axis=1)
    newcomers, staying = (per_household * (kind[1] - kind[0]) for kind in of_kind)
    each_now = amount / (weighted[:, :, None] * of_households)
    each = (shared * np.log(each_now[1] / each_now[0])).sum(axis=1) - whole * (of_season - of_households_season)
    found = (exchanges[1] - exchanges[0], newcomers, staying, each, mix, by_season)
    return np.array(np.broadcast_arrays(*found))


def _log_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(a - b) / ln(a / b), and a where they are equal: the mean by which differences and ratios are exchanged."""
    ratio = np.log(a / b)
    near = np.abs(ratio) < 1e-9
    return np.where(near, (a + b) / 2, (a - b) / np.where(near, 1.0, ratio))
