"""What lasts of an effect: the ratio is held by its interval, and a weak early effect is never divided by."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.effect import Series
from queries.statistics.lasting import lasting
from tests.queries.statistics.panels import monthly_clipped, series


def campaigns(seed: int, early: float, late: float, count: int, treated: int = 10) -> list:
    rng, found = np.random.default_rng(seed), []
    # Planted on the published counts: their noise grows with them, which is little beside what they vary by.
    for panel in monthly_clipped(rng, count, 0, 0.0, before=12, after=6):
        panel[:treated, 12:14] *= 1 + early
        panel[:treated, 14:] *= 1 + late
        places = series(panel, 12, 1.5)
        found.append(lasting(places[:treated], places[treated:], 2))
    return found


@pytest.mark.parametrize("late", [0.0, 0.265, 0.6])
def test_the_interval_holds_what_is_left(late: float) -> None:
    """Of an effect of 60 %: nothing, half of its logarithm, all of it; 300 panels, two standard errors (2.5 points)."""
    found = campaigns(81, 0.6, late, 300)
    truth = math.log1p(late) / math.log1p(0.6)
    strong = [each for each in found if not each.is_weak]
    assert len(strong) > 290
    assert abs(np.mean([each.interval.holds(truth) for each in strong]) - 0.95) <= 0.02 + 0.025
    assert np.median([each.ratio for each in strong]) == pytest.approx(truth, abs=0.05)


def test_without_an_early_effect_there_is_nothing_to_divide_by() -> None:
    found = campaigns(82, 0.0, 0.0, 300)
    assert np.mean([each.is_weak for each in found]) >= 0.95 - 0.025
    assert all((each.ratio is None) == each.is_weak for each in found)
    assert all(each.is_weak == each.early.could_be_chance for each in found), "the same test of the early effect"


def test_each_effect_is_that_of_its_months() -> None:
    def place(early: float, late: float) -> Series:
        return Series(np.full(8, 100.0), np.array([early, early, late, late, late]), 0.0)

    found = lasting([place(200, 150), place(201, 150)], [place(100, 100), place(100, 101), place(101, 100)], 2)
    assert found.early.estimate == pytest.approx(1.0, abs=0.01)
    assert found.late.estimate == pytest.approx(0.5, abs=0.01)
    assert found.ratio == pytest.approx(math.log(1.5) / math.log(2), abs=0.01)
    assert found.interval is not None
    assert found.interval.low < found.ratio < found.interval.high
    with pytest.raises(ValueError, match="early and late"):
        lasting([place(1, 1)], [place(1, 1)] * 2, 5)
