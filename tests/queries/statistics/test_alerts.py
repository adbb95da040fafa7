"""Alerts: few where nothing happens, the steps planted where it does, and steady growth is no step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import ruptures

from queries.statistics.alerts import LIMIT, PENALTY, SEGMENT, alarms, newest, steps
from queries.statistics.seasonal import Factors, Seasonal, seasonal
from tests.benchmarks.alerts import PLACES, adjusted, false_alarms, located, seasons, seen_at_once, simulated, spread
from tests.queries.statistics.series import monthly


def flat(values: list[float | None]) -> Seasonal:
    return Seasonal(
        tuple(values), (1.0,) * len(values), Factors((1.0,) * 12, (0.0,) * 12), (0.02,) * len(values), False
    )


@pytest.mark.parametrize("months", [24, 60])
def test_false_alarms_are_rare(months: int) -> None:
    """At most 1 in 100 series of two years; two standard errors more in 300 series of three kinds of place."""
    either = [false_alarms(months, place, 0.3, months == 60, 100)[2] for place in PLACES]
    assert np.mean(either) <= 0.0215


@pytest.mark.deep
@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("months", [24, 36, 60])
@pytest.mark.parametrize("place", PLACES)
def test_false_alarms_are_at_most_one_in_a_hundred(place: tuple[float, float, float], months: int, own: bool) -> None:
    for rho in (0.0, 0.3):
        assert false_alarms(months, place, rho, own, 2_000)[2] <= 0.01 + 2 * np.sqrt(0.01 * 0.99 / 2_000)


@pytest.mark.parametrize(("months", "size"), [(24, 3.5), (36, 3.0), (60, 2.5)])
def test_a_step_is_found_within_a_month_of_its_date(months: int, size: float) -> None:
    """Two standard deviations are out of reach at one false alarm in 100: found in 20, 40 and 65 of 100 series."""
    for place, rho in ((PLACES[0], 0.0), (PLACES[0], 0.3), (PLACES[2], 0.3)):
        assert located(months, place, rho, False, size, 150)[0] >= 0.8
    assert located(months, PLACES[0], 0.0, False, 2.0, 150)[0] < 0.8


@pytest.mark.parametrize(("months", "size"), [(24, 6.0), (36, 5.5), (60, 5.0)])
def test_the_newest_month_is_seen_at_once_when_it_is_far_off(months: int, size: float) -> None:
    assert seen_at_once(months, PLACES[0], 0.3, False, size, 200) >= 0.8


def test_steady_growth_is_no_step() -> None:
    rng, dated, found = np.random.default_rng(81), 0, 0
    for _ in range(100):
        logs = simulated(rng, 36, PLACES[0], 0.3, growth=6 * spread(*PLACES[0]) / 3)
        each = steps(adjusted(logs, seasons(rng, False), PLACES[0][1]))
        assert each is not None
        found += bool(each.found)
        dated += bool(each.found) and not each.gradual
    assert found > 80
    assert dated <= 10


def test_a_step_says_when_and_from_what_to_what() -> None:
    rng = np.random.default_rng(82)
    trend = np.log(np.where(np.arange(48) < 30, 300.0, 450.0))
    taken_apart = seasonal(monthly(rng, trend, 3.0, sd=0.04), 0)
    assert taken_apart is not None
    found = steps(taken_apart)
    assert found is not None
    assert not found.gradual
    (step,) = found.found
    assert abs(step.at - 30) <= 1
    assert step.before == pytest.approx(300, rel=0.1)
    assert step.after == pytest.approx(450, rel=0.1)
    assert found.chance == step.chance < 0.001


def test_the_c_code_of_ruptures_finds_what_its_pelt_finds() -> None:
    rng = np.random.default_rng(83)
    for _ in range(20):
        values = (rng.normal(0, 1, 40) + 4 * (np.arange(40) >= rng.integers(8, 30))).reshape(-1, 1)
        fast = ruptures.KernelCPD(kernel="linear", min_size=SEGMENT).fit(values).predict(pen=PENALTY)
        assert fast == ruptures.Pelt(model="l2", min_size=SEGMENT, jump=1).fit(values).predict(pen=PENALTY)


def test_hidden_months_are_left_out_and_dates_stay_right() -> None:
    rng = np.random.default_rng(84)
    values: list[float | None] = [*rng.normal(100, 3, 20).tolist(), *rng.normal(160, 3, 16).tolist()]
    for at in (3, 11, 25):
        values[at] = None
    found = steps(flat(values))
    assert found is not None
    assert [step.at for step in found.found] == [20]
    assert newest(flat([*values[:-1], None])) is None
    assert steps(flat(values[:19])) is None
    assert newest(flat(values[:19])) is None


def test_the_scale_is_never_less_than_the_noise() -> None:
    """A series that happens to be smooth is not known better than its cells are."""
    rng = np.random.default_rng(85)
    smooth = flat([*rng.normal(100, 0.05, 23).tolist(), 103.0])
    sure, noisy = newest(replace(smooth, noise=(0.0,) * 24)), newest(smooth)
    assert sure is not None
    assert noisy is not None
    assert sure.is_alarm
    assert not noisy.is_alarm
    assert noisy.expected == pytest.approx(100, rel=0.01)


def test_of_many_places_few_are_named_by_chance() -> None:
    rng = np.random.default_rng(86)
    uniform = {str(place): float(p) for place, p in enumerate(rng.random(5_000))}
    assert not alarms(uniform, 1.0), "thousands of places and nothing behind it"
    known = {**uniform, "a": 1e-9, "b": LIMIT / 1e3}
    assert set(alarms(known)) == {"a", "b"}
    assert alarms({"a": 2 * LIMIT}) == ()
    assert alarms({}) == ()
