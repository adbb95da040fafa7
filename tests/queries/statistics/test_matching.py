"""Matched controls: the nearest within the caliper, never those next door, and always the same ones."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.effect import effect
from queries.statistics.matching import CALIPER, nearest, standardised, together
from tests.queries.statistics.panels import monthly_clipped, series


def test_they_are_what_a_search_through_all_finds() -> None:
    rng = np.random.default_rng(74)
    own, others = rng.normal(0, 1, (6, 3)), rng.normal(0, 1, (300, 3))
    excluded = rng.random(300) < 0.3
    for place, found in zip(own, nearest(own, others, 5, excluded), strict=True):
        far = np.sqrt(((others - place) ** 2).mean(axis=1))
        allowed = [at for at in np.argsort(far) if far[at] <= CALIPER and not excluded[at]][:5]
        assert found.indices.tolist() == allowed
        assert found.distances == pytest.approx(far[allowed])


def test_nobody_is_taken_from_beyond_the_caliper_or_next_door() -> None:
    others = np.array([[0.1, 0.1], [0.25, 0.25], [0.26, 0.26], [0.0, 0.0]])
    (found,) = nearest(np.zeros((1, 2)), others, 4, np.array([False, False, False, True]))
    assert found.indices.tolist() == [0, 1]
    (none,) = nearest(np.zeros((1, 2)), others, 4, np.ones(4, dtype=bool))
    assert not len(none.indices)
    assert not len(together((none,)))


def test_more_features_do_not_narrow_the_caliper() -> None:
    for width in (1, 4, 25):
        (found,) = nearest(np.zeros((1, width)), np.full((2, width), [[0.24], [0.26]]), 2)
        assert found.indices.tolist() == [0]


def test_equally_near_ones_are_taken_in_order_and_one_for_two_counts_once() -> None:
    others = np.tile([[0.1], [-0.1]], (10, 1))
    first, second = nearest(np.array([[0.0], [0.0]]), others, 7)
    assert first.indices.tolist() == second.indices.tolist() == list(range(7))
    assert together((first, second)).tolist() == list(range(7))


def test_a_feature_is_known_of_all_or_of_none() -> None:
    own, others = np.array([[0.0, np.nan]]), np.array([[0.1, np.nan], [0.2, np.nan]])
    assert nearest(own, others, 2)[0].indices.tolist() == [0, 1]
    with pytest.raises(ValueError, match="every place"):
        nearest(own, np.array([[0.1, np.nan], [0.2, 1.0]]), 2)
    with pytest.raises(ValueError, match="every place"):
        nearest(own[:, 1:], others[:, 1:], 2)


def test_features_are_told_in_their_standard_deviations() -> None:
    rng = np.random.default_rng(75)
    own, others = standardised(*(rng.normal(50, 9, (count, 2)) * [1, 0] + [0, 7] for count in (3, 40)))
    every = np.vstack([own, others])
    assert every[:, 0].mean() == pytest.approx(0)
    assert every[:, 0].std(ddof=1) == pytest.approx(1)
    assert (every[:, 1] == 0).all(), "one that never varies tells nothing"
    unknown, _ = standardised(np.array([[1.0, np.nan]]), np.array([[2.0, np.nan], [4.0, np.nan]]))
    assert np.isnan(unknown[:, 1]).all()


def test_controls_matched_by_what_was_before_find_no_campaign_where_there_is_none() -> None:
    """By level and trend before, which hold the noise of the cells; 300 panels of 80 places, two standard errors."""
    rng, rejected, told = np.random.default_rng(76), [], 0
    for panel in monthly_clipped(rng, 300, 0, 0.0, places=80):
        logs = np.log(panel[:, :12])
        features = np.column_stack([logs.mean(axis=1), logs[:, 6:].mean(axis=1) - logs[:, :6].mean(axis=1)])
        chosen = together(nearest(*standardised(features[:3], features[3:]), count=5))
        if len(chosen) >= 8:
            told += 1
            places = series(panel, 12, 1.5)
            rejected.append(effect(places[:3], [places[3 + at] for at in chosen]).p < 0.05)
    assert told > 100
    assert np.mean(rejected) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / told)
