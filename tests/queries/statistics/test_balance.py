"""What is missing of a need: never below none, never more than was asked for, and its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.balance import Missing, missing
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import noise


@pytest.mark.parametrize(("needed", "offered"), [(400, 280), (60, 55), (30, 90)])
@pytest.mark.parametrize("s", [1.5, 3.0, 6.0])
def test_the_interval_holds_what_is_missing(needed: int, offered: int, s: float) -> None:
    rng, truth, held = np.random.default_rng(99), max(0, needed - offered), []
    for shown in offered + noise(rng, s, 1_000):
        found = missing(needed, [Estimate(float(shown), 2 * s**2)])
        assert 0 <= found.least <= found.likely <= found.most <= needed
        held.append(found.least <= truth <= found.most)
    assert np.mean(held) >= 0.94


def test_hidden_offers_are_anything_from_none_to_their_threshold() -> None:
    found = missing(46, [Hidden(threshold=20, variance=25.0)])
    assert (found.least, found.likely, found.most) == pytest.approx((26 - 1.96 * 5, 36, 46))
    assert found.is_sure
    few = missing(10, [Hidden(threshold=20)])
    assert (few.least, few.likely, few.most) == (0, 0, 10)
    assert not few.is_sure


@pytest.mark.parametrize("s", [1.5, 3.0, 6.0])
def test_what_is_surely_missing_is_missing_where_the_offers_are_hidden(s: float) -> None:
    """The true offers may lie above the threshold that their noisy number missed."""
    rng, k, held = np.random.default_rng(98), 11, []
    threshold = int(np.ceil(k + 2 * np.sqrt(2) * s))
    for true in rng.integers(0, threshold + 3 * int(s) + 4, 4_000):
        if true < k or true + noise(rng, s, 1)[0] < threshold:
            found = missing(60, [Hidden(threshold, 2 * s**2, k)])
            held.append(found.least <= 60 - true <= found.most)
    assert len(held) > 1_000
    assert np.mean(held) >= 0.95


@pytest.mark.parametrize(("ends", "is_sure", "is_covered"), [
    ((0.3, 9.0), False, False), ((0.6, 9.0), True, False), ((0.0, 0.4), False, True), ((0.0, 0.6), False, False),
])  # fmt: skip
def test_sure_and_covered_follow_the_interval_as_it_is_told(
    ends: tuple[float, float], is_sure: bool, is_covered: bool
) -> None:
    found = Missing(sum(ends) / 2, *ends)
    assert (found.is_sure, found.is_covered) == (is_sure, is_covered)


def test_as_much_may_be_missing_where_an_interval_reaches_the_other() -> None:
    most = Missing(12.0, 6.0, 18.0)
    assert Missing(0.0, 0.0, 20.0).may_reach(most)
    assert not Missing(3.0, 1.0, 5.0).may_reach(most)
    assert not Missing(0.0, 0.0, 0.0).may_reach(Missing(0.0, 0.0, 3.0)), "what is covered rivals nothing"


def test_nothing_is_missing_of_what_nobody_asked_for() -> None:
    found = missing(0, [Estimate(12.0, 8.0)])
    assert (found.least, found.likely, found.most) == (0, 0, 0)


def test_what_is_shown_counts_beside_what_is_hidden() -> None:
    """Two hundred offers are known: the one hidden neighbourhood leaves twenty open, not half of them all."""
    found = missing(300, [Estimate(200.0, 0.0), Hidden(threshold=20, variance=0.0)])
    assert (found.least, found.likely, found.most) == (80, 90, 100)
