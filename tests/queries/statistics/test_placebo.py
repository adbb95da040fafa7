"""Placebos: what the same comparison finds earlier, elsewhere and with one control fewer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.effect import Series, effect
from queries.statistics.placebo import placebo_in_space, placebo_in_time, without_one_control
from tests.queries.statistics.panels import monthly_clipped, series


def flat(before: float, after: float, months: int = 8) -> Series:
    return Series(np.full(months, before), np.full(4, after), 0.0)


def test_before_the_campaign_the_planted_effect_is_not_there() -> None:
    rng, rejected, seen = np.random.default_rng(71), [], []
    for panel in monthly_clipped(rng, 300, 10, 0.4):
        places = series(panel, 12, 1.5)
        rejected.append(placebo_in_time(places[:10], places[10:], 3).p < 0.05)
        seen.append(effect(places[:10], places[10:]).p < 0.05)
    assert np.mean(rejected) <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 300)
    assert np.mean(seen) > 0.9


def test_a_placebo_in_time_does_not_look_at_what_came_after() -> None:
    own = Series(np.array([10.0, 10, 10, 10, 10, 20, 20, 20]), np.full(4, 500.0), 0.0)
    found = placebo_in_time([own], [flat(30, 1), flat(40, 9)], 3)
    assert found.estimate == pytest.approx(1.0)
    assert found.months == 5


@pytest.mark.parametrize("treated", [1, 2])
def test_elsewhere_a_campaign_that_never_was_is_as_extreme_as_it_should_be(treated: int) -> None:
    """20 controls; 400 panels, two standard errors. With one place 1 in 20 is reached, never less than 1 in 21."""
    rng, shares = np.random.default_rng([72, treated]), []
    for panel in monthly_clipped(rng, 400, treated, 0.0, places=20 + treated):
        places = series(panel, 12, 1.5)
        shares.append(placebo_in_space(places[:treated], places[treated:]).share)
    assert np.mean(np.array(shares) <= 0.05) <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 400)
    assert np.median(shares) == pytest.approx(0.5, abs=0.1)


def test_each_control_is_compared_with_the_others_alone() -> None:
    controls = [flat(10, 10), flat(10, 20), flat(10, 40)]
    found = placebo_in_space([flat(10, 1000)], controls)
    assert found.effects == pytest.approx([1 / math.sqrt(8) - 1, 2 / 2 - 1, 4 / math.sqrt(2) - 1])
    assert found.share == found.smallest == 1 / 4
    with pytest.raises(ValueError, match="controls"):
        placebo_in_space([flat(10, 10)] * 2, controls)


def test_the_range_is_that_of_the_effects_with_one_control_left_out() -> None:
    rng = np.random.default_rng(73)
    places = series(monthly_clipped(rng, 1, 2, 0.25, places=12)[0], 12, 1.5)
    own, controls = places[:2], places[2:]
    each = [effect(own, controls[:at] + controls[at + 1 :]).estimate for at in range(len(controls))]
    assert without_one_control(own, controls) == pytest.approx((min(each), max(each)))
    with pytest.raises(ValueError, match="left out"):
        without_one_control(own, controls[:1])
