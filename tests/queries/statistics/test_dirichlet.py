"""Mixes of places: intervals hold the true shares with noise and hidden values, and the prior is found again."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.dirichlet import DirichletPrior, fit_mixes, mix_of_place, uninformed
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import published

#: The study's mix of exchanges, in nine types.
STUDY = np.array([36, 27, 16.8, 9.6, 5.3, 2.4, 1.2, 0.6, 0.5]) / 99.4


def simulate(s: float, concentration: float, towns: int) -> tuple[np.ndarray, list[float], float]:
    """(how often the interval of each value holds its share, fitted concentrations, how many values are hidden)."""
    rng = np.random.default_rng(2)
    held, fitted, hidden = [], [], []
    for _ in range(towns):
        truth = rng.dirichlet(STUDY * concentration, 58)
        counts = np.array([rng.multinomial(n, p) for n, p in zip(rng.integers(100, 500, 58), truth, strict=True)])
        places = [published(rng, row, s) for row in counts]
        prior = fit_mixes(places, published(rng, counts.sum(axis=0), 3.0 if s else 0.0))
        assert prior is not None
        fitted.append(prior.concentration)
        hidden.append(np.mean([isinstance(count, Hidden) for place in places for count in place]))
        for place, shares in zip(places, truth, strict=True):
            intervals = mix_of_place(place, prior, draws=1_000).intervals()
            held.append([interval.holds(share) for interval, share in zip(intervals, shares, strict=True)])
    return np.mean(held, axis=0), fitted, float(np.mean(hidden))


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_intervals_of_shares_hold_the_truth_and_the_prior_is_found(s: float) -> None:
    by_value, concentrations, hidden = simulate(s, concentration=30, towns=4)
    assert 0.93 <= by_value.mean() <= 0.97
    assert by_value.min() > 0.88, "the values that are hidden nearly everywhere too"
    assert np.median(concentrations) == pytest.approx(30, rel=0.25)
    assert hidden == 0 if not s else hidden > 0.5


@pytest.mark.deep
@pytest.mark.parametrize("s", [0.0, 2.0])
@pytest.mark.parametrize("concentration", [30, 100])
def test_over_many_towns_they_still_do(s: float, concentration: float) -> None:
    by_value, concentrations, _ = simulate(s, concentration, towns=40)
    assert 0.93 <= by_value.mean() <= 0.97
    assert by_value.min() > 0.91
    assert np.median(concentrations) == pytest.approx(concentration, rel=0.15)


def test_without_noise_the_posterior_is_dirichlets() -> None:
    prior, counts = DirichletPrior((2.0, 3.0, 5.0)), (40, 30, 20)
    mix = mix_of_place([Estimate(float(count), 0.0) for count in counts], prior, draws=40_000)
    assert mix.shares == pytest.approx((0.42, 0.33, 0.25), abs=0.002)
    assert mix.draws.var(axis=0) == pytest.approx([p * (1 - p) / 101 for p in (0.42, 0.33, 0.25)], rel=0.05)
    assert sum(mix.shares) == pytest.approx(1)


def test_a_hidden_value_is_neither_nothing_nor_left_out() -> None:
    """Beside 300 households a value below threshold is a few percent, and the others make room for it."""
    mix = mix_of_place([Estimate(200.0, 8.0), Estimate(100.0, 8.0), Hidden()], uninformed(3))
    low, high = mix.intervals()[2]
    assert 0 <= low < 0.01
    assert 0.03 < high < 0.07
    assert mix.shares[0] == pytest.approx(2 * mix.shares[1], rel=0.05)


def test_the_same_numbers_give_the_same_mix() -> None:
    place = [Estimate(50.0, 8.0), Hidden(), Estimate(31.0, 8.0)]
    assert mix_of_place(place, uninformed(3)).shares == mix_of_place(place, uninformed(3)).shares


def test_a_small_place_is_drawn_to_the_others_and_a_large_one_is_not() -> None:
    prior = DirichletPrior((30.0, 30.0))
    small = mix_of_place([Estimate(30.0, 8.0), Hidden()], prior)
    large = mix_of_place([Estimate(3_000.0, 8.0), Estimate(1_000.0, 8.0)], prior)
    assert 0.5 < small.shares[0] < 0.75
    assert large.shares[0] == pytest.approx(0.75, abs=0.01)


def test_places_where_all_is_hidden_are_no_places() -> None:
    whole = [Estimate(1_000.0, 18.0), Estimate(500.0, 18.0)]
    places = [[Estimate(40.0, 8.0), Estimate(20.0, 8.0)]] * 4
    assert fit_mixes([*places, [Hidden(), Hidden()]], whole) is None
    prior = fit_mixes([*places, places[0]], whole)
    assert prior is not None
    assert prior.mean == pytest.approx((2 / 3, 1 / 3), abs=0.01)
