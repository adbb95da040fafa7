"""The instruments of the attack tests: the noise they suppose, their likelihoods, their bounds and their learner."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from queries.publish.attacks.harness import correct, upper_bound
from queries.publish.attacks.likelihood import log_likelihood, part, permanent
from queries.publish.attacks.one_period import breakdown, counts, total
from queries.publish.attacks.protections import Protection, salts
from queries.publish.attacks.whole_cube import train
from queries.publish.noise import discrete_gaussian


@pytest.mark.parametrize("s", [1.5, 2.0, 3.0, 4.5])
def test_the_noise_that_the_attacker_supposes_is_the_noise_that_is_drawn(s: float) -> None:
    low, probabilities = part(s)
    drawn = discrete_gaussian((np.arange(200_000) + 0.5) / 200_000, s)
    assert np.bincount(drawn - low, minlength=len(probabilities)) / 200_000 == pytest.approx(probabilities, abs=1e-4)


def test_one_permanent_draw_at_two_scales_keeps_each_distribution() -> None:
    weights, values = permanent((1.5, 4.5))
    assert weights.sum() == pytest.approx(1)
    for column, s in enumerate((1.5, 4.5)):
        low, probabilities = part(s)
        found = np.bincount(values[:, column] - low, weights=weights, minlength=len(probabilities))
        assert found == pytest.approx(probabilities, abs=1e-7)


def test_likelihoods_of_everything_that_can_be_seen_add_up_to_one() -> None:
    seen = np.array([[np.nan], *[[value] for value in range(17, 80)]])
    likelihood = np.exp(log_likelihood([breakdown("d", "v")], seen, np.array([18]), np.array([18])))
    assert likelihood.sum() == pytest.approx(1, abs=1e-6)
    assert likelihood[0] > 0.1, "18 households are often below threshold"


def test_published_values_come_from_the_real_noise_and_repeat_exactly() -> None:
    keys, cells = salts(300), [total(), total(period="2025-04"), breakdown("d", "v")]
    worlds = counts((40, 40, 40), (41, 41, 41))
    first, second = (Protection().publish(cells, worlds, keys) for _ in range(2))
    assert first[0].tobytes() == second[0].tobytes()
    assert (first[1] - first[0] == 1).all(), "the noise does not look at the count"
    assert first[0].std(axis=0) == pytest.approx(np.sqrt(2) * np.array([1.5, 1.5, 2]), rel=0.15)
    assert np.corrcoef(first[0].T)[0, 1] == pytest.approx(0.5, abs=0.15), "two months share the permanent part"
    assert np.corrcoef(first[0].T)[0, 2] == pytest.approx(0, abs=0.2)


def test_the_bound_is_the_one_of_clopper_and_pearson() -> None:
    bound = upper_bound(np.repeat([1.0, 0.0], [60, 40]))
    assert binom.cdf(60, 100, bound) == pytest.approx(0.01, abs=1e-9)
    assert upper_bound(np.ones(10)) == 1


def test_guesses_are_scored_on_both_values_of_the_bit() -> None:
    assert correct((np.array([-1.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0]))).tolist() == [1, 0.5, 0.5]
    nothing = np.zeros(3)
    assert correct((nothing, nothing), prior=0.3) == pytest.approx([0.7] * 3), "the prior alone guesses “out”"


def test_the_learner_finds_a_difference_that_is_there() -> None:
    rng = np.random.default_rng(1)
    out, into = (np.column_stack([rng.normal(mean, 1, 4_000), np.ones(4_000)]) for mean in (0, 2))
    weights = train(out, into, prior=0.5)
    assert weights == pytest.approx([2, -2], abs=0.2), "the exact log likelihood ratio is 2 x - 2"
