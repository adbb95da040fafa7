"""What is missing of a need: never below none, never more than was asked for, and its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.balance import missing
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import noise


@pytest.mark.parametrize(("needed", "offered"), [(400, 280), (60, 55), (30, 90)])
@pytest.mark.parametrize("s", [1.5, 3.0, 6.0])
def test_the_interval_holds_what_is_missing(needed: int, offered: int, s: float) -> None:
    rng, truth, held = np.random.default_rng(99), max(0, needed - offered), []
    for shown in offered + noise(rng, s, 1_000):
        found = missing(needed, Estimate(float(shown), 2 * s**2))
        assert 0 <= found.least <= found.likely <= found.most <= needed
        held.append(found.least <= truth <= found.most)
    assert np.mean(held) >= 0.94


def test_hidden_offers_are_anything_from_none_to_their_threshold() -> None:
    found = missing(46, Hidden(threshold=20))
    assert (found.least, found.likely, found.most) == (26, 36, 46)
    assert found.is_sure
    few = missing(10, Hidden(threshold=20))
    assert (few.least, few.likely, few.most) == (0, 0, 10)
    assert not few.is_sure


def test_nothing_is_missing_of_what_nobody_asked_for() -> None:
    found = missing(0, Estimate(12.0, 8.0))
    assert (found.least, found.likely, found.most) == (0, 0, 0)
