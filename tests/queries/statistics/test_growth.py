"""Growth in parts: they add up, planted causes are found in their own part, and intervals hold the noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.growth import Activity, Growth, Season, growth, newcomer_weight, season_of
from queries.statistics.seasonal import Factors
from tests.queries.statistics.protection import noise

CLIP = 6


def exact(
    exchanges: float, households: float, newcomers: float | None = None, *places: tuple[float, float]
) -> Activity:  # fmt: skip
    cells = [(Estimate(float(e), 0.0), Estimate(float(h), 0.0)) for e, h in places]
    new = None if newcomers is None else Estimate(float(newcomers), 0.0)
    return Activity(Estimate(float(exchanges), 0.0), Estimate(float(households), 0.0), new, tuple(cells))


def parts(found: Growth | None) -> dict[str, float]:
    assert found is not None
    names = ("newcomers", "staying", "each", "mix", "season")
    return {name: part.exchanges for name in names if (part := getattr(found, name)) is not None}


def test_parts_add_up_whatever_happens() -> None:
    rng = np.random.default_rng(91)
    for _ in range(200):
        periods = []
        for _ in range(2):
            homes = rng.integers(20, 400, 8)
            posts = homes * rng.uniform(1, 4, 8)
            new = int(rng.integers(1, homes.sum()))
            periods.append(exact(posts.sum(), homes.sum(), new, *zip(posts, homes, strict=True)))
        season = Season(rng.uniform(0.5, 2), rng.uniform(0.5, 2))
        found = growth(*periods, season, Estimate(rng.uniform(0.2, 3), 0.01))
        assert found is not None
        assert sum(parts(found).values()) == pytest.approx(found.change.exchanges, abs=1e-9)
        assert found.change.exchanges == pytest.approx(periods[1].exchanges.value - periods[0].exchanges.value)


def test_a_wave_of_sign_ups_is_not_cohesion() -> None:
    """300 sign up and post three times each, where the others go on posting twice: each household seems to do more."""
    before, now = exact(2_000, 1_000, 50), exact(2_000 + 3 * 300, 1_300, 350)
    told = parts(growth(before, now, weight=Estimate(1.5, 0.0)))
    # Before, 950 others and 50 newcomers at the weight are 1,025 households' worth of 1.95 each.
    assert told["newcomers"] == pytest.approx(900, rel=0.05)
    assert told["each"] == pytest.approx(0, abs=60)
    assert told["staying"] == pytest.approx(0, abs=1e-6)
    # Taken for any household, the eager newcomers would read as everybody doing more.
    unknown = growth(before, now)
    assert parts(unknown)["each"] > 4 * abs(told["each"])
    assert unknown is not None
    assert unknown.each.interval.holds(told["each"]), "but not for sure: how active they are is not known"


def test_a_wave_of_idle_sign_ups_does_not_hide_cohesion() -> None:
    """Newcomers post once; the others went from 2.0 to 2.2 posts."""
    rate, new = 2.0, 0.5
    before = exact(rate * (950 + new * 50), 1_000, 50)
    now = exact(2.2 * (950 + new * 450), 1_400, 450)
    told = parts(growth(before, now, weight=Estimate(new, 0.0)))
    mean = (now.exchanges.value - before.exchanges.value) / math.log(now.exchanges.value / before.exchanges.value)
    assert told["each"] == pytest.approx(mean * math.log(1.1))
    assert told["staying"] == pytest.approx(0, abs=1e-9)
    assert parts(growth(before, now))["each"] < 0, "without the weight the dilution reads as decline"


def test_each_cause_is_found_in_its_own_part() -> None:
    base = ((100.0, 50.0), (300.0, 100.0))
    richer = tuple((e * 1.2, h) for e, h in base)
    told = parts(growth(exact(400, 150, 10, *base), exact(480, 150, 10, *richer)))
    assert told["each"] == pytest.approx(80)
    assert told["mix"] == told["newcomers"] == told["staying"] == told["season"] == pytest.approx(0, abs=1e-9)
    moved = ((60.0, 30.0), (360.0, 120.0))  # 20 households are where three are exchanged, no longer where two are
    told = parts(growth(exact(400, 150, 10, *base), exact(420, 150, 10, *moved)))
    assert told["mix"] == pytest.approx(20)
    assert told["each"] == pytest.approx(0, abs=1e-9)
    kept = tuple((e * 1.3, h * 1.3) for e, h in base)
    told = parts(growth(exact(400, 150, 10, *base), exact(520, 195, 10, *kept)))
    assert told["staying"] == pytest.approx(120)
    assert told["newcomers"] == pytest.approx(0, abs=1e-9)


def test_the_season_is_taken_out_of_households_and_of_each() -> None:
    households, exchanges = (Factors(values, (0.02, 0.03)) for values in ((1.0, 1.25), (1.0, 1.5)))
    season = season_of(households, exchanges, 0, 1)
    told = parts(growth(exact(400, 200, 20), exact(600, 250, 25), season))
    assert told == pytest.approx({"newcomers": 0, "staying": 0, "each": 0, "mix": 0, "season": 200}, abs=1e-9)
    assert (season.households_sd, season.exchanges_sd) == pytest.approx((math.hypot(0.02, 0.03),) * 2)
    assert season_of(households, exchanges, 1, 1) == Season()
    assert parts(growth(exact(400, 200), exact(500, 250)))["season"] == 0


@pytest.mark.parametrize("s", [1.5, 3.0])
def test_intervals_hold_what_the_true_counts_give(s: float) -> None:
    """A city of eight places by quarter; the permanent noise is the same in both periods."""
    rng, held = np.random.default_rng(92), []
    for _ in range(300):
        homes = rng.integers(60, 300, 8)
        changed = np.maximum(40, homes * rng.uniform(0.8, 1.4, 8)).round()
        true = [(h * r).round() for h, r in ((homes, rng.uniform(1.5, 3, 8)), (changed, rng.uniform(1.5, 3, 8)))]
        new = rng.integers(40, 200, 2)
        facts = [exact(e.sum(), h.sum(), n, *zip(e, h, strict=True))
                 for e, h, n in zip(true, (homes, changed), new, strict=True)]  # fmt: skip
        permanent = noise(rng, s, 19) / math.sqrt(2)
        told = []
        for fact in facts:
            cells = [fact.exchanges, fact.households, fact.newcomers, *(c for place in fact.places for c in place)]
            epoch = noise(rng, s, 19) / math.sqrt(2)
            clips = np.array([CLIP, 1, 1, *([CLIP, 1] * 8)])
            values = np.array([cell.value for cell in cells if cell]) + clips * (permanent + epoch)
            shown = [Estimate(value, 2 * sd**2, permanent=sd**2)
                     for value, sd in zip(values.tolist(), (clips * s).tolist(), strict=True)]  # fmt: skip
            told.append(Activity(shown[0], shown[1], shown[2], tuple(zip(shown[3::2], shown[4::2], strict=True))))
        any_household = Estimate(1.0, 0.0)
        truth, found = parts(growth(*facts, weight=any_household)), growth(*told, weight=any_household)
        assert found is not None
        held.append([getattr(found, name).interval.holds(truth[name]) for name in truth if name != "season"])
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(held, axis=0).min() >= 0.9


def test_intervals_hold_what_the_true_season_gives() -> None:
    """Exact counts, both seasons known to a few percent only: every part that the season is taken out of is unsure."""
    rng, held = np.random.default_rng(94), []
    before, now = exact(9_000, 4_000, 300), exact(12_500, 5_200, 420)
    for _ in range(800):
        of_households, of_exchanges = rng.normal(0, (0.02, 0.03))
        true = Season(1.15 * math.exp(of_households), 1.30 * math.exp(of_exchanges))
        truth = parts(growth(before, now, true, Estimate(1.2, 0.0)))
        found = growth(before, now, Season(1.15, 1.30, 0.02, 0.03), Estimate(1.2, 0.0))
        assert found is not None
        held.append([getattr(found, name).interval.holds(truth[name]) for name in truth if name != "mix"])
    shares = np.mean(held, axis=0)
    assert shares.min() >= 0.93
    assert shares.max() <= 0.97


@pytest.mark.parametrize("true", [0.5, 1.0, 1.5])
def test_how_active_newcomers_are_is_learnt_from_waves(true: float) -> None:
    rng, held, found = np.random.default_rng(93), [], []
    for _ in range(200):
        new = rng.integers(40, 80, 36) + np.where(rng.random(36) < 0.15, 250, 0)
        others = (600 * np.exp(np.arange(36) * 0.01)).round()
        each = 2.0 * np.exp(0.004 * np.arange(36) + rng.normal(0, 0.03, 36))
        posts = rng.poisson(each * (others + true * new))
        cells = [[Estimate(float(c), 2 * (clip * 3.0) ** 2) for c in counts + clip * noise(rng, 3.0, 36)]
                 for counts, clip in ((posts, 3), (others + new, 1), (new, 1))]  # fmt: skip
        weight = newcomer_weight(*cells)
        if weight is not None:
            found.append(weight.value)
            held.append(abs(weight.value - true) < 1.96 * math.sqrt(weight.variance))
    assert len(found) > 150
    assert np.mean(found) == pytest.approx(true, abs=0.08)
    assert np.mean(held) >= 0.9, "few waves in three years"
    steady = [[Estimate(c, 0.0)] * 24 for c in (2_000.0, 1_000.0, 60.0)]
    assert newcomer_weight(*steady) is None


def test_an_uncertain_weight_widens_the_intervals() -> None:
    before, now = exact(2_000, 1_000, 50), exact(2_900, 1_300, 350)
    sure, unsure = (growth(before, now, weight=Estimate(1.5, sd**2)) for sd in (0.0, 0.2))
    assert sure is not None
    assert unsure is not None
    assert unsure.each.interval.high - unsure.each.interval.low > sure.each.interval.high - sure.each.interval.low


def test_periods_that_tell_different_things_are_refused() -> None:
    with pytest.raises(ValueError, match="same places"):
        growth(exact(1, 1, 1), exact(1, 1))
    with pytest.raises(ValueError, match="same places"):
        growth(exact(1, 1, None, (1, 1)), exact(1, 1))
    assert growth(exact(0, 10), exact(10, 10)) is None
    told = growth(exact(100, 50), exact(120, 50))
    assert told is not None
    assert told.newcomers is None
