"""Season and trend: what was planted is found, and intervals of the underlying change hold it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from queries.statistics.seasonal import WEEKS, Against, Factors, pooled_factors, seasonal, underlying_change
from tests.queries.statistics.series import SEASON, monthly


def coverage(months: int, level: float, s: float, rho: float, against: Against, runs: int, pooled: bool) -> float:
    """How often the interval holds the change planted; growth differs from place to place."""
    rng, held = np.random.default_rng(71), []
    back = 12 if against == "year" else 3
    for _ in range(runs):
        trend = np.log(level) + rng.normal(0, 0.15) * np.arange(months) / 12
        factors = Factors(tuple(np.exp(SEASON + rng.normal(0, 0.03, 12)).tolist()), (0.03,) * 12) if pooled else None
        found = underlying_change(monthly(rng, trend, s, rho=rho), 0, against, pooled=factors)
        if found is not None:
            held.append(found.interval.holds(100 * np.expm1(trend[-1] - trend[-1 - back])))
    assert len(held) > 0.8 * runs
    return float(np.mean(held))


@pytest.mark.parametrize(("level", "s"), [(60, 0.0), (60, 1.5), (300, 3.0)])
def test_intervals_hold_the_change_planted(level: float, s: float) -> None:
    each = [coverage(months, level, s, 0.0, against, 150, False)
            for months in (24, 36, 60) for against in ("year", "before")]  # fmt: skip
    assert 0.93 <= np.mean(each) <= 0.975
    assert min(each) >= 0.9


@pytest.mark.parametrize(("level", "s"), [(60, 0.0), (60, 1.5), (300, 3.0)])
def test_intervals_hold_where_the_season_is_pooled(level: float, s: float) -> None:
    each = [coverage(months, level, s, 0.0, "before" if months < 15 else "year", 200, True) for months in (12, 18, 36)]
    assert 0.93 <= np.mean(each) <= 0.98


@pytest.mark.deep
@pytest.mark.parametrize("s", [0.0, 1.5, 3.0])
@pytest.mark.parametrize("months", [24, 36, 60])
def test_intervals_hold_over_many_series(months: int, s: float) -> None:
    for against in ("year", "before"):
        assert 0.93 <= coverage(months, 80, s, 0.0, against, 1_000, False) <= 0.975
        assert coverage(months, 80, s, 0.3, against, 1_000, False) >= 0.91, "months that resemble the last one"


def test_a_planted_season_and_step_are_found() -> None:
    rng = np.random.default_rng(72)
    trend = np.log(400) + 0.4 / (1 + np.exp(-(np.arange(48) - 24) / 3))
    found = seasonal(monthly(rng, trend, 3.0, sd=0.03), 0)
    assert found is not None
    assert found.own
    assert np.abs(np.log(found.factors.values) - SEASON).max() < 0.07
    assert np.mean([abs(np.log(f) - s) < 1.96 * sd for f, s, sd in zip(found.factors.values, SEASON, found.factors.sds,
                                                                       strict=True)]) >= 0.8  # fmt: skip
    assert np.sqrt(np.mean((np.log(found.trend) - trend) ** 2)) < 0.05
    assert np.prod(found.factors.values) == pytest.approx(1)


def test_the_trend_of_the_reference_is_far_nearer_than_the_raw_series() -> None:
    """A logistic step, an annual season and noise over 156 weeks: 1.5 against 6.4 in indicators.md 3.5."""
    raw, trended = [], []
    for seed in range(10):
        rng, weeks = np.random.default_rng(seed), np.arange(156)
        true = 100 + 20 / (1 + np.exp(-(weeks - 78) / 8))
        values = true + 8 * np.sin(2 * np.pi * weeks / 52) + rng.normal(0, 3, 156)
        found = seasonal([Estimate(value, 0.0) for value in values.tolist()], 0, WEEKS)
        assert found is not None
        raw.append(np.sqrt(np.mean((values - true) ** 2)))
        trended.append(np.sqrt(np.mean((np.array(found.trend) - true) ** 2)))
    assert np.mean(raw) == pytest.approx(6.4, abs=0.3)
    assert np.mean(trended) < 1.7


def test_noise_adds_to_the_width_and_not_twice() -> None:
    """The remainder holds the noise already: stating it again would make the interval half as wide again here."""
    rng, widths = np.random.default_rng(73), {}
    for s in (0.0, 3.0):
        found = [underlying_change(monthly(rng, np.full(36, np.log(120)), s, sd=0.0), 0) for _ in range(60)]
        widths[s] = np.mean([each.interval.high - each.interval.low for each in found if each])
    assert widths[3.0] / widths[0.0] == pytest.approx(np.sqrt(1 + 9 / 120), abs=0.08)


def test_what_is_hidden_is_a_gap_of_at_most_its_threshold() -> None:
    rng = np.random.default_rng(74)
    whole = monthly(rng, np.full(36, np.log(60)), 1.5, sd=0.02)
    gaps = [Hidden(16.0, 4.5) if month in (7, 19) else count for month, count in enumerate(whole)]
    found, full = seasonal(gaps, 0), seasonal(whole, 0)
    assert found is not None
    assert full is not None
    assert found.adjusted[7] is None
    assert found.adjusted[8] is not None
    assert found.factors.values[7] < full.factors.values[7], "a hidden August is low, not usual"
    absent = seasonal([None if month == 7 else count for month, count in enumerate(whole)], 0)
    assert absent is not None
    assert absent.trend == pytest.approx(full.trend, rel=0.1)


def test_factors_pooled_over_places_are_nearer_than_those_of_one() -> None:
    rng = np.random.default_rng(75)
    places = [monthly(rng, np.log(40) + rng.normal(0, 0.2) * np.arange(30) / 12, 1.5) for _ in range(40)]
    found, one = pooled_factors([(place, 0) for place in places]), seasonal(places[0], 0)
    assert found is not None
    assert one is not None
    error = [np.abs(np.log(each.values) - SEASON).mean() for each in (found, one.factors)]
    assert error[0] < 0.04
    assert error[0] < error[1] / 2
    assert pooled_factors([(place[:23], 0) for place in places]) is None, "under two years nobody knows a season"
    assert pooled_factors([(place, 0) for place in places[:4]]) is None


def test_a_short_series_takes_the_season_it_is_given_at_its_own_phase() -> None:
    factors = Factors(tuple(np.exp(SEASON).tolist()), (0.02,) * 12)
    series = [Estimate(100 * float(np.exp(SEASON[(8 + month) % 12])), 0.0) for month in range(15)]
    found = seasonal(series, 8, pooled=factors)
    assert found is not None
    assert not found.own
    assert found.adjusted == pytest.approx([100] * 15)
    assert found.trend == pytest.approx([100] * 15)


def test_nothing_is_said_of_too_little() -> None:
    flat = [Estimate(50.0, 4.5, permanent=2.25)] * 40
    assert seasonal(flat[:23], 0) is None
    assert seasonal(flat[:30] + [Hidden()] * 10, 0) is not None
    assert underlying_change(flat[:28] + [Hidden()] * 2, 0) is None, "two of the newest three months are hidden"
    assert seasonal(flat[:29] + [Hidden()] * 11, 0) is None
    assert seasonal([Hidden()] * 40, 0) is None
    with pytest.raises(ValueError, match="of the period"):
        seasonal(flat, 0, pooled=Factors((1.0,) * 4, (0.0,) * 4))


def test_the_same_numbers_give_the_same_interval_and_one_fit_is_fast() -> None:
    series = monthly(np.random.default_rng(76), np.full(60, np.log(50)), 1.5)
    first = underlying_change(series, 0)
    assert first is not None
    started = time.perf_counter()
    again = [underlying_change(series, 0) for _ in range(20)]
    assert (time.perf_counter() - started) / 20 < 0.02
    assert all(each == first for each in again)
    fall = monthly(np.random.default_rng(77), np.log(400) - 0.5 * np.arange(36) / 12, 3.0)
    change = underlying_change(fall, 0)
    assert change is not None
    assert change.is_clear
    assert change.interval.high < 0
