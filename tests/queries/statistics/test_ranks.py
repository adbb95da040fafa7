"""Ranks: bands hold the true rank nine times in ten, tiers mean what they say, and a place without data has none."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import fit_shares, nested_correlation, share_of_place
from queries.statistics.ranks import ranks
from tests.queries.statistics.protection import published, shown

WEIGHTS, NEEDS = (0.5, 0.3, 0.2), (1, -1, 1)


def true_ranks(truth: np.ndarray, means: np.ndarray) -> np.ndarray:
    """By the same score, of the true values on the scale of the posterior means."""
    score = ((truth - means.mean(axis=0)) / means.std(axis=0) * np.array(NEEDS)) @ np.array(WEIGHTS)
    return (-score).argsort().argsort() + 1


def test_bands_hold_the_true_rank_and_are_wide() -> None:
    """40 places, three indicators with a noise of .6 of the spread of the truth; shrunk as they should be."""
    rng = np.random.default_rng(31)
    held, widths, first, sure = [], [], [], []
    kept = 1 / (1 + 0.36)
    for _ in range(30):
        truth = rng.normal(size=(40, 3))
        means = kept * (truth + rng.normal(0, 0.6, truth.shape))
        found = ranks(means, np.full(means.shape, np.sqrt(kept * 0.36)), WEIGHTS, NEEDS)
        for rank, true in zip(found, true_ranks(truth, means), strict=True):
            assert rank is not None
            held.append(rank.low <= true <= rank.high)
            widths.append(rank.high - rank.low)
            first.append(rank.first)
            sure.append(true <= 8)
    assert 0.87 <= np.mean(held) <= 0.93
    assert np.median(widths) > 10, "an order of forty places would be mostly chance"
    surest = np.array(first) >= 0.8
    assert np.mean(np.array(sure)[surest]) == pytest.approx(np.mean(np.array(first)[surest]), abs=0.06)


def test_bands_of_noisy_published_shares_hold_the_true_rank() -> None:
    """Three shares of 58 places, published with the noise, a few of them hidden, steadied by empirical Bayes."""
    rng = np.random.default_rng(32)
    held = []
    for _ in range(4):
        truth = rng.beta(14, 26, (58, 3))
        means, sds = np.empty((58, 3)), np.empty((58, 3))
        for indicator in range(3):
            n = rng.integers(50, 200, 58)
            parts = published(rng, rng.binomial(n, truth[:, indicator]), 2.0)
            places = list(zip(parts, shown(rng, n, 1.5), strict=True))
            prior = fit_shares(places)
            assert prior is not None
            posteriors = [share_of_place(part, whole, prior) for part, whole in places]
            means[:, indicator] = [posterior.mean for posterior in posteriors]
            sds[:, indicator] = [posterior.sd for posterior in posteriors]
        for rank, true in zip(ranks(means, sds, WEIGHTS, NEEDS), true_ranks(truth, means), strict=True):
            assert rank is not None
            held.append(rank.low <= true <= rank.high)
    assert 0.87 <= np.mean(held) <= 0.93


def test_what_is_certain_is_told_as_certain() -> None:
    means = np.arange(10.0)[:, None]
    found = ranks(means, np.zeros((10, 1)), [1], [1])
    assert [rank.low for rank in found if rank] == list(range(10, 0, -1))
    assert all(rank.low == rank.high for rank in found if rank)
    assert [rank.tier for rank in found if rank][-3:] == ["rest", "sure", "sure"]
    turned = ranks(means, np.zeros((10, 1)), [1], [-1])
    assert turned[0] is not None
    assert turned[0].low == 1, "where less means more need, the least comes first"


def test_tiers_follow_the_probability_to_be_in_the_first_fifth() -> None:
    means = np.array([3.0, 2.0, 1.4, 1.3, 0, 0, 0, 0, 0, 0])[:, None]
    tiers = [rank.tier for rank in ranks(means, np.full((10, 1), 0.5), [1], [1]) if rank]
    assert tiers == ["sure", "likely", *["rest"] * 8]


def test_an_indicator_that_is_the_same_everywhere_changes_nothing() -> None:
    means = np.column_stack([np.arange(10.0), np.full(10, 3.0)])
    alone = ranks(means[:, :1], np.full((10, 1), 0.1), [1], [1])
    both = ranks(means, np.column_stack([np.full(10, 0.1), np.full(10, 5.0)]), [1, 1], [1, 1])
    assert [rank.low for rank in both if rank] == [rank.low for rank in alone if rank]


def test_a_place_without_an_indicator_has_no_rank() -> None:
    means, sds = np.arange(12.0).reshape(6, 2), np.ones((6, 2))
    means[2, 1] = np.nan
    found = ranks(means, sds, [1, 1], [1, 1])
    assert found[2] is None
    assert max(rank.high for rank in found if rank) == 5
    assert ranks(np.full((3, 1), np.nan), np.ones((3, 1)), [1], [1]) == (None, None, None)


def nested_towns(towns: int, together: bool) -> tuple[float, float, float]:
    """(how often bands hold the true rank, what is told of the sure, how often they are among the first fifth).

    Two signs of 58 places that share the households that asked: those without an answer are without help too.
    """
    rng = np.random.default_rng(34)
    held, told, sure = [], [], []
    for _ in range(towns):
        answered = rng.beta(21, 9, 58)
        truth = np.column_stack([1 - answered, 1 - answered * rng.beta(21, 9, 58)])
        n = rng.integers(50, 200, 58)
        x = rng.binomial(n, answered)
        y = rng.binomial(x, (1 - truth[:, 1]) / answered)
        wholes, parts = shown(rng, n, 2.0), [published(rng, each, 2.0) for each in (x, y)]
        posteriors = []
        for part in parts:
            places = list(zip(part, wholes, strict=True))
            prior = fit_shares(places)
            assert prior is not None
            posteriors.append([share_of_place(*place, prior) for place in places])
        means, sds = (np.array([[getattr(p, of) for p in each] for each in posteriors]).T for of in ("mean", "sd"))
        correlations = np.array([
            [[1, c], [c, 1]]
            for row, whole, one, other in zip(means, wholes, *parts, strict=True)
            for c in [nested_correlation(row[0], row[1], whole, (one.variance, other.variance)) if together else 0.0]
        ])  # fmt: skip
        means = 1 - means
        found = ranks(means, sds, (1, 1), (1, 1), correlations=correlations)
        score = ((truth - means.mean(axis=0)) / means.std(axis=0)).sum(axis=1)
        for rank, true in zip(found, (-score).argsort().argsort() + 1, strict=True):
            assert rank is not None
            held.append(rank.low <= true <= rank.high)
            if rank.tier == "sure":
                told.append(rank.first)
                sure.append(true <= 12)
    return float(np.mean(held)), float(np.mean(told)), float(np.mean(sure))


def test_signs_that_share_their_counts_do_not_make_tiers_too_sure() -> None:
    held, _, _ = nested_towns(8, together=True)
    assert 0.87 <= held <= 0.93
    assert held > nested_towns(8, together=False)[0] + 0.01, "as if independent, bands would be too short"


@pytest.mark.deep
def test_over_many_towns_nested_signs_hold_what_they_tell() -> None:
    held, told, sure = nested_towns(60, together=True)
    assert 0.87 <= held <= 0.93
    assert sure == pytest.approx(told, abs=0.03)


def test_what_two_shares_of_one_whole_have_in_common() -> None:
    """70 of 100 answered and 50 of them done: the correlation of a multinomial, less with noise of their own."""
    exact = nested_correlation(0.7, 0.5, Estimate(100.0, 0.0), (0.0, 0.0))
    assert exact == pytest.approx(np.sqrt(0.5 * 0.3 / (0.7 * 0.5)))
    assert nested_correlation(0.7, 0.5, Estimate(100.0, 0.0), (8.0, 8.0)) < exact
    assert nested_correlation(0.7, 0.5, Estimate(100.0, 50.0), (0.0, 0.0)) > exact


def test_weights_that_do_not_fit_are_refused() -> None:
    for weights, needs in (([1], [1, 1]), ([1, 1], [1]), ([1, -1], [1, 1]), ([0, 0], [1, 1])):
        with pytest.raises(ValueError, match="one weight and one direction"):
            ranks(np.zeros((4, 2)), np.ones((4, 2)), weights, needs)
