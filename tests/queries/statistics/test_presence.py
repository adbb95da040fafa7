"""Shares of groups beside those of a population: told as finely as their number allows, and never more surely."""

from __future__ import annotations

import pytest

from queries.statistics.derived import Estimate
from queries.statistics.presence import presence

LIVING = {"flat": 500.0, "house": 400.0, "boat": 100.0}


def counted(**counts: float) -> dict[str, Estimate]:
    return {group: Estimate(count, 4.0) for group, count in counts.items()}


def test_shares_and_ratios_follow_from_the_counts() -> None:
    found = presence(counted(flat=700.0, house=250.0, boat=50.0), LIVING)
    assert found is not None
    flat, house, boat = found.kinds
    assert [kind.share for kind in found.kinds] == [0.7, 0.25, 0.05]
    assert [kind.living for kind in found.kinds] == [0.5, 0.4, 0.1]
    assert [round(kind.ratio or 0, 2) for kind in found.kinds] == [1.4, 0.63, 0.51]
    assert flat.least is not None
    assert flat.least > 1
    assert house.most is not None
    assert house.most < 1
    assert all(kind.is_clear for kind in (flat, house, boat))
    assert found.index == pytest.approx(0.8, abs=0.011), "1 - (0.2 + 0.15 + 0.05) / 2"
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.index < found.high


def test_few_households_are_told_in_steps_of_five_points() -> None:
    found = presence(counted(flat=41.0, house=22.0, boat=3.0), LIVING)
    assert found is not None
    told = [found.index, found.low, found.high, *(kind.share for kind in found.kinds)]
    assert all(value is not None and round(20 * value, 6) == round(20 * value) for value in told)
    for kind in found.kinds:
        assert kind.ratio == pytest.approx(kind.share / (kind.living or 1)), "no finer than the share it is made of"


def test_the_same_mix_is_not_called_different() -> None:
    found = presence(counted(flat=152.0, house=118.0, boat=30.0), LIVING)
    assert found is not None
    assert not found.is_clear
    assert not any(kind.is_clear for kind in found.kinds)
    assert found.high == 1.0


def test_the_unknown_are_told_and_left_out() -> None:
    without = presence(counted(flat=700.0, house=250.0, boat=50.0), LIVING)
    beside = presence(counted(flat=700.0, house=250.0, boat=50.0), LIVING, Estimate(250.0, 4.0))
    assert without is not None
    assert beside is not None
    assert without.unknown is None
    assert beside.unknown == 0.2
    assert beside.kinds == without.kinds


def test_without_a_census_shares_are_told_and_nothing_is_compared() -> None:
    found = presence(counted(flat=700.0, house=300.0), {"flat": 0.0, "house": 0.0})
    assert found is not None
    assert [(kind.share, kind.living, kind.ratio) for kind in found.kinds] == [(0.7, None, None), (0.3, None, None)]
    assert (found.index, found.is_clear) == (None, False)


def test_a_group_that_the_population_lacks_is_told_but_not_compared() -> None:
    found = presence(counted(flat=500.0, house=400.0, tent=100.0), {"flat": 500.0, "house": 400.0, "tent": 0.0})
    assert found is not None
    assert (found.kinds[2].share, found.kinds[2].ratio) == (0.1, None)
    assert found.index is not None
    assert found.index > 0.97


def test_nobody_and_a_single_group_are_not_compared() -> None:
    assert presence(counted(flat=0.0), LIVING) is None
    assert presence({}, LIVING) is None
    alone = presence(counted(flat=120.0), LIVING)
    assert alone is not None
    assert (alone.index, alone.kinds[0].share) == (None, 1.0)
