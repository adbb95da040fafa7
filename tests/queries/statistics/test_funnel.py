"""Funnels: ordinary places stay within, a planted one stands out, with over-dispersion and with noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.funnel import Funnel, funnel
from tests.queries.statistics.protection import published, shown

TARGET, CONCENTRATION = 0.35, 40


def simulate(s: float, concentration: float, towns: int = 200) -> tuple[float, float, float]:
    """(share of ordinary places flagged, share of planted ones found, variance found between places over the true).

    58 places of 60 to 300 households; one more of 200 is then drawn with a true share that is four standard deviations
    too high or too low, those of sampling, noise and the differences between places together; and sampled as any.
    """
    rng = np.random.default_rng(21)
    flagged, found, ratio = [], [], []
    between = TARGET * (1 - TARGET) / (concentration + 1) if concentration else 0.0
    for town in range(towns):
        n = rng.integers(60, 300, 58)
        truth = rng.beta(TARGET * concentration, (1 - TARGET) * concentration, 58) if concentration else TARGET
        parts = published(rng, rng.binomial(n, truth), s)
        places = [
            (part, whole) for part, whole in zip(parts, shown(rng, n, 1.5 if s else 0), strict=True)
            if isinstance(part, Estimate)
        ]  # fmt: skip
        ordinary = funnel(places)
        assert ordinary is not None
        flagged += [ordinary.stands_out(*place) != 0 for place in places]
        ratio.append(ordinary.tau2 / between if between else ordinary.tau2)
        variance, of_whole = (2 * s * s, 2 * 1.5**2) if s else (0.0, 0.0)
        size = 200
        own = size * TARGET * (1 - TARGET) + variance + TARGET**2 * of_whole
        sign = 1 if town % 2 else -1
        far = TARGET + sign * 4 * math.sqrt(own / size**2 + between)
        count = rng.binomial(size, [min(1.0, max(0.0, far))])
        planted = (shown(rng, count, s)[0], shown(rng, np.array([size]), 1.5 if s else 0)[0])
        with_one = funnel([planted, *places])
        assert with_one is not None
        found.append(with_one.stands_out(*planted) == sign)
    return float(np.mean(flagged)), float(np.mean(found)), float(np.mean(ratio))


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_over_dispersed_places_are_rarely_flagged_and_a_planted_one_is_found(s: float) -> None:
    flagged, found, ratio = simulate(s, CONCENTRATION)
    assert flagged <= 0.015
    assert found >= 0.8
    assert ratio == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_places_that_do_not_differ_are_flagged_as_rarely(s: float) -> None:
    """The noise is no over-dispersion."""
    flagged, found, between = simulate(s, 0)
    assert flagged <= 0.005
    assert found >= 0.65, "sampled anew around four deviations, 82 % lie beyond the limit of 3.09 at best"
    assert math.sqrt(between) < 0.02


def test_without_the_over_dispersion_one_ordinary_place_in_ten_would_be_flagged() -> None:
    rng = np.random.default_rng(22)
    n = rng.integers(60, 300, 2_000)
    x = rng.binomial(n, rng.beta(TARGET * CONCENTRATION, (1 - TARGET) * CONCENTRATION, 2_000))
    naive = Funnel(TARGET, 0.0, 1.0)
    places = [(Estimate(float(a), 0.0), Estimate(float(b), 0.0)) for a, b in zip(x, n, strict=True)]
    assert np.mean([naive.stands_out(*place) != 0 for place in places]) > 0.1


def test_a_funnel_is_wide_for_small_places_and_stays_a_share() -> None:
    of = Funnel(0.1, 0.0, 1.0)
    small, large = (of.limits(Estimate(n, 0.0), 8.0) for n in (40.0, 4_000.0))
    assert small.low == 0
    assert small.high > large.high > 0.1 > large.low > 0
    assert large.high == pytest.approx(0.1 + 3.0902 * math.sqrt(0.09 / 4_000 + 8 / 4_000**2), abs=1e-5)


def test_fewer_than_twelve_places_have_no_funnel() -> None:
    place = (Estimate(30.0, 8.0), Estimate(100.0, 4.5))
    assert funnel([place] * 11) is None
    assert funnel([place] * 12) is not None
