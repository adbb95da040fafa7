"""Whether something changed: steps of level in retrospect, and a newest month that is not like those before it.

Both read a series without its season. They say that and when, never why. Their constants are what
`tests/benchmarks/alerts.py` finds to raise at most one false alarm in 100 series of two years, both together, with the
noise of the cells and months that resemble the last one (correlation 0.3; less would not hold for large cities).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from queries.statistics.false_discovery import step_up
from queries.statistics.seasonal import Seasonal

#: What a step must explain, in variances of one month, and the months on each side of it.
PENALTY, SEGMENT = 35.0, 3
#: One series in 100 without steps shows one that explains the first; e times fewer for each of the second above it.
_TAIL = (28.0, 7.0)
#: The weight of a month in the moving level, and how rare a newest month must be to be named.
SMOOTHING, LIMIT = 0.2, 1e-4
#: Months shown before one can be judged.
FEWEST = 18
#: A line that explains the series as well but for so much is simpler than one step; `PENALTY` more for each other step.
_FAVOUR = 10.0
#: What an own season and trend take of the freedom of a series, in months.
_TAKEN = 15


@dataclass(frozen=True)
class Step:
    """A lasting change of level: the first time of the new one, and the levels before and after, in the series' unit.

    chance: about how often a series without steps would show one as large.
    """

    at: int
    before: float
    after: float
    chance: float


@dataclass(frozen=True)
class Steps:
    """gradual: a straight line tells the series as well as the steps do, so that no date can be named."""

    found: tuple[Step, ...]
    gradual: bool

    @property
    def chance(self) -> float:
        return min((step.chance for step in self.found), default=1.0)


@dataclass(frozen=True)
class Newest:
    """The newest time against the level expected from those before; chance: how often it would be so far off."""

    value: float
    expected: float
    chance: float

    @property
    def is_alarm(self) -> bool:
        """For a place looked at alone; of several, `alarms` says which."""
        return self.chance <= LIMIT


def steps(series: Seasonal) -> Steps | None:
    """The steps of level by PELT with squared error (Killick et al. 2012), each of at least three shown months.

    On the square roots of the adjusted values, where counts of any size vary alike (Anscombe 1948), divided by
    the mean movement from month to month, which a step hardly enlarges, and at least by the noise. A step in the last
    two months is for `newest` to see. Of steps as large as 3.2 standard deviations of a month, 80 % are found within a
    month of their date in two years of data (2.8 in three years, 2.4 in five; 2 in none of them), with a pooled season;
    with its own, two years take more than 4. None under 18 shown months.
    """
    import ruptures  # for publishing alone

    times, roots = _roots(series)
    if len(times) < FEWEST:
        return None
    scaled = (roots / _scale(series, times, roots)).reshape(-1, 1)
    # A linear kernel is the squared error of means; PELT in C takes 0.1 milliseconds where Python takes 30.
    ends = ruptures.KernelCPD(kernel="linear", min_size=SEGMENT).fit(scaled).predict(pen=PENALTY)
    parts = [scaled[low:high, 0] for low, high in zip([0, *ends[:-1]], ends, strict=True)]
    found = []
    for end, left, right in zip(ends[:-1], parts[:-1], parts[1:], strict=True):
        gain = len(left) * len(right) / (len(left) + len(right)) * (left.mean() - right.mean()) ** 2
        unit = roots[0] / scaled[0, 0]
        before, after = ((part.mean() * unit) ** 2 for part in (left, right))
        chance = min(1.0, 0.01 * math.exp((_TAIL[0] - gain) / _TAIL[1]))
        found.append(Step(int(times[end]), float(before), float(after), chance))
    by_steps = sum(float(((part - part.mean()) ** 2).sum()) for part in parts)
    line = np.polynomial.Polynomial.fit(times, scaled[:, 0], 1)
    by_line = float(((scaled[:, 0] - line(times)) ** 2).sum())
    return Steps(tuple(found), bool(found) and by_line <= by_steps + _FAVOUR + PENALTY * (len(found) - 1))


def newest(series: Seasonal) -> Newest | None:
    """The last month against a moving level of those before: an EWMA whose errors are judged, so that slow growth and
    months that resemble the last one raise no alarm (Montgomery and Mastrangelo 1991, "Some statistical process control
    methods for autocorrelated data"). At once 80 % are seen of what is 6 standard deviations off after two years, 5.5
    after three, 5 after five. None when it is hidden, or under 18 shown months.
    """
    times, roots = _roots(series)
    if len(times) < FEWEST or times[-1] != len(series.adjusted) - 1:
        return None
    start = SEGMENT * 2
    level, errors = float(roots[:start].mean()), []
    for root in roots[start:].tolist():
        expected, level = level, level + SMOOTHING * (root - level)
        errors.append(root - expected)
    past = np.abs(errors[:-1])
    scale = max(float(past.mean()) * math.sqrt(math.pi / 2), _noise(series, times, roots))
    # Spread known from so many absolute errors is known as if from four fifths as many squares.
    chance = 2 * float(student.sf(abs(errors[-1]) / scale, 0.8 * len(past)))
    return Newest(float(roots[-1] ** 2), float(expected**2), chance)


def alarms(chances: Mapping[str, float], limit: float = LIMIT) -> tuple[str, ...]:
    """Of many places, those to name: each as rare as one place alone must be, and few of them by chance."""
    codes = list(chances)
    kept = step_up([chances[code] for code in codes])
    return tuple(code for code, keep in zip(codes, kept, strict=True) if keep and chances[code] <= limit)


def _roots(series: Seasonal) -> tuple[np.ndarray, np.ndarray]:
    """The times shown and the square roots of what they show."""
    times = np.array([at for at, value in enumerate(series.adjusted) if value is not None], dtype=int)
    return times, np.sqrt([value for value in series.adjusted if value is not None])


def _scale(series: Seasonal, times: np.ndarray, roots: np.ndarray) -> float:
    """How much a month differs from its level: mean movement over 2 / sqrt(pi), as in charts of single values."""
    movement = float(np.abs(np.diff(roots)).mean()) * math.sqrt(math.pi) / 2
    if series.own:
        movement /= math.sqrt(1 - min(_TAKEN / len(series.adjusted), 0.7))
    return max(movement, _noise(series, times, roots))


def _noise(series: Seasonal, times: np.ndarray, roots: np.ndarray) -> float:
    """Of a square root: half the relative noise, times the root."""
    return max(float(np.median(roots * _at(series.noise, times))) / 2, 1e-9)


def _at(values: Sequence[float], times: np.ndarray) -> np.ndarray:
    return np.asarray(values)[times]
