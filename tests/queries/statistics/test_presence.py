"""Shares of groups beside those of a population: told as finely as their number allows, and never more surely."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.presence import presence
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import noise

LIVING = {"flat": 500.0, "house": 400.0, "boat": 100.0}


def counted(**counts: float) -> dict[str, Estimate]:
    return {group: Estimate(count, 4.0) for group, count in counts.items()}


def test_shares_and_ratios_follow_from_the_counts() -> None:
    found = presence(counted(flat=700.0, house=250.0, boat=50.0), LIVING)
    assert found is not None
    flat, house, boat = found.kinds
    assert [kind.share for kind in found.kinds] == [0.7, 0.25, 0.05]
    assert [kind.living for kind in found.kinds] == [0.5, 0.4, 0.1]
    assert [round(kind.ratio or 0, 2) for kind in found.kinds] == [1.4, 0.62, 0.5]
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


def test_a_ratio_lies_within_its_own_interval() -> None:
    """Also beside a group that the population lacks, which is one of those enrolled."""
    for few in (1.0, 0.1):
        counts = counted(flat=500.0 * few, house=400.0 * few, tent=100.0 * few)
        found = presence(counts, {"flat": 500.0, "house": 400.0, "tent": 0.0})
        assert found is not None
        for kind in found.kinds[:2]:
            assert kind.least is not None
            assert kind.ratio is not None
            assert kind.most is not None
            assert kind.least <= kind.ratio <= kind.most
            assert kind.ratio == pytest.approx(kind.share / (kind.living or 1), abs=0.02)


def test_a_kind_that_is_hidden_lives_there_all_the_same() -> None:
    """Of 1,000 homes 400 are houses of which few are enrolled: the flats are not 100 % of all homes."""
    shown, living = counted(flat=120.0, boat=20.0), {"flat": 500.0, "boat": 100.0, "house": 400.0}
    left_out = presence(shown, {"flat": 500.0, "boat": 100.0})
    found = presence({**shown, "house": Hidden()}, living)
    assert left_out is not None
    assert found is not None
    assert [kind.value for kind in found.kinds] == ["flat", "boat"], "what is hidden is not told"
    assert [kind.living for kind in found.kinds] == [0.5, 0.1]
    assert not left_out.is_clear
    assert found.is_clear, "from nobody to seventeen, houses are under-represented"
    assert found.index is not None
    assert 0.6 <= found.index <= 0.75, "1 - (0.4 - 0.05) = 0.65 at most as many as may be hidden give 0.71"
    assert found.kinds[0].low < 120 / 157 < 120 / 140 < found.kinds[0].high


def test_a_kind_without_homes_that_is_hidden_changes_nothing() -> None:
    shown, living = counted(flat=700.0, house=250.0, boat=50.0), {**LIVING, "igloo": 0.0}
    assert presence({**shown, "igloo": Hidden()}, living) == presence(shown, LIVING)


@pytest.mark.parametrize("enrolled", [110, 300])
def test_intervals_hold_the_truth_also_where_a_kind_is_hidden(enrolled: int) -> None:
    """Counts under 17 are hidden, as published; the truth is what was drawn from, and bounds are rounded outwards."""
    rng, s = np.random.default_rng(63), 2.0
    living = dict(zip("abcd", (0.45, 0.3, 0.15, 0.1), strict=True))
    population = np.array(list(living.values()))
    index, ratios, hidden = [], [], 0
    for run in range(300):
        mix = rng.dirichlet(population * (1e6, 50, 15)[run % 3])
        counts = rng.multinomial(enrolled, mix)
        noisy = counts + noise(rng, s, 4)
        published = {group: Estimate(float(m), 2 * s * s) if n >= 11 and m >= 17 else Hidden()
                     for group, n, m in zip(living, counts, noisy, strict=True)}  # fmt: skip
        hidden += any(isinstance(count, Hidden) for count in published.values())
        found = presence(published, living)
        if found is None or found.low is None or found.high is None:
            continue
        index.append(found.low <= 1 - np.abs(mix - population).sum() / 2 <= found.high)
        true = dict(zip(living, mix / population, strict=True))
        ratios += [(kind.least or 0) <= true[kind.value] <= (kind.most or 0) for kind in found.kinds]
    assert hidden > 60
    assert np.mean(index) >= 0.95
    assert np.mean(ratios) >= 0.95


def test_nobody_and_a_single_group_are_not_compared() -> None:
    assert presence(counted(flat=0.0), LIVING) is None
    assert presence({}, LIVING) is None
    alone = presence(counted(flat=120.0), LIVING)
    assert alone is not None
    assert (alone.index, alone.kinds[0].share) == (None, 1.0)
