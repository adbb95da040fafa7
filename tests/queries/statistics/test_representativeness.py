"""Representativeness: what chance adds is taken off, and intervals hold the truth."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.representativeness import Representativeness, in_common, representativeness
from tests.queries.statistics.protection import noise

POPULATION = dict(zip("abcdef", (0.27, 0.22, 0.18, 0.09, 0.20, 0.04), strict=True))
SHARES = np.array(list(POPULATION.values())) / sum(POPULATION.values())


def found(counts: np.ndarray, variance: float) -> Representativeness:
    reached = {group: Estimate(float(count), variance) for group, count in zip(POPULATION, counts, strict=True)}
    result = representativeness(reached, POPULATION)
    assert result is not None
    return result


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_intervals_hold_the_true_index(s: float) -> None:
    """From mixes equal to the population's to mixes a fifth of which would have to change; 150 to 500 households."""
    rng = np.random.default_rng(61)
    held, error = [], []
    for run in range(400):
        mix = rng.dirichlet(SHARES * (1e6, 300, 50, 20)[run % 4])
        n = int(rng.integers(150, 500))
        result = found(rng.multinomial(n, mix) + noise(rng, s, 6), 2 * s * s)
        true = 1 - np.abs(mix - SHARES).sum() / 2
        held.append(result.interval.holds(true))
        error.append(result.index - true)
    assert 0.93 <= np.mean(held) <= 0.97
    assert abs(np.mean(error)) < 0.025


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_a_mix_like_the_populations_is_rarely_called_different(s: float) -> None:
    rng = np.random.default_rng(62)
    results = [found(rng.multinomial(300, SHARES) + noise(rng, s, 6), 2 * s * s) for _ in range(150)]
    assert np.mean([result.is_clear for result in results]) <= 0.08
    far = found(rng.multinomial(300, np.roll(SHARES, 2)) + noise(rng, s, 6), 2 * s * s)
    assert far.is_clear
    assert far.interval.high < 0.95


def test_with_many_households_the_index_is_the_formula() -> None:
    mix = np.roll(SHARES, 1)
    result = found(mix * 1e6, 18.0)
    assert result.index == pytest.approx(1 - np.abs(mix - SHARES).sum() / 2, abs=1e-3)


def test_groups_must_be_those_of_the_population() -> None:
    for reached in ({"a": Estimate(20.0, 8.0)}, {"a": Estimate(20.0, 8.0), "c": Estimate(20.0, 8.0)}):
        with pytest.raises(ValueError, match="groups reached"):
            representativeness(reached, {"a": 1, "b": 2})
    assert representativeness({"a": Estimate(0.0, 8.0), "b": Estimate(0.0, 8.0)}, {"a": 1, "b": 2}) is None


def test_the_index_is_never_below_what_the_mixes_have_in_common() -> None:
    rng = np.random.default_rng(8)
    for _ in range(40):
        counts = rng.multinomial(rng.integers(20, 300), rng.dirichlet(np.ones(len(SHARES))))
        given = {str(at): Estimate(float(n), 8.0) for at, n in enumerate(counts)}
        living = {str(at): float(share) for at, share in enumerate(SHARES)}
        index = representativeness(given, living)
        assert index is not None
        assert index.index >= in_common(given, living) - 1e-9
    only_here = {**given, "merged": Estimate(30.0, 8.0)}
    assert in_common(only_here, living) < in_common(given, living)
    assert in_common(given, {}) == 0
