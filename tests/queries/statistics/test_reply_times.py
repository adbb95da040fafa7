"""Reply times from bands: the median's bands hold it, a value is told only where it may be, the unanswered count."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from queries.statistics.reply_times import answered_within, median_reply
from tests.queries.statistics.protection import published

DAY = 24.0
EDGES = (1, 6, DAY, 3 * DAY, 7 * DAY, 28 * DAY)


def exact(*counts: float) -> list[Estimate]:
    return [Estimate(float(count), 0.0) for count in counts]


@pytest.mark.parametrize("s", [0.0, 2.0])
@pytest.mark.parametrize("edges", [EDGES, (DAY, 28 * DAY)])
def test_intervals_hold_the_true_median_and_share(s: float, edges: tuple[float, ...]) -> None:
    """Log-normal reply times, one in seven never; hidden bands widen the intervals, so they hold more, never less."""
    rng = np.random.default_rng(51)
    bounds, held, within = (0.0, *edges, math.inf), [], []
    for _ in range(300):
        middle, n = math.exp(rng.uniform(1, 5)), int(rng.integers(150, 500))
        times = np.exp(rng.normal(math.log(middle), 1.5, 10_000))
        times[rng.random(10_000) < 1 / 7] = math.inf
        counts = np.histogram(rng.choice(times, n), [*bounds[:-1], 1e12])[0]
        counts[-1] = n - counts[:-1].sum()
        bands = published(rng, counts, s)
        found = median_reply(bands, edges)
        assert found is not None
        held.append(found.low <= np.median(times) <= found.high)
        day = bounds.index(DAY)
        within.append(answered_within(bands, day).holds(float((times < DAY).mean())))
    assert np.mean(held) >= 0.93
    assert np.mean(within) >= 0.93
    if not s:
        assert np.mean(within) <= 0.975


def test_a_value_is_told_where_one_closed_band_holds_all_of_the_interval() -> None:
    found = median_reply(exact(50, 150, 600, 150, 30, 10, 10), EDGES)
    assert found is not None
    assert (found.low, found.high) == (6, DAY)
    assert found.value == pytest.approx(6 * 4**0.5), "half of the band on the logarithmic scale"


def test_no_value_is_told_below_the_first_edge_or_across_bands() -> None:
    fast = median_reply(exact(900, 50, 20, 10, 10, 5, 5), EDGES)
    assert fast is not None
    assert (fast.low, fast.high, fast.value) == (0, 1, None)
    unsure = median_reply(exact(5, 20, 25, 24, 20, 3, 3), EDGES)
    assert unsure is not None
    assert (unsure.low, unsure.high, unsure.value) == (6, 3 * DAY, None)


def test_the_unanswered_are_counted_and_may_hold_the_median() -> None:
    silent = median_reply(exact(20, 40, 60, 20, 10, 10, 400), EDGES)
    assert silent is not None
    assert (silent.low, silent.high, silent.value) == (28 * DAY, math.inf, None)
    perhaps = median_reply(exact(60, 30, 95), (DAY, 28 * DAY))
    assert perhaps is not None
    assert (perhaps.low, perhaps.high) == (DAY, math.inf)


def test_a_hidden_band_widens_the_interval_to_both_sides() -> None:
    shown, hidden = exact(100, 10, 60), [Estimate(100.0, 0.0), Hidden(17), Estimate(60.0, 0.0)]
    narrow, wide = answered_within(shown, 1), answered_within(hidden, 1)
    assert wide.low < narrow.low < narrow.high < wide.high
    assert median_reply([Hidden(), Hidden(), Hidden()], (DAY, 28 * DAY)) is None


def test_three_bands_tell_within_a_day() -> None:
    found = median_reply([Estimate(200.0, 8.0), Estimate(60.0, 8.0), Estimate(40.0, 8.0)], (DAY, 28 * DAY))
    assert found is not None
    assert (found.low, found.high, found.value) == (0, DAY, None)


def test_edges_that_do_not_fit_are_refused() -> None:
    for edges in ((1,), (1, 2, 3), (2, 1), (0, 1)):
        with pytest.raises(ValueError, match="ascending edges"):
            median_reply(exact(10, 10, 10), edges)
