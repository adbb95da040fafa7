"""What places that went through the same before say of a plan: the nearest in what was known beforehand, and how far
such a look was off for each of these places when it was left out.

Pure. It knows rows of features and one outcome of each, never what they mean or where they come from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from queries.statistics.intervals import Interval

#: How many of the nearest places are averaged, and with how few places altogether nothing is told.
NEIGHBOURS, FEWEST = 5, 20
#: How often the narrower and the wider interval hold what happens.
LEVELS = (0.80, 0.95)
#: The mean of five places is told in steps of so much of its logarithm (about a tenth): from two plans that share four
#: of them, the fifth, which may be somebody else's, must not follow.
STEP = 0.1
#: Digits of a distance: the order must not hang on the last bits of a float.
_DIGITS = 9


@dataclass(frozen=True)
class Foretold:
    """The logarithm of an outcome, with an interval for each of LEVELS.

    nearest: the places that it is the mean of, by their rows, nearest first, with their distances; extrapolates: they
    are farther than any place is from its own nearest ones.
    """

    log: float
    bounds: tuple[Interval, ...]
    nearest: tuple[int, ...]
    distances: tuple[float, ...]
    extrapolates: bool


@dataclass(frozen=True, eq=False)
class Analogues:
    """Places with an outcome (logarithms) and what was known of each before, in standard deviations over all of them.

    missed: how far each place's outcome lay from the mean of its nearest ones, itself left out; farthest: the largest
    mean distance of a place to these.
    """

    features: np.ndarray
    logs: np.ndarray
    centre: np.ndarray
    spread: np.ndarray
    missed: np.ndarray = field(repr=False)
    farthest: float

    def foretell(self, plan: np.ndarray) -> Foretold:
        """What is expected of a place with these features, those that are unknown (nan) as they usually are."""
        scaled = np.where(np.isnan(plan), 0.0, (plan - self.centre) / self.spread)
        far = _distances(scaled[None, :], self.features)[0]
        near = _nearest(far)
        log = coarse(float(self.logs[near].mean()))
        return Foretold(
            log, tuple(Interval(log - half, log + half) for half in self.halves()), tuple(near.tolist()),
            tuple(far[near].tolist()), bool(round(float(far[near].mean()), _DIGITS) > self.farthest),
        )  # fmt: skip

    def halves(self) -> tuple[float, ...]:
        """Half the width of each interval, to the nearest half STEP: the miss of one place is not told exactly."""
        exact = (radius(self.missed, level) for level in LEVELS)
        return tuple(coarse(2 * half) / 2 if math.isfinite(half) else math.inf for half in exact)

    def draws(self, log: float) -> np.ndarray:
        """The outcomes that are as likely as each other where `log` is expected: for `crps`."""
        return log + self.missed


def analogues(features: np.ndarray, logs: np.ndarray) -> Analogues | None:
    """The places (rows) with their outcomes; None where they are fewer than 20.

    A feature that is unknown (nan) of most places says nothing of any; where it is unknown of a few, it is as usual.
    """
    if len(logs) < FEWEST:
        return None
    known = np.isfinite(features)
    told = known.sum(axis=0) * 2 >= len(features)
    usual = np.array([np.median(column[there]) if use else 0.0
                      for column, there, use in zip(features.T, known.T, told, strict=True)])  # fmt: skip
    filled = np.where(known & told, features, usual)
    centre, spread = filled.mean(axis=0), filled.std(axis=0, ddof=1)
    # A feature that never varies tells no place from another, and nothing of a plan that differs in it.
    spread = np.where(told & (spread > 0), spread, np.inf)
    scaled = (filled - centre) / spread
    far = _distances(scaled, scaled)
    np.fill_diagonal(far, np.inf)
    near = [_nearest(row) for row in far]
    missed = np.array([log - coarse(float(logs[each].mean())) for log, each in zip(logs, near, strict=True)])
    farthest = max(float(row[each].mean()) for row, each in zip(far, near, strict=True))
    return Analogues(scaled, logs, centre, spread, missed, round(farthest, _DIGITS))


def radius(missed: np.ndarray, level: float) -> float:
    """How far the next outcome is from what is foretold, at most, so often: the ceil((n + 1) level)-th smallest miss.

    The conformal radius of leave-one-out residuals ("jackknife"; Vovk et al. 2005, "Algorithmic Learning in a Random
    World"; Barber et al. 2021). Infinite where the places are too few to say.
    """
    rank = math.ceil(round((len(missed) + 1) * level, _DIGITS))
    return float(np.sort(np.abs(missed))[rank - 1]) if rank <= len(missed) else math.inf


def coarse(log: float) -> float:
    """To the nearest STEP."""
    return round(log / STEP) * STEP


def crps(draws: Sequence[float] | np.ndarray, happened: float) -> float:
    """The continuous ranked probability score of equally likely draws: 0 is perfect, in the unit of the draws.

    E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, "Strictly Proper Scoring Rules, Prediction, and Estimation").
    """
    ordered = np.sort(np.asarray(draws, dtype=float))
    n = len(ordered)
    # The mean over all pairs of |x - x'|, from the order statistics.
    apart = 2 * float(((2 * np.arange(1, n + 1) - n - 1) * ordered).sum()) / n**2
    return float(np.abs(ordered - happened).mean()) - apart / 2


def _distances(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The root of the mean squared difference of the features, ones x others."""
    squared = ((ones[:, None, :] - others[None, :, :]) ** 2).mean(axis=2)
    return np.round(np.sqrt(squared), _DIGITS)


def _nearest(far: np.ndarray) -> np.ndarray:
    return np.argsort(far, kind="stable")[:NEIGHBOURS]
