"""What bands alone say: the median and the bounds of inequality, and that the stated variance is that of the noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.bands import gini_from_bands, median_from_bands
from queries.statistics.derived import Estimate
from tests.queries.test_derived import households, noise, spread


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


# Medians from bands

DAY = 24.0
REPLIES = (0, 1, 6, DAY, 3 * DAY, 7 * DAY, 28 * DAY)


def bands(*values: float | None, s: float = 3.0) -> list[Estimate | None]:
    return [None if value is None else households(value, s) for value in values]


def test_a_median_is_interpolated_within_its_band() -> None:
    linear = median_from_bands(bands(100, 200, 100), (0, 10, 20, 30))
    assert linear is not None
    assert linear.value == pytest.approx(15)
    log = median_from_bands(bands(100, 200, 100), (1, 10, 1000, 2000), log=True)
    assert log is not None
    assert log.value == pytest.approx(100), "halfway between 10 and 1000 on the log scale"
    first = median_from_bands(bands(300, 50), (0, 6, 24), log=True)
    assert first is not None
    assert first.value == pytest.approx(3.5), "a band that starts at nothing has no log scale"


@pytest.mark.parametrize("log", [False, True])
def test_a_median_from_bands_has_the_spread_of_their_noise(random: np.random.Generator, log: bool) -> None:
    counts = (150, 260, 320, 240, 160, 120)
    found = median_from_bands(bands(*counts), REPLIES, log)
    assert found is not None
    draws = [count + noise(random, 3.0, shape=(4_000,)) for count in counts]
    simulated = spread(lambda *values: median_from_bands(bands(*values), REPLIES, log).value, draws)  # type: ignore
    assert found.variance == pytest.approx(simulated, rel=0.1)


def test_a_median_in_the_open_last_band_says_at_least() -> None:
    found = median_from_bands(bands(40, 30, 100), (0, DAY, 28 * DAY, math.inf))
    assert found is not None
    assert (found.value, found.at_least) == (28 * DAY, True)


def test_a_median_with_a_hidden_band_is_none() -> None:
    assert median_from_bands(bands(100, None, 40), (0, 1, 2, 3)) is None
    assert median_from_bands(bands(0, 0), (0, 1, 2)) is None
    for wrong in ((0, 1), (0, 2, 1), (0, 1, 1)):
        with pytest.raises(ValueError):
            median_from_bands(bands(10, 20), wrong)


# Inequality from bands

LOWS, HIGHS = (1, 2, 4), (1, 3, 12)


def gini_of(values: np.ndarray) -> float:
    """From its definition: half the mean difference of all pairs over the mean."""
    return float(np.abs(values[:, None] - values[None, :]).mean() / 2 / values.mean())


def test_the_bounds_hold_for_every_distribution_and_are_reached(random: np.random.Generator) -> None:
    for _ in range(20):
        counts = random.integers(20, 120, 3)
        found = gini_from_bands(bands(*counts), LOWS, HIGHS)
        assert found is not None
        lowest, highest = 1.0, 0.0
        for share_high in random.random((200, 3)):
            at = [
                np.where(np.arange(n) < round(part * n), high, low)
                for n, part, low, high in zip(counts, share_high, LOWS, HIGHS, strict=True)
            ]
            level = [np.full(n, a.mean()) for n, a in zip(counts, at, strict=True)]
            lowest, highest = min(lowest, gini_of(np.concatenate(level))), max(highest, gini_of(np.concatenate(at)))
        assert found.lower.value - 1e-9 <= lowest <= found.lower.value + 0.05
        assert highest - 0.05 <= found.upper.value
        assert highest <= found.upper.value + 1e-9


def test_the_best_bounds_are_found() -> None:
    """Against a search over all pairs of band means on a fine grid."""
    counts, lows, highs = np.array([60.0, 30.0, 25.0]), np.array([1, 2, 4]), np.array([1, 3, 12])
    found = gini_from_bands(bands(*counts), LOWS, HIGHS)
    assert found is not None
    least, most = 1.0, 0.0
    for second in np.linspace(2, 3, 51):
        for third in np.linspace(4, 12, 201):
            means = np.array([1, second, third])
            between = sum(counts[i] * counts[j] * abs(means[i] - means[j]) for i in range(3) for j in range(i + 1, 3))
            inside = sum(
                n**2 * (m - low) * (high - m) / (high - low)
                for n, m, low, high in zip(counts, means, lows, highs, strict=True)
                if high > low
            )
            whole = counts.sum() * (counts * means).sum()
            least, most = min(least, between / whole), max(most, (between + inside) / whole)
    assert found.lower.value == pytest.approx(least, abs=1e-4)
    assert found.upper.value == pytest.approx(most, abs=1e-4)
    assert found.upper.value >= most - 1e-12


def test_bands_of_one_value_give_the_coefficient_itself() -> None:
    found = gini_from_bands(bands(50, 30, 20), (1, 2, 5), (1, 2, 5))
    assert found is not None
    exact = gini_of(np.repeat([1.0, 2.0, 5.0], [50, 30, 20]))
    assert found.lower.value == pytest.approx(exact)
    assert found.upper.value == pytest.approx(exact)


def test_the_bounds_have_the_spread_of_the_noise(random: np.random.Generator) -> None:
    counts = (160, 110, 90)
    found = gini_from_bands(bands(*counts), LOWS, HIGHS)
    assert found is not None
    draws = np.array([count + noise(random, 3.0, shape=(4_000,)) for count in counts]).T
    simulated = [gini_from_bands(bands(*values), LOWS, HIGHS) for values in draws]
    assert found.lower.variance == pytest.approx(np.var([each.lower.value for each in simulated if each]), rel=0.1)
    assert found.upper.variance == pytest.approx(np.var([each.upper.value for each in simulated if each]), rel=0.1)


def test_an_open_last_band_bounds_inequality_from_below_only() -> None:
    found = gini_from_bands(bands(100, 50, 25), LOWS, (1, 3, math.inf))
    closed = gini_from_bands(bands(100, 50, 25), LOWS, HIGHS)
    assert found is not None
    assert closed is not None
    assert found.upper.value == 1
    assert found.lower.value == pytest.approx(closed.lower.value)


def test_inequality_with_a_hidden_band_is_none() -> None:
    assert gini_from_bands(bands(100, None, 40), LOWS, HIGHS) is None
    for lows, highs in (((1, 2), HIGHS), ((1, 2, 4), (1, 5, 12)), ((2, 1, 4), (1, 3, 12)), ((-1, 2, 4), HIGHS)):
        with pytest.raises(ValueError):
            gini_from_bands(bands(100, 50, 25), lows, highs)
