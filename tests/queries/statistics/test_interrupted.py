"""A step with nothing to compare it with: held by its interval where there are months enough, else not told."""

from __future__ import annotations

import numpy as np
import pytest

from queries.publish.noise import discrete_gaussian
from queries.statistics.interrupted import FEWEST, Step, step
from tests.queries.statistics.panels import CLIP
from tests.queries.statistics.series import SEASON, wandering


def observed(rng: np.random.Generator, months: int, rho: float, effect: float, s: float = 1.5) -> np.ndarray:
    """About 200 exchanges a month with a season, a slow trend, a step after two thirds, and the publisher's noise."""
    at = np.arange(months)
    logs = np.log(200) + 0.1 * at / months + SEASON[at % 12] + wandering(rng, months, 0.15, rho)
    true = rng.poisson(np.exp(logs + np.log1p(effect) * (at >= months * 2 // 3)))
    noise = discrete_gaussian(rng.random(months), s) + discrete_gaussian(rng.random(1), s)
    return np.maximum(1.0, true + CLIP * noise)


def by_least_squares(counts: np.ndarray, start: int, season: np.ndarray) -> bool:
    """Whether the usual interval, months taken for independent, holds a step of a quarter."""
    at = np.arange(len(counts))
    table = np.column_stack([np.ones(len(at)), at >= start, at / len(at), season]).astype(float)
    inverse = np.linalg.inv(table.T @ table)
    found = inverse @ table.T @ np.log(counts)
    rest = np.log(counts) - table @ found
    error = np.sqrt(inverse[1, 1] * (rest @ rest) / (len(at) - 4))
    return bool(abs(found[1] - np.log(1.25)) < 1.96 * error)


def held(months: int, rho: float, count: int) -> tuple[float, float]:
    rng, found, naive = np.random.default_rng([191, months, int(rho * 10)]), [], []
    for _ in range(count):
        counts, season = observed(rng, months, rho, 0.25), SEASON[np.arange(months) % 12]
        one = step(counts, months * 2 // 3, season)
        assert one is not None
        found.append(one.low <= 0.25 <= one.high)
        naive.append(by_least_squares(counts, months * 2 // 3, season))
    return float(np.mean(found)), float(np.mean(naive))


def test_the_interval_holds_a_planted_quarter() -> None:
    """93 to 97 %, and two standard errors of 100 series (4.4 points); months taken for independent hold far less."""
    ours, naive = held(84, 0.5, 100)
    assert abs(ours - 0.95) <= 0.02 + 0.044
    assert naive < ours - 0.05


@pytest.mark.deep
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5])
@pytest.mark.parametrize("months", [84, 156])
def test_over_a_thousand_series_it_holds_it_too(months: int, rho: float) -> None:
    ours, naive = held(months, rho, 1_000)
    assert 0.93 <= ours <= 0.97
    if rho >= 0.3:
        assert naive < 0.93


@pytest.mark.deep
def test_where_times_are_too_alike_it_holds_fewer() -> None:
    """Alike by 0.7: 92 in 100, and two standard errors. Knowing the noise of the cells does not mend it."""
    assert held(84, 0.7, 1_000)[0] >= 0.92 - 0.017


def test_a_step_without_noise_is_the_ratio() -> None:
    at = np.arange(FEWEST)
    season = SEASON[at % 12]
    wobble = 1e-4 * np.random.default_rng(92).normal(0, 1, FEWEST)
    found = step(np.exp(5 + 0.01 * at + season + np.log(1.4) * (at >= 40) + wobble), 40, season)
    assert isinstance(found, Step)
    assert found.estimate == pytest.approx(0.4, abs=1e-3)
    assert found.low < found.estimate < found.high
    assert found.p < 1e-6


def test_too_few_months_tell_nothing_and_nothing_has_no_logarithm() -> None:
    counts = np.full(FEWEST, 100.0)
    assert step(counts[:-1], 40) is None
    assert step(counts, 17) is None
    assert step(counts, FEWEST - 5) is None
    with pytest.raises(ValueError, match="logarithm"):
        step(np.append(counts[1:], 0.0), 40)
