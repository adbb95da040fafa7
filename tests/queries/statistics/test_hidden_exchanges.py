"""Hidden posts: a cell hides by its households, who may each have made several, and a sum of such cells is no cell."""

from __future__ import annotations

import numpy as np
import pytest

from queries.publish.protect import protect, threshold
from queries.statistics.derived import Estimate
from queries.statistics.dirichlet import fit_mixes, mix_of_place
from queries.statistics.diversity import distance_from
from queries.statistics.published_counts import Hidden, Published, pooled, posts_each, true_counts
from tests.queries.statistics.protection import K, noise
from tests.queries.statistics.test_dirichlet import STUDY

CLIP, S = 12, 2.0
#: Posts of a household that makes any, by type as the study orders them: items many, alerts one.
EACH = np.array([5.0, 4.4, 3.4, 2.5, 1.8, 1.4, 1.3, 1.1, 1.1])


def posts(rng: np.random.Generator, households: int, each: float) -> int:
    """Of so many households together, geometric with a habit, each clipped."""
    return int(np.minimum(CLIP, rng.geometric(1 / each, households)).sum())


def cells(rng: np.random.Generator, households: np.ndarray, count: np.ndarray, each: np.ndarray) -> list[Published]:
    """What the publisher shows of one place, by type."""
    of_base = noise(rng, S, len(count))
    told = protect(count, households, CLIP * noise(rng, S, len(count)), of_base, np.full(len(count), S), K)
    behind = [Hidden(float(threshold(K, S)), 2 * S * S, K, max(1.0, float(e)), CLIP) for e in each]
    return [
        hidden if np.isnan(value) else Estimate(float(value), 2 * (CLIP * S) ** 2)
        for value, hidden in zip(told, behind, strict=True)
    ]


def town(rng: np.random.Generator, each: np.ndarray) -> tuple[list[list[Published]], np.ndarray]:
    """(published cells, the shares that posts are expected to have), both by place and type, in 58 places.

    About as many cells hide as in the demonstration: three types of nine, mostly.
    """
    places, truth = [], []
    clipped = (1 - (1 - 1 / EACH) ** CLIP) * EACH
    for size in rng.integers(400, 1_600, 58):
        wanted = rng.dirichlet(STUDY * 60) * size / EACH
        households = rng.poisson(wanted)
        count = np.array([posts(rng, n, e) for n, e in zip(households, EACH, strict=True)])
        places.append(cells(rng, households, count.astype(float), each))
        truth.append(wanted * clipped / (wanted * clipped).sum())
    return places, np.array(truth)


def held(each: np.ndarray, towns: int) -> tuple[float, float]:
    """(how often the interval of a hidden share holds its share, the part of all cells that is hidden)."""
    rng = np.random.default_rng(8)
    found, hidden = [], []
    for _ in range(towns):
        places, truth = town(rng, each)
        together = [Estimate(float(count), 2 * (CLIP * 6.0) ** 2) for count in 58 * 1_000 * truth.mean(axis=0)]
        prior = fit_mixes(places, together)
        assert prior is not None
        for place, shares in zip(places, truth, strict=True):
            intervals = mix_of_place(place, prior, draws=1_000).intervals()
            hides = np.array([isinstance(cell, Hidden) for cell in place])
            found += [i.holds(p) for i, p, hide in zip(intervals, shares, hides, strict=True) if hide]
            hidden.append(hides.mean())
    return float(np.mean(found)), float(np.mean(hidden))


def test_intervals_of_hidden_shares_hold_the_truth() -> None:
    """Each is learned as from published cells: with a third of those who take part in a type only answering."""
    each = np.array([posts_each(0.67 * e) for e in EACH])
    coverage, hidden = held(each, towns=2)
    assert hidden > 0.2
    assert 0.93 <= coverage <= 0.985
    assert held(np.ones(9), towns=2)[0] < 0.9, "as if every household had made one post"


def test_what_may_be_hidden_is_what_hides() -> None:
    """Of cells with every number of households as likely, those that hide hold as many posts as is said."""
    rng = np.random.default_rng(9)
    for each in (1.0, 1.4, 3.4):
        households = rng.integers(0, 60, 4_000)
        count = np.array([rng.geometric(1 / each, n).sum() for n in households])
        hides = (households < K) | (households + noise(rng, S, 4_000) < threshold(K, S))
        possible, likely = true_counts(Hidden(float(threshold(K, S)), 2 * S * S, K, each, CLIP))
        mean = np.average(possible, weights=likely)
        assert mean == pytest.approx(count[hides].mean(), rel=0.1)
        sd = np.sqrt(np.average((possible - mean) ** 2, weights=likely))
        assert sd == pytest.approx(count[hides].std(), rel=0.15)


def test_what_twelve_places_hide_is_more_than_one_can() -> None:
    """A type of a tenth of the reference that twelve places hide: some 120 households of it, and no distance."""
    hidden, shown = Hidden(each=1.1, clip=CLIP), Estimate(540.0, 800.0)
    together = pooled([hidden] * 12)
    assert 60 < together.value < 150
    apart, one = (distance_from([shown, shown, cell], [0.45, 0.45, 0.1]) for cell in (together, hidden))
    assert apart is not None
    assert not apart.is_clear
    assert one is not None
    assert one.is_clear, "as one hidden cell it would be taken for too little"


def test_posts_of_those_who_post_are_at_least_one() -> None:
    assert posts_each(0.0) == 1
    assert posts_each(0.01) == pytest.approx(1.005, abs=1e-4)
    assert posts_each(1.0) == pytest.approx(1 / (1 - np.exp(-1)))
    assert posts_each(8.0) == pytest.approx(8, abs=0.01)
