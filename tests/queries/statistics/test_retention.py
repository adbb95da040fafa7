"""Retention: intervals hold over cohorts, with the noise that they share and with what is hidden."""

from __future__ import annotations

import numpy as np
import pytest

from queries.publish.noise import discrete_gaussian
from queries.publish.protect import threshold
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden, Published
from queries.statistics.retention import MONTHS, Cohort, retention
from tests.queries.statistics.protection import K

SHARES = np.array([0.6, 0.45, 0.35, 0.28])


def cohorts(rng: np.random.Generator, size: int, s: float, several: int = 8) -> list[Cohort]:
    """Quarters of joining; permanent noise is of the value, whatever the quarter. The newest are not a year old."""
    permanent = discrete_gaussian(rng.random(5), s) if s else np.zeros(5)
    least, found = threshold(K, s) if s else 0, []
    for quarter in range(several):
        joined = int(rng.integers(size // 2, size * 2))
        true = np.array([joined, *rng.binomial(joined, SHARES)])
        noisy = true + permanent + (discrete_gaussian(rng.random(5), s) if s else 0)
        cells: list[Published] = [
            Hidden(least, 2 * s * s) if s and (n < K or value < least) else Estimate(value, 2 * s * s, permanent=s * s)
            for n, value in zip(true.tolist(), noisy.tolist(), strict=True)
        ]
        steps = [None if months > 3 * (several - quarter) else cell
                 for months, cell in zip(MONTHS, cells[1:], strict=True)]  # fmt: skip
        found.append(Cohort(cells[0], tuple(steps)))
    return found


@pytest.mark.parametrize(("size", "s"), [(150, 0.0), (150, 1.5), (400, 3.0)])
def test_intervals_hold_the_share_still_active(size: int, s: float) -> None:
    rng, held = np.random.default_rng(95), []
    for _ in range(500):
        found = retention(cohorts(rng, size, s))
        held.append([step is not None and step.interval.holds(share)
                     for step, share in zip(found, SHARES, strict=True)])  # fmt: skip
    assert 0.93 <= np.mean(held) <= 0.975


def test_intervals_hold_where_cohorts_are_small_and_some_hidden() -> None:
    rng, held, values = np.random.default_rng(96), [], []
    for _ in range(300):
        found = retention(cohorts(rng, 45, 1.5))
        for step, share in zip(found, SHARES, strict=True):
            assert step is not None
            held.append(step.interval.holds(share))
            values.append(step.value is None)
    assert np.mean(held) >= 0.95
    assert 0.3 < np.mean(values) < 0.95, "some are hidden, or this tests nothing"


def test_shares_are_of_the_cohorts_old_enough() -> None:
    exact = [
        Cohort(Estimate(100.0, 0.0), tuple(Estimate(float(n), 0.0) for n in (60, 50, 40, 30))),
        Cohort(Estimate(200.0, 0.0), (Estimate(150.0, 0.0), Estimate(100.0, 0.0), None, None)),
        Cohort(Hidden(), (Hidden(), None, None, None)),
    ]
    found = [step for step in retention(exact) if step]
    assert [(step.months, step.value, step.cohorts, step.households) for step in found] == [
        (1, 0.7, 2, 300.0), (3, 0.5, 2, 300.0), (6, 0.4, 1, 100.0), (12, 0.3, 1, 100.0),
    ]  # fmt: skip
    assert retention([Cohort(Hidden(), (None,) * 4)]) == (None,) * 4
    assert retention([]) == (None,) * 4


def test_a_hidden_number_widens_the_interval_and_takes_the_value_away() -> None:
    joined = Estimate(100.0, 4.5)
    shown, hidden = (
        retention([Cohort(joined, (Estimate(40.0, 4.5), active, None, None))])[1]
        for active in (Estimate(16.0, 4.5), Hidden(16.0, 4.5))
    )
    assert shown is not None
    assert hidden is not None
    assert hidden.value is None
    assert hidden.interval.low == 0
    assert hidden.interval.high == pytest.approx(shown.interval.high, abs=0.02)


def test_noise_that_cohorts_share_does_not_average_out() -> None:
    def cohort(permanent: float) -> Cohort:
        return Cohort(Estimate(100.0, 18.0, permanent=permanent),
                      (Estimate(50.0, 18.0, permanent=permanent), None, None, None))  # fmt: skip

    shared, apart = (retention([cohort(permanent)] * 9)[0] for permanent in (9.0, 0.0))
    assert shared is not None
    assert apart is not None
    assert shared.interval.high - shared.interval.low > 1.05 * (apart.interval.high - apart.interval.low)


def test_cohorts_that_tell_of_other_months_are_refused() -> None:
    with pytest.raises(ValueError, match="4 steps"):
        retention([Cohort(Estimate(1.0, 0.0), (None,))])
