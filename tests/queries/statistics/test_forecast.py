"""What campaigns usually reach: the interval holds the next campaign, few campaigns give none; splits and halves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from queries.statistics.derived import Estimate
from queries.statistics.forecast import (
    alike_in_size,
    apart,
    apportioned,
    counted,
    halves,
    halves_apart,
    rate_of,
    usual_rate,
)
from queries.statistics.published_counts import Hidden


@pytest.mark.parametrize("campaigns", [3, 5, 12])
def test_the_interval_holds_the_next_campaign_as_often_as_it_says(campaigns: int) -> None:
    """Rates differ from campaign to campaign; counts have chance and noise on top, in the past and in the next one."""
    random, held, runs, homes = np.random.default_rng(campaigns), 0, 4_000, 20_000
    for _ in range(runs):
        rates = expit(random.normal(-4, 0.5, campaigns + 1))
        counts = random.binomial(homes, rates) + np.round(random.normal(0, 8, campaigns + 1))
        *past, following = (rate_of(Estimate(float(count), 64.0), homes) for count in counts)
        found = usual_rate(past)
        assert found is not None
        assert found.bounds is not None
        held += found.bounds.holds(following)
    assert 0.94 <= held / runs <= 0.96


def test_one_or_two_campaigns_say_nothing_of_how_much_they_differ() -> None:
    assert usual_rate([]) is None
    for rates in ([0.02], [0.02, 0.08]):
        found = usual_rate(rates)
        assert found is not None
        assert found.bounds is None
        assert min(rates) - 1e-9 <= found.usual <= max(rates) + 1e-9


def test_the_more_campaigns_differ_the_wider_the_interval() -> None:
    near, far = usual_rate([0.02, 0.021, 0.022]), usual_rate([0.01, 0.02, 0.04])
    assert near is not None
    assert far is not None
    assert near.bounds is not None
    assert far.bounds is not None
    assert far.bounds.high - far.bounds.low > 5 * (near.bounds.high - near.bounds.low)
    number, bounds = near.times(1_000)
    assert number == pytest.approx(21, abs=0.1)
    assert bounds is not None
    assert bounds.low < 21 < bounds.high


@pytest.mark.parametrize(("count", "homes"), [(-5.0, 100), (0.0, 100), (100.0, 100), (140.0, 100)])
def test_a_rate_stays_between_none_and_all(count: float, homes: int) -> None:
    assert 0 < rate_of(Estimate(count, 8.0), homes) < 1


def test_a_hidden_part_counts_as_few_and_never_as_none() -> None:
    shown, hidden = Estimate(40.0, 8.0), Hidden(16.0, 8.0)
    found = counted([(shown, 1_000), (hidden, 500)])
    assert found is not None
    assert (found.value, found.partial) == (48.0, True)
    assert found.variance > 16
    assert counted([(shown, 500), (hidden, 1_000)]) is None, "most of it would be guessed"
    assert counted([(hidden, 500)]) is None
    assert counted([]) is None


def test_campaigns_of_about_the_same_size_are_preferred_where_there_are_three() -> None:
    assert alike_in_size([900, 1_000, 2_900, 9_000], 1_000) == [True, True, True, False]
    assert alike_in_size([900, 9_000, 10_000], 1_000) == [True, True, True]
    assert alike_in_size([900, 900, 900], 0) == [True, True, True], "homes are unknown"


@pytest.mark.parametrize("number", [0, 1, 7, 100, 99_999])
@pytest.mark.parametrize("sizes", [[1], [3, 3, 3], [1_000, 10, 1], [0, 5, 0], [0, 0]])
def test_what_is_split_adds_up_and_follows_size(number: int, sizes: list[int]) -> None:
    parts = apportioned(number, sizes)
    assert sum(parts) == number
    assert all(part >= 0 for part in parts)
    if sum(sizes):
        assert all(abs(part - number * size / sum(sizes)) < 1 for part, size in zip(parts, sizes, strict=True))


def test_halves_have_every_place_once_and_large_and_small_alike() -> None:
    sizes = [100 * 2**n for n in range(9)]
    for seed in range(50):
        first, later = halves(sizes, seed)
        assert sorted(first + later) == list(range(9))
        assert (len(first), len(later)) == (5, 4)
        for at in range(8, 0, -2):  # of the two largest, the next two ... one is in each half
            assert len({at, at - 1} & set(first)) == 1
    assert halves(sizes, 3) == halves(sizes, 3)
    assert len({tuple(halves(sizes, seed)[1]) for seed in range(50)}) > 8


def test_each_place_starts_later_as_often_as_not() -> None:
    later = np.zeros(8)
    for seed in range(2_000):
        later[halves([500] * 8, seed)[1]] += 1
    assert np.all(np.abs(later / 2_000 - 0.5) < 0.05)


def test_a_draw_leaves_many_apart_and_prefers_no_place() -> None:
    """Each lies near one of another size: draws that start the two together are accepted, others are not."""
    sizes = [800, 790, 700, 690, 600, 590, 500, 490]
    near = [{2}, {3}, {0}, {1}, {6}, {7}, {4}, {5}]
    usual = [apart(*halves(sizes, (5, n)), near) for n in range(200)]
    first, later, away = halves_apart(sizes, near, 5)
    assert sorted(first + later) == list(range(8))
    assert (len(first), len(later)) == (4, 4)
    assert away == apart(first, later, near) >= sorted(usual)[100]
    assert len(set(usual)) > 1
    # One that lies near all others would start later in every draw, were it asked which later ones lie apart.
    hub = [set(range(1, 8)), *({0} for _ in range(7))]
    starts = [0 in halves_apart(sizes, hub, seed)[0] for seed in range(400)]
    assert 0.4 < np.mean(starts) < 0.6
    assert len({tuple(halves_apart(sizes, near, seed)[0]) for seed in range(100)}) >= 4
    together = [set(range(8)) - {at} for at in range(8)]
    assert halves_apart(sizes, together, 5)[2] == 0
