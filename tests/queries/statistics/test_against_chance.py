"""Observed against chance: where chance is all there is, the interval holds 1 and nothing is called clear."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.against_chance import against_chance, over_chance
from queries.statistics.derived import Estimate
from tests.queries.statistics.protection import noise


@pytest.mark.parametrize(("households", "share"), [(1_000, 0.5), (5_000, 0.4), (400, 0.2)])
def test_chance_alone_is_seldom_clear_and_a_preference_for_ones_own_kind_is(households: int, share: float) -> None:
    rng, held, found = np.random.default_rng(97), [], []
    for _ in range(1_000):
        by_chance = households * share
        true = np.array([rng.binomial(households, share), by_chance, 0.7 * by_chance])
        shown = [Estimate(float(count), 18.0) for count in true + noise(rng, 3.0, 3)]
        beside, apart = against_chance(shown[0], shown[1]), against_chance(shown[2], shown[1])
        assert beside is not None
        assert apart is not None
        held.append(not beside.is_clear)
        found.append(apart.is_clear)
        # told outwards: what is clear may end at 1, and what holds 1 is never clear
        assert beside.low <= beside.ratio <= beside.high
        if not beside.is_clear:
            assert beside.low <= 1 <= beside.high
        else:
            assert beside.low >= 0.99 or beside.high <= 1.01
    assert np.mean(held) >= 0.95
    assert np.mean(found) >= (0.95 if households * share > 150 else 0.5)


def test_nothing_is_told_of_what_is_not_positive() -> None:
    assert over_chance(Estimate(0.0, 18.0), Estimate(20.0, 18.0)) is None
    assert against_chance(Estimate(20.0, 18.0), Estimate(-1.0, 18.0)) is None
    assert over_chance(Estimate(61.0, 18.0), Estimate(58.0, 18.0)).value == 1.05, "in steps of five points"  # type: ignore[union-attr]
