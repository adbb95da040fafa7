"""Shortages over many places: a true one is found whatever hides around it, chance is not, hidden is "at least"."""

from __future__ import annotations

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden, Published
from queries.statistics.shortage import GapPrior, Sides, fit_gaps, shortage_of_place

S, THRESHOLD, FEWEST = 2.0, 17, 11
PLACES, ACTIVE = 40, 200.0


def published(count: float, rng: np.random.Generator, s: float = S) -> Published:
    """A count with its noise, hidden below the threshold."""
    noisy = round(count + rng.normal(0, s * 2**0.5))
    shown = count >= FEWEST and noisy >= FEWEST + 2 * s * 2**0.5
    return Estimate(noisy, 2 * s * s) if shown else Hidden(FEWEST + 2 * s * 2**0.5, 2 * s * s)


def city(
    rng: np.random.Generator, sizes: dict[str, float], planted: dict[str, dict[int, tuple[int, int]]] | None = None
):
    """Category -> (places, together): Poisson around one size for asked and offered, but where it is planted."""
    found = {}
    for code, size in sizes.items():
        counts = rng.poisson(size, (PLACES, 2)).astype(float)
        for place, pair in (planted or {}).get(code, {}).items():
            counts[place] = pair
        places = [Sides(published(a, rng), published(o, rng), ACTIVE) for a, o in counts]
        asked, offered = (published(total, rng, 6.0) for total in counts.sum(axis=0))
        found[code] = (places, Sides(asked, offered, PLACES * ACTIVE))
    return found


SIZES = {"a": 60.0, "b": 45.0, "c": 35.0, "d": 30.0, "e": 25.0, "f": 20.0, "rare": 5.0}


def chances(given, code: str, prior: GapPrior) -> dict[int, float]:
    return {at: shortage_of_place(place, prior).probability for at, place in enumerate(given[code][0])
            if isinstance(place.asked, Estimate)}  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_true_shortage_is_found_where_nearly_everybody_else_hides_the_category(seed: int) -> None:
    """Those that show it are those with the shortage: a prior over them alone would call it usual."""
    given = city(np.random.default_rng(seed), SIZES, {"rare": {3: (72, 24), 17: (72, 24), 30: (72, 24)}})
    found = chances(given, "rare", fit_gaps(given)["rare"])
    assert min(found[at] for at in (3, 17, 30)) > 0.85
    assert not [at for at, chance in found.items() if at not in (3, 17, 30) and chance > 0.5]


def test_balance_is_hardly_ever_called_a_shortage() -> None:
    found: list[float] = []
    for seed in range(6):
        given = city(np.random.default_rng(100 + seed), SIZES)
        for code, prior in fit_gaps(given).items():
            found += chances(given, code, prior).values()
    assert len(found) > 1000
    assert np.mean(np.array(found) > 0.5) < 0.02
    assert np.mean(np.array(found) > 0.9) < 0.002


def test_what_is_asked_for_more_than_offered_everywhere_is_no_shortage_of_one_place() -> None:
    rng = np.random.default_rng(5)
    given = city(rng, SIZES)
    places = [Sides(published(60, rng), published(20, rng), ACTIVE) for _ in range(PLACES)]
    given["usual"] = (places, Sides(Estimate(2400.0, 72.0), Estimate(800.0, 72.0), PLACES * ACTIVE))
    prior = fit_gaps(given)["usual"]
    assert np.exp(prior.usual) == pytest.approx(3, rel=0.2)
    assert max(shortage_of_place(place, prior).probability for place in places) < 0.5


def test_hidden_supply_says_at_least() -> None:
    prior = fit_gaps(city(np.random.default_rng(6), SIZES))["c"]
    hidden = shortage_of_place(Sides(Estimate(72.0, 8.0), Hidden(), ACTIVE), prior)
    shown = shortage_of_place(Sides(Estimate(72.0, 8.0), Estimate(18.0, 8.0), ACTIVE), prior)
    assert hidden.at_least
    assert not shown.at_least
    assert hidden.probability >= shown.probability > 0.9
    assert 1 < shown.interval.low < shown.ratio < 72 / 18 * 1.1


def test_too_few_places_have_no_prior() -> None:
    given = city(np.random.default_rng(7), {"a": 40.0})
    places, together = given["a"]
    assert fit_gaps({"a": (places[:4], together)}) == {}
    hides = [Sides(Hidden(), Hidden(), ACTIVE)] * 30
    assert fit_gaps({"a": (hides, Sides(Hidden(), Hidden(), 1.0))}) == {}
