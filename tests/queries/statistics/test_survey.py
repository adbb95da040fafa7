"""Strata: the published estimate of the Californian schools, and intervals of a share that hold the truth."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from queries.statistics.derived import Estimate
from queries.statistics.survey import Stratum, post_stratified_share, stratified_mean
from tests.conftest import SHARED
from tests.queries.statistics.protection import noise

SCHOOLS = SHARED / "reference" / "data" / "apistrat.csv"


def test_the_mean_of_the_schools_is_the_published_one() -> None:
    """Stratified sample of 200 schools (R package survey): 662.2874 with a standard error of 9.4089."""
    if not SCHOOLS.is_file():
        pytest.skip("the sample of schools is not beside this checkout")
    with SCHOOLS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    strata = []
    for kind in sorted({row["stype"] for row in rows}):
        scores = np.array([float(row["api00"]) for row in rows if row["stype"] == kind])
        size = next(float(row["fpc"]) for row in rows if row["stype"] == kind)
        strata.append(Stratum(len(scores), float(scores.mean()), float(scores.var(ddof=1)), size))
    assert stratified_mean(strata, finite=True) == pytest.approx((662.2874, 9.4089), abs=1e-3)


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_post_stratified_intervals_hold_the_truth_whoever_answers(s: float) -> None:
    """Four groups of unequal size that answer unequally and think differently; 2,000 surveys of 300 answers."""
    rng = np.random.default_rng(71)
    population = np.array([0.4, 0.3, 0.2, 0.1])
    answering = np.array([0.2, 0.2, 0.3, 0.3])
    held, raw = [], []
    for _ in range(2_000):
        agree = rng.uniform(0.1, 0.9, 4)
        n = rng.multinomial(300, answering)
        yes = rng.binomial(n, agree)
        cells = [
            (Estimate(float(a), 2 * s * s), Estimate(float(b), 2 * s * s))
            for a, b in zip(yes + noise(rng, s, 4), n + noise(rng, s, 4), strict=True)
        ]
        truth = float(population @ agree)
        held.append(post_stratified_share(cells, population.tolist()).interval.holds(truth))
        raw.append(abs(yes.sum() / n.sum() - truth) > 0.06)
    assert 0.93 <= np.mean(held) <= 0.97
    assert np.mean(raw) > 0.2, "the share of those who answered is often far off"


def test_strata_in_which_all_agree_are_not_taken_as_certain() -> None:
    cells = [(Estimate(20.0, 0.0), Estimate(20.0, 0.0))] * 2
    share = post_stratified_share(cells, [1, 1])
    assert share.value == 1
    assert 0.8 < share.interval.low < 0.95


def test_a_stratum_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="merge"):
        stratified_mean([Stratum(0, 0, 0, 10)])
    with pytest.raises(ValueError, match="merge"):
        post_stratified_share([(Estimate(0.0, 8.0), Estimate(0.0, 8.0))], [1])
