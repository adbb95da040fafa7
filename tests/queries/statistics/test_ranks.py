"""Ranks: bands hold the true rank nine times in ten, tiers mean what they say, and a place without data has none."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.empirical_bayes import fit_shares, share_of_place
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


def test_other_views_of_the_weights_widen_the_bands() -> None:
    rng = np.random.default_rng(33)
    means, sds = rng.normal(size=(30, 3)), np.full((30, 3), 0.05)
    kept, drawn = (ranks(means, sds, WEIGHTS, NEEDS, firmness) for firmness in (None, 10.0))
    widths = [sum(rank.high - rank.low for rank in found if rank) for found in (kept, drawn)]
    assert widths[1] > 1.5 * widths[0]


def test_weights_that_do_not_fit_are_refused() -> None:
    for weights, needs in (([1], [1, 1]), ([1, 1], [1]), ([1, -1], [1, 1]), ([0, 0], [1, 1])):
        with pytest.raises(ValueError, match="one weight and one direction"):
            ranks(np.zeros((4, 2)), np.ones((4, 2)), weights, needs)
