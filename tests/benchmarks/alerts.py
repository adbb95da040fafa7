"""What the constants of `queries/statistics/alerts.py` do to simulated monthly series, as a table.

Percent of series with a false step, a false newest month in two years, and either; with a step of so many standard
deviations found within a month of its date ("at"), or when it is the newest month ("now").

Run it when a constant changes: python -m tests.benchmarks.alerts [SERIES]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from queries.publish.noise import discrete_gaussian
from queries.statistics.alerts import LIMIT, newest, steps
from queries.statistics.seasonal import Factors, Seasonal, _smoother
from tests.queries.statistics.series import SEASON, wandering

#: Households a month, s of the noise, and how far a month strays besides: a neighbourhood, a small city, a large one.
PLACES = ((40, 1.5, 0.10), (300, 3.0, 0.10), (1500, 3.0, 0.10))
#: Standard deviation of what is not known of a season pooled over places.
_OF_FACTORS = 0.03


def spread(level: float, s: float, sd: float) -> float:
    """The standard deviation of one month, as a share of its level: what a step is measured in."""
    return float(np.sqrt(sd**2 + 1 / level + (s / level) ** 2))


def simulated(
    rng: np.random.Generator, months: int, place: tuple[float, float, float], rho: float,
    step: float = 0.0, at: int = 0, growth: float = 0.0,
) -> np.ndarray:  # fmt: skip
    """Logarithms of published counts, season and all. step: in standard deviations of a month, from `at` on."""
    level, s, sd = place
    time = np.arange(months)
    mean = np.log(level) + growth * time / 12 + SEASON[time % 12] + wandering(rng, months, sd, rho)
    mean += step * spread(*place) * (time >= at)
    counts = rng.poisson(np.exp(mean)) + discrete_gaussian(rng.random(1), s) + discrete_gaussian(rng.random(months), s)
    return np.log(np.maximum(counts, 1.0))


def adjusted(logs: np.ndarray, season: np.ndarray | None, s: float) -> Seasonal:
    """Without its season: the one given, or what STL finds in the series itself."""
    months = len(logs)
    of_month = _smoother(months, 12)[1] @ logs if season is None else season[np.arange(months) % 12]
    values = tuple(np.exp(logs - of_month).tolist())
    noise = tuple((s / np.exp(logs)).tolist())
    return Seasonal(values, values, Factors((1.0,) * 12, (0.0,) * 12), noise, season is None)


def seasons(rng: np.random.Generator, own: bool) -> np.ndarray | None:
    return None if own else SEASON + rng.normal(0, _OF_FACTORS, 12)


def false_alarms(
    months: int, place: tuple[float, float, float], rho: float, own: bool, series: int, seed: int = 1
) -> tuple[float, float, float]:
    """Of series of so many months where nothing happens, the share with a step, with an alarm of the newest month in
    any of the last 24 when each was the newest, and with either."""
    rng, seen = np.random.default_rng(seed), []
    for _ in range(series):
        logs, season = simulated(rng, months + (0 if months > 40 else 18), place, rho), seasons(rng, own)
        stepped = steps(adjusted(logs[-months:], _turned(season, len(logs) - months), place[1]))
        first = max(len(logs) - 23, 24 if own else 18)
        late = any(
            found is not None and found.is_alarm
            for end in range(first, len(logs) + 1)
            for found in [newest(adjusted(logs[:end], season, place[1]))]
        )
        seen.append((stepped is not None and bool(stepped.found), late))
    each = np.array(seen)
    return float(each[:, 0].mean()), float(each[:, 1].mean()), float(each.any(axis=1).mean())


def _turned(season: np.ndarray | None, by: int) -> np.ndarray | None:
    return None if season is None else np.roll(season, -by)


def located(
    months: int, place: tuple[float, float, float], rho: float, own: bool, step: float, series: int, seed: int = 2
) -> tuple[float, float]:
    """Of series with one step, at least six months from either end: found within a month of it, and as the only one."""
    rng, right = np.random.default_rng(seed), []
    for _ in range(series):
        at = int(rng.integers(6, months - 5))
        logs = simulated(rng, months, place, rho, step, at)
        found = steps(adjusted(logs, seasons(rng, own), place[1]))
        days = [each.at for each in found.found] if found else []
        right.append((any(abs(day - at) <= 1 for day in days), len(days) == 1))
    each = np.array(right)
    return float(each[:, 0].mean()), float(each[:, 1].mean())


def seen_at_once(
    months: int, place: tuple[float, float, float], rho: float, own: bool, step: float, series: int, seed: int = 3
) -> float:
    """Of series whose newest month is the first after a step: the share with an alarm."""
    rng, right = np.random.default_rng(seed), []
    for _ in range(series):
        logs = simulated(rng, months, place, rho, step, months - 1)
        found = newest(adjusted(logs, seasons(rng, own), place[1]))
        right.append(found is not None and found.chance <= LIMIT)
    return float(np.mean(right))


def _rows(series: int) -> Iterator[Sequence[object]]:
    yield (
        "months",
        "place",
        "rho",
        "season",
        "steps",
        "newest",
        "either",
        "at 2",
        "at 3",
        "at 4",
        "now 4",
        "now 5",
        "now 6",
    )
    for months in (24, 36, 60):
        for place in PLACES:
            for rho in (0.0, 0.3, 0.5):
                for own in (False, True):
                    alarms = [round(100 * share, 2) for share in false_alarms(months, place, rho, own, series)]
                    found = [round(100 * located(months, place, rho, own, step, series // 4)[0]) for step in (2, 3, 4)]
                    late = [round(100 * seen_at_once(months, place, rho, own, step, series // 4)) for step in (4, 5, 6)]
                    yield months, place[0], rho, "own" if own else "pooled", *alarms, *found, *late


if __name__ == "__main__":
    for row in _rows(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000):
        print("\t".join(map(str, row)), flush=True)
