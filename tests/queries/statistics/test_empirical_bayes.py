"""Empirical Bayes: intervals hold the truth with and without noise, and noise passes for no difference of places."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import beta

from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import (
    BetaPrior,
    GammaPrior,
    Posterior,
    fit_rates,
    fit_shares,
    rate_of_place,
    share_of_place,
)
from queries.statistics.fay_herriot import estimate, fit
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import published, shown

PLACES = 58


def town(rng: np.random.Generator, kind: str, concentration: float, s: float, places: int = PLACES) -> tuple:
    """(true shares or rates, published (part, whole) of each place): 30 to 150 households, a third of them in the part.

    Of the parts about a quarter is hidden with s = 2.
    """
    n = rng.integers(30, 150, places)
    if kind == "shares":
        truth = rng.beta(0.35 * concentration, 0.65 * concentration, places)
        x = rng.binomial(n, truth)
    else:
        truth = rng.gamma(concentration, 0.35 / concentration, places)
        x = rng.poisson(n * truth)
    return truth, list(zip(published(rng, x, s), shown(rng, n, 1.5 if s else 0), strict=True))


FIT: dict[str, Callable] = {"shares": fit_shares, "rates": fit_rates}
PLACE: dict[str, Callable] = {"shares": share_of_place, "rates": rate_of_place}


def simulate(kind: str, s: float, towns: int) -> tuple[float, float]:
    """(how often intervals hold the truth, squared error against that of the raw share where it is shown)."""
    rng = np.random.default_rng(7)
    held, steadied, raw = [], [], []
    for town_number in range(towns):
        truth, places = town(rng, kind, (20, 60)[town_number % 2], s)
        prior = FIT[kind](places)
        for true, (part, whole) in zip(truth, places, strict=True):
            posterior: Posterior = PLACE[kind](part, whole, prior)
            held.append(0.025 <= posterior.above(true) <= 0.975)
            if isinstance(part, Estimate):
                steadied.append((posterior.mean - true) ** 2)
                raw.append((part.value / whole.value - true) ** 2)
    return float(np.mean(held)), float(np.mean(steadied) / np.mean(raw))


@pytest.mark.parametrize("s", [0.0, 2.0])
@pytest.mark.parametrize("kind", ["shares", "rates"])
def test_intervals_hold_the_truth_and_shares_are_nearer_to_it(kind: str, s: float) -> None:
    coverage, error = simulate(kind, s, towns=16)
    assert 0.93 <= coverage <= 0.97
    assert error <= 0.7


@pytest.mark.deep
@pytest.mark.parametrize("s", [0.0, 1.5, 2.0])
@pytest.mark.parametrize("kind", ["shares", "rates"])
def test_over_a_thousand_areas_they_still_do(kind: str, s: float) -> None:
    coverage, error = simulate(kind, s, towns=120)
    assert 0.93 <= coverage <= 0.97
    assert error <= 0.7


def test_the_noise_is_not_taken_for_a_difference_between_places() -> None:
    """The same town with and without noise gives the same prior; noise that is not told of makes places differ more."""
    rng = np.random.default_rng(3)
    fitted: dict[str, list[float]] = {"without": [], "with": [], "untold": []}
    for _ in range(8):
        n = rng.integers(120, 250, PLACES)
        x = rng.binomial(n, rng.beta(35, 65, PLACES))
        exact = [(Estimate(float(a), 0.0), Estimate(float(b), 0.0)) for a, b in zip(x, n, strict=True)]
        noisy = list(zip(published(rng, x, 6.0), shown(rng, n, 6.0), strict=True))
        untold = [
            (Estimate(part.value, 0.0), Estimate(max(whole.value, part.value), 0.0))
            for part, whole in noisy if isinstance(part, Estimate)
        ]  # fmt: skip
        for name, places in (("without", exact), ("with", noisy), ("untold", untold)):
            prior = fit_shares(places)
            assert prior is not None
            fitted[name].append(prior.a + prior.b)
    without, told, untold_of = (float(np.median(fitted[name])) for name in ("without", "with", "untold"))
    assert told == pytest.approx(without, rel=0.3)
    assert untold_of < 0.75 * without


def test_without_noise_the_posterior_is_the_textbooks() -> None:
    """Beta(3, 7) and 10 of 20 give Beta(13, 17); Gamma(2, 4) and 6 in 8 give Gamma(8, 12)."""
    share = share_of_place(Estimate(10.0, 0.0), Estimate(20.0, 0.0), BetaPrior(3, 7))
    assert share.mean == pytest.approx(13 / 30)
    assert share.interval() == pytest.approx(beta(13, 17).ppf((0.025, 0.975)), abs=1e-5)
    rate = rate_of_place(Estimate(6.0, 0.0), Estimate(8.0, 0.0), GammaPrior(2, 4))
    assert rate.mean == pytest.approx(8 / 12)
    assert rate.sd == pytest.approx(8**0.5 / 12)


def test_noise_widens_a_posterior_and_draws_it_nearer_to_the_others() -> None:
    prior = BetaPrior(20, 20)
    sharp = share_of_place(Estimate(30.0, 0.0), Estimate(40.0, 0.0), prior)
    blurred = share_of_place(Estimate(30.0, 18.0), Estimate(40.0, 18.0), prior)
    assert blurred.sd > sharp.sd
    assert 0.5 < blurred.mean < sharp.mean


def test_a_hidden_part_beside_a_large_whole_is_a_small_share() -> None:
    """Fewer than about 17 of 200: the share is small, though places usually have a third."""
    hidden = share_of_place(Hidden(), Estimate(200.0, 8.0), BetaPrior(3, 6))
    assert hidden.interval().high < 0.14
    assert hidden.above(0.25) < 1e-3
    beside_few = share_of_place(Hidden(), Estimate(20.0, 8.0), BetaPrior(3, 6))
    assert beside_few.mean > 0.2, "of 20, fewer than 17 may be nearly all"


def test_the_probability_above_a_threshold_is_right_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    told, true = [], []
    for _ in range(8):
        truth, places = town(rng, "shares", 20, 2.0)
        prior = fit_shares(places)
        assert prior is not None
        told += [share_of_place(part, whole, prior).above(0.4) for part, whole in places]
        true += (truth > 0.4).tolist()
    surest = np.array(told) > 0.8
    assert np.mean(np.array(true)[surest]) == pytest.approx(np.mean(np.array(told)[surest]), abs=0.07)
    assert np.mean(true) == pytest.approx(np.mean(told), abs=0.04)


def test_places_that_do_not_differ_are_not_made_one_and_few_places_have_no_prior() -> None:
    rng = np.random.default_rng(9)
    n = np.full(30, 100)
    places = list(zip(published(rng, rng.binomial(n, 0.4), 2.0), shown(rng, n, 1.5), strict=True))
    prior = fit_shares(places)
    assert prior is not None
    assert 50 < prior.a + prior.b < 2_000
    assert fit_shares(places[:4]) is None
    assert fit_rates(places[:4]) is None


#: Efron and Morris 1975, "Data Analysis Using Stein's Estimator and Its Generalizations": hits of 18 players in their
#: first 45 at bats of 1970, and their averages in the rest of that season.
HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
REST = (
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269,
    0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.286, 0.316, 0.200,
)  # fmt: skip


def test_the_players_of_efron_and_morris_are_better_told_by_all_than_each_by_himself() -> None:
    """The published figures (mean .265, kept .212, a squared error of .28 of the raw one) are those of James and Stein;
    both models here come near them. Shares keep more of each on purpose: all alike is not believed by bad luck."""
    raw, rest = np.array(HITS) / 45, np.array(REST)
    variance = raw.mean() * (1 - raw.mean()) / 45
    kept = 1 - (len(raw) - 3) * variance / ((raw - raw.mean()) ** 2).sum()
    assert raw.mean() == pytest.approx(0.265, abs=5e-4)
    assert kept == pytest.approx(0.212, abs=5e-4)

    def error(told: np.ndarray) -> float:
        return float(((told - rest) ** 2).sum() / ((raw - rest) ** 2).sum())

    assert error(raw.mean() + kept * (raw - raw.mean())) == pytest.approx(0.283, abs=1e-3)
    model = fit(raw, np.full(18, variance), np.ones((18, 1)))
    assert model.beta[0] == pytest.approx(0.265, abs=5e-4)
    assert error(np.array([estimate(own, variance, (1.0,), model).value for own in raw])) <= 0.30
    places = [(Estimate(float(hits), 0.0), Estimate(45.0, 0.0)) for hits in HITS]
    prior = fit_shares(places)
    assert prior is not None
    assert prior.a / (prior.a + prior.b) == pytest.approx(0.265, abs=2e-3)
    posteriors = [share_of_place(*place, prior) for place in places]
    assert error(np.array([posterior.mean for posterior in posteriors])) <= 0.32
    assert sum(posterior.interval().holds(true) for posterior, true in zip(posteriors, REST, strict=True)) >= 16
