"""An estimate from places that went before: intervals hold what happens as often as they say, noise included."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.analogues import FEWEST, NEIGHBOURS, STEP, analogues, coarse, crps, radius
from queries.statistics.derived import Estimate
from tests.queries.statistics.protection import published

#: Features of a place: homes, mix and so on; three of them matter.
WEIGHTS = np.array([0.5, -0.3, 0.2, 0.0, 0.0, 0.0])


def places(
    rng: np.random.Generator, count: int, households: float = 250.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, homes and true counts of households; the rate a home follows the features, and differs by 30 %."""
    features = rng.normal(size=(count, len(WEIGHTS)))
    homes = np.exp(rng.normal(math.log(2_000), 0.5, count))
    rate = np.exp(features @ WEIGHTS + rng.normal(0, 0.3, count)) * households / 2_000
    return features, homes, rng.poisson(homes * rate)


def coverage(count: int, s: float, runs: int, seed: int, households: float = 250.0) -> tuple[float, float, float]:
    """How often the 80 % and the 95 % interval hold the next place's published number a home, and that of the truth.

    Hidden places are nobody's analogue, and a place whose number is hidden is not asked about.
    """
    rng, narrow, wide, true = np.random.default_rng(seed), 0, 0, 0
    done = 0
    while done < runs:
        features, homes, counts = places(rng, count + 1, households)
        cells = published(rng, counts, s)
        last = cells[-1]
        kept = [at for at, cell in enumerate(cells[:-1]) if isinstance(cell, Estimate) and cell.value > 0]
        values = np.array([cells[at].value for at in kept])  # type: ignore[union-attr]
        found = analogues(features[kept], np.log(values / homes[kept]))
        if found is None or not isinstance(last, Estimate) or last.value <= 0:
            continue
        told, done = found.foretell(features[-1]), done + 1
        happened = math.log(last.value / homes[-1])
        narrow += told.bounds[0].holds(happened)
        wide += told.bounds[1].holds(happened)
        true += told.bounds[1].holds(math.log(max(counts[-1], 0.5) / homes[-1]))
    return narrow / runs, wide / runs, true / runs


@pytest.mark.parametrize("s", [0.0, 2.0])
@pytest.mark.parametrize("count", [30, 60])
def test_intervals_hold_the_next_place_as_often_as_they_say(count: int, s: float) -> None:
    narrow, wide, true = coverage(count, s, 800, seed=count)
    assert 0.765 <= narrow <= 0.845
    assert 0.93 <= wide <= 0.975
    assert 0.93 <= true <= 0.98


def test_intervals_hold_small_numbers_of_which_many_are_hidden() -> None:
    """About 40 households a place, with the noise of a breakdown: a third of the places hide theirs."""
    narrow, wide, _ = coverage(80, 3.0, 800, seed=4, households=40.0)
    assert 0.765 <= narrow <= 0.85
    assert 0.93 <= wide <= 0.98


@pytest.mark.deep
@pytest.mark.parametrize("s", [0.0, 1.5, 3.0, 6.0])
@pytest.mark.parametrize("count", [20, 30, 60, 120])
def test_intervals_hold_thousands_of_places_as_often_as_they_say(count: int, s: float) -> None:
    narrow, wide, true = coverage(count, s, 4_000, seed=count + 1)
    assert 0.78 <= narrow <= 0.83
    assert 0.935 <= wide <= 0.97
    assert 0.935 <= true <= 0.975


def test_an_estimate_is_better_than_the_mean_of_all_places_where_features_matter() -> None:
    rng, own, mean = np.random.default_rng(3), [], []
    for _ in range(150):
        features, homes, counts = places(rng, 61)
        logs = np.log(np.maximum(counts, 1) / homes)
        found = analogues(features[:-1], logs[:-1])
        assert found is not None
        own.append(crps(found.draws(found.foretell(features[-1]).log), float(logs[-1])))
        mean.append(crps(logs[:-1], float(logs[-1])))
    assert np.mean(own) < 0.9 * np.mean(mean)


def test_fewer_than_twenty_places_tell_nothing() -> None:
    features, homes, counts = places(np.random.default_rng(5), FEWEST)
    logs = np.log(counts / homes)
    assert analogues(features[1:], logs[1:]) is None
    found = analogues(features, logs)
    assert found is not None
    assert all(math.isfinite(half) for half in found.halves()), "twenty are enough for both intervals"


def test_the_five_nearest_are_named_by_distance_and_their_mean_is_told_coarsely() -> None:
    features = np.column_stack([np.arange(30.0), np.zeros(30)])
    logs = np.linspace(-3, 0, 30)
    found = analogues(features, logs)
    assert found is not None
    told = found.foretell(np.array([10.0, 0.0]))
    assert told.nearest == (10, 9, 11, 8, 12)
    assert len(told.nearest) == NEIGHBOURS
    assert told.distances[0] == 0
    assert list(told.distances) == sorted(told.distances)
    assert told.log == pytest.approx(coarse(float(logs[8:13].mean())))
    assert told.log / STEP == pytest.approx(round(told.log / STEP))
    assert not told.extrapolates


def test_a_plan_unlike_every_place_says_so() -> None:
    features, homes, counts = places(np.random.default_rng(6), 40)
    found = analogues(features, np.log(counts / homes))
    assert found is not None
    inside, outside = found.foretell(np.zeros(len(WEIGHTS))), found.foretell(np.full(len(WEIGHTS), 6.0))
    assert not inside.extrapolates
    assert outside.extrapolates
    assert np.mean(outside.distances) > found.farthest


def test_each_feature_counts_alike_whatever_its_unit() -> None:
    features, homes, counts = places(np.random.default_rng(7), 40)
    logs, scale = np.log(counts / homes), np.array([1e6, 1e-3, 1, 10, 5, 0.1])
    one, other = analogues(features, logs), analogues(features * scale + 3, logs)
    assert one is not None
    assert other is not None
    assert one.foretell(features[0]).nearest == other.foretell(features[0] * scale + 3).nearest
    assert one.halves() == pytest.approx(other.halves())


def test_what_is_unknown_counts_as_usual_and_what_is_unknown_of_most_not_at_all() -> None:
    features, homes, counts = places(np.random.default_rng(8), 40)
    logs = np.log(counts / homes)
    few, most = features.copy(), features.copy()
    few[3, 0] = np.nan
    most[5:, 1] = np.nan
    whole, some, without = analogues(features, logs), analogues(few, logs), analogues(most, logs)
    assert whole is not None
    assert some is not None
    assert without is not None
    plan = np.array([0.0, 4.0, 0, 0, 0, 0])
    moved = np.array([0.0, -4.0, 0, 0, 0, 0])
    assert without.foretell(plan) == without.foretell(moved)
    assert whole.foretell(plan) != whole.foretell(moved)
    assert math.isfinite(some.foretell(np.array([np.nan, 0, 0, 0, 0, 0])).log)


def test_the_radius_is_the_order_statistic_that_leaves_so_many_out() -> None:
    misses = np.array([*range(1, 20)]) * (-1.0) ** np.arange(19)
    assert radius(misses, 0.95) == 19
    assert radius(misses, 0.80) == 16
    assert radius(misses[:18], 0.95) == math.inf


def test_the_score_of_one_draw_is_how_far_it_is_and_of_many_the_definition() -> None:
    assert crps([2.0], 5.0) == pytest.approx(3.0)
    draws, happened = np.random.default_rng(9).normal(size=40), 0.7
    pairs = np.abs(draws[:, None] - draws[None, :]).mean()
    assert crps(draws, happened) == pytest.approx(np.abs(draws - happened).mean() - pairs / 2)
    assert crps(draws, 0.0) < crps(draws + 2, 0.0)


def test_the_fifth_place_does_not_follow_from_two_plans_that_share_four() -> None:
    """Whoever knows the five of one plan, and four of another's, is still a tenth and more off for the last one."""
    rng, off = np.random.default_rng(10), []
    for _ in range(2_000):
        logs = rng.normal(-2, 0.3, NEIGHBOURS + 1)
        first, second = coarse(float(logs[:-1].mean())), coarse(float(logs[1:].mean()))
        guessed = logs[0] + NEIGHBOURS * (second - first)
        off.append(abs(guessed - logs[-1]))
    assert np.median(off) > 0.1
    assert np.quantile(off, 0.25) > 0.05
