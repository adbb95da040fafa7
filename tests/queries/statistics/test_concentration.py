"""Concentration: ranges hold whatever the distribution within the bands, with noise and with hidden bands."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from queries.dimensions import DIMENSIONS
from queries.statistics.concentration import ACTS, BUSIEST, concentration
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden, Published
from tests.queries.statistics.protection import published

LOWS, HIGHS = ACTS["activity_band"]


def gini(values: np.ndarray) -> float:
    ordered = np.sort(values)
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * ordered.sum()))


def busiest(values: np.ndarray) -> float:
    """A household that is in the tenth by a part counts by that part."""
    ordered, tenth = np.sort(values)[::-1], BUSIEST * len(values)
    whole = int(tenth)
    return float((ordered[:whole].sum() + (tenth - whole) * ordered[whole]) / ordered.sum())


def banded(values: np.ndarray) -> np.ndarray:
    return np.array([((values >= low) & (values <= high)).sum() for low, high in zip(LOWS, HIGHS, strict=True)])


ACTIVITIES: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "few very active": lambda rng, n: np.ceil(rng.pareto(1.2, n) + 1e-9),
    "spread": lambda rng, n: 1 + rng.negative_binomial(1, 0.2, n),
    "alike": lambda rng, n: 1 + rng.poisson(3, n),
    "at the ends of bands": lambda rng, n: rng.choice([1, 3, 4, 7, 8, 15, 16, 400], n),
}


@pytest.mark.parametrize("s", [0.0, 1.5, 3.0])
@pytest.mark.parametrize("activity", ACTIVITIES)
def test_ranges_hold_the_truth(activity: str, s: float) -> None:
    rng, held, capped = np.random.default_rng(97), [], []
    for _ in range(60):
        values = ACTIVITIES[activity](rng, int(rng.integers(150, 1_500)))
        bands = published(rng, banded(values), s)
        for at_most, kept in ((math.inf, held), (16, capped)):
            found, counted = concentration(bands, LOWS, HIGHS, at_most), np.minimum(values, at_most)
            if found is not None:
                kept.append(found.gini.holds(gini(counted)) and found.busiest.holds(busiest(counted)))
    assert len(held) > 40
    assert np.mean(held) >= 0.95
    assert np.mean(capped) >= 0.95


def test_without_noise_every_distribution_in_the_bands_is_held() -> None:
    rng = np.random.default_rng(98)
    for _ in range(200):
        counts = rng.integers(0, 40, 5)
        if not counts.sum():
            continue
        found = concentration([Estimate(float(count), 0.0) for count in counts], LOWS, HIGHS, 30)
        assert found is not None
        for ends in ((0, 0), (1, 1), (0, 1), (1, 0), None):
            parts = []
            for count, low, high in zip(counts, LOWS, (1, 3, 7, 15, 30), strict=True):
                split = int(rng.integers(0, count + 1))
                inside = [[low, high][ends[0]]] * split + [[low, high][ends[1]]] * (count - split) if ends else (
                    rng.integers(low, high + 1, count).tolist()
                )  # fmt: skip
                parts += inside
            values = np.array(parts, dtype=float)
            assert found.gini.low - 1e-9 <= gini(values) <= found.gini.high + 1e-9
            assert found.busiest.low - 1e-9 <= busiest(values) <= found.busiest.high + 1e-9


def test_the_ranges_are_reached() -> None:
    """100 households: 90 once, 10 four to seven times: the tenth does from 40 of 130 acts to 70 of 160."""
    found = concentration([Estimate(float(n), 0.0) for n in (90, 0, 10, 0, 0)], LOWS, HIGHS)
    assert found is not None
    assert found.busiest == pytest.approx((40 / 130, 70 / 160))
    even = concentration([Estimate(50.0, 0.0), Estimate(0.0, 0.0), Estimate(0.0, 0.0)], *ACTS["activity_level"], 4)
    assert even is not None
    assert even.gini == pytest.approx((0, 0))
    assert even.busiest == pytest.approx((BUSIEST, BUSIEST))


def test_an_open_band_leaves_the_high_end_open_and_a_limit_closes_it() -> None:
    bands = [Estimate(float(n), 0.0) for n in (500, 300, 150, 80, 40)]
    unlimited, limited = concentration(bands, LOWS, HIGHS), concentration(bands, LOWS, HIGHS, 16)
    assert unlimited is not None
    assert limited is not None
    assert unlimited.gini.high == unlimited.busiest.high == 1
    assert limited.gini.high < 0.6
    assert limited.busiest.high - limited.busiest.low < 0.25
    assert limited.gini.low == pytest.approx(unlimited.gini.low)


def test_a_hidden_band_widens_the_range() -> None:
    counts: list[Published] = [Estimate(float(n), 8.0) for n in (500, 300, 150, 40, 9)]
    known = concentration(counts, LOWS, HIGHS, 16)
    hidden = concentration([*counts[:4], Hidden()], LOWS, HIGHS, 16)
    assert known is not None
    assert hidden is not None
    assert hidden.gini.high - hidden.gini.low > known.gini.high - known.gini.low
    assert hidden.busiest.low <= known.busiest.low
    assert concentration([Hidden()] * 3 + counts[:2], LOWS, HIGHS) is None


def test_bands_are_those_that_are_declared() -> None:
    for dimension, (lows, highs) in ACTS.items():
        codes = [value.code for value in DIMENSIONS[dimension].values]
        told = [f"{low}" if low == high else f"{low}_plus" if math.isinf(high) else f"{low}_{high:.0f}"
                for low, high in zip(lows, highs, strict=True)]  # fmt: skip
        assert codes == told


def test_limits_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="low and a high"):
        concentration([Estimate(1.0, 0.0)], LOWS, HIGHS)
    with pytest.raises(ValueError, match="low and a high"):
        concentration([Estimate(1.0, 0.0)] * 5, LOWS, HIGHS, 10)
