"""Places at the same age: shares of what was before, the season taken out, and medians of enough places only."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.ages import FEWEST_TOLD, Index, index, middle, season
from queries.statistics.stages import Panel

SEASON = np.array([1.1, 1.0, 0.9, 1.2, 0.8, 1.0, 1.1, 0.7, 1.2, 1.0, 1.0, 1.0])
SEASON = SEASON / np.exp(np.log(SEASON).mean())


def panel(values: np.ndarray, sd: float = 0.0) -> Panel:
    return Panel(values, np.full(values.shape, sd**2), np.full(values.shape, sd))


def months(places: int, first: int = 0, length: int = 36, growth: float = 0.0) -> np.ndarray:
    at = np.arange(length)
    sizes = np.linspace(50, 150, places)[:, None]
    return sizes * SEASON[(first + at) % 12] * np.exp(growth * at)


@pytest.mark.parametrize("first", [0, 9])
def test_the_season_is_found_beside_growth(first: int) -> None:
    assert season(panel(months(12, first, growth=0.01)), first) == pytest.approx(SEASON, rel=1e-6)


def test_few_places_or_less_than_two_years_have_no_season() -> None:
    assert season(panel(months(9)), 0) is None
    assert season(panel(months(12, length=23)), 0) is None
    hidden = months(12)
    hidden[:3, ::2] = np.nan
    assert season(panel(hidden), 0) is None, "three of twelve hide half of their months: nine are left"


def test_a_share_of_before_is_the_same_in_every_month_of_the_year() -> None:
    own = months(1)
    own[0, 18:] *= 0.8
    found = index(panel(own), 18, 0, SEASON)
    assert found is not None
    assert found.months == 12
    assert found.values == pytest.approx(np.full(18, 0.8))
    raw = index(panel(own), 18, 0, None)
    assert raw is not None
    assert raw.values.std() > 0.1


def test_without_six_months_before_there_is_no_share() -> None:
    own = months(1)
    assert index(panel(own), 5, 0, None) is None
    assert index(panel(own), 6, 0, None) is not None
    own[0, :4] = np.nan
    assert index(panel(own), 9, 0, None) is None
    assert index(panel(np.zeros((1, 24))), 12, 0, None) is None


def test_the_interval_holds_the_share_as_often_as_it_says() -> None:
    """Noise of the cells alone, of which a part is the same in all months: 95 % and two standard errors."""
    rng, held = np.random.default_rng(81), []
    for _ in range(2_000):
        true = np.full(24, 40.0)
        true[12:] = 60.0
        own = true + rng.normal(0, 1.5) + rng.normal(0, 1.5, 24)
        found = index(panel(own[None, :], 1.5), 12, 0, None)
        assert found is not None
        held.append((found.low[3] <= 1.5) & (found.high[3] >= 1.5))
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_a_median_is_told_of_five_places_or_more_in_each_month() -> None:
    def one(value: float, length: int) -> Index:
        return Index(np.full(length, value), np.zeros(length), np.zeros(length), 12)

    found = middle([one(value, 6 if value < 5 else 3) for value in (1.0, 2.0, 3.0, 4.0, 5.0)], 6)
    assert found.places.tolist() == [5, 5, 5, 4, 4, 4]
    assert found.median[:3].tolist() == [3, 3, 3]
    assert (found.low[0], found.high[0]) == (2, 4)
    assert np.isnan(found.median[3:]).all()
    assert found.is_told
    assert not middle([one(1.0, 6)] * (FEWEST_TOLD - 1), 6).is_told
