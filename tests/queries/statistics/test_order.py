"""Orders of noisy counts: what cannot be told apart shares its ranks; the same list overlaps whole."""

from __future__ import annotations

import pytest

from queries.statistics.derived import Estimate
from queries.statistics.order import in_order, overlap, rank_bands


def counts(*values: float, sd: float = 0.0) -> dict[str, Estimate]:
    return {name: Estimate(value, sd**2) for name, value in zip("abcdefgh", values, strict=False)}


def test_without_noise_every_rank_is_its_own() -> None:
    assert rank_bands(counts(5, 9, 7)) == {"a": (3, 3), "b": (1, 1), "c": (2, 2)}


def test_counts_within_the_noise_of_each_other_share_their_ranks() -> None:
    found = rank_bands(counts(100, 98, 40, sd=3))
    assert found == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def test_equal_counts_are_in_the_order_of_their_names() -> None:
    assert in_order(counts(5, 5, 9)) == ["c", "a", "b"]


def test_the_same_list_overlaps_whole_and_another_one_not_at_all() -> None:
    same = overlap(counts(9, 8, 7), ["a", "b", "c"], 3)
    other = overlap(counts(9, 8, 7), ["x", "y", "z"], 3)
    assert same is not None
    assert other is not None
    assert (same.value, other.value) == (pytest.approx(1), 0)
    assert same.interval == (pytest.approx(1), pytest.approx(1))


def test_noise_widens_the_interval_of_the_overlap() -> None:
    still = overlap(counts(90, 80, 70, 60), list("abcd"), 4)
    noisy = overlap(counts(90, 80, 70, 60, sd=15), list("abcd"), 4)
    assert still is not None
    assert noisy is not None
    assert noisy.interval.low < still.interval.low


def test_an_empty_list_has_no_overlap() -> None:
    assert overlap({}, ["a"], 10) is None
    assert overlap(counts(1), [], 10) is None
