"""Breadth, distance and overlap of mixes: closed forms, and what chance and noise alone would give."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from queries.statistics.derived import Estimate
from queries.statistics.dirichlet import fit_mixes, mix_of_place
from queries.statistics.diversity import breadth, distance_from, hill, jensen_shannon, rank_biased_overlap
from queries.statistics.published_counts import Hidden
from tests.queries.statistics.protection import published
from tests.queries.statistics.test_dirichlet import STUDY


def test_the_studys_mix_is_as_broad_as_five_equal_types() -> None:
    assert hill(STUDY) == pytest.approx(4.98, abs=0.005)
    assert hill([1, 1, 1, 1]) == pytest.approx(4)
    assert hill([5, 0, 0]) == pytest.approx(1)


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_the_breadth_of_places_is_held_by_its_interval_and_not_biased(s: float) -> None:
    """Nine types in 58 places of 80 to 300 households, over half of the values hidden with the noise."""
    rng = np.random.default_rng(41)
    held, error, raw = [], [], []
    for _ in range(4):
        truth = rng.dirichlet(STUDY * 30, 58)
        counts = np.array([rng.multinomial(n, p) for n, p in zip(rng.integers(80, 300, 58), truth, strict=True)])
        places = [published(rng, row, s) for row in counts]
        prior = fit_mixes(places, published(rng, counts.sum(axis=0), 3.0 if s else 0.0))
        assert prior is not None
        for place, shares in zip(places, truth, strict=True):
            found = breadth(mix_of_place(place, prior, draws=1_000))
            held.append(found.interval.holds(float(hill(shares))))
            error.append(found.effective - hill(shares))
            raw.append(hill([count.value if isinstance(count, Estimate) else 0 for count in place]) - hill(shares))
    assert 0.92 <= np.mean(held) <= 0.98, "232 places that share four priors: within a point"
    assert abs(np.mean(error)) < 0.08
    if s:
        assert np.mean(raw) < -0.5, "hidden values taken for nothing would make every place narrow"


def test_the_distance_is_the_textbooks() -> None:
    p, q = np.array([0.5, 0.3, 0.2, 0.0]), np.array([0.1, 0.3, 0.2, 0.4])
    assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2))
    assert jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0])) == pytest.approx(1)
    assert jensen_shannon(p, p) == 0


@pytest.mark.parametrize("s", [0.0, 2.0])
def test_a_place_like_the_reference_is_not_far_and_one_that_differs_is(s: float) -> None:
    rng = np.random.default_rng(44)
    other = np.roll(STUDY, 1)
    same, different = [], []
    for _ in range(120):
        for mix, found in ((STUDY, same), (other, different)):
            found.append(distance_from(published(rng, rng.multinomial(200, mix), s), STUDY.tolist()))
    assert np.mean([gap.is_clear for gap in same if gap]) <= 0.09
    assert np.mean([gap.excess for gap in same if gap]) < 0.03
    assert np.mean([gap.published for gap in same if gap]) > 0.03
    assert np.mean([gap.is_clear for gap in different if gap]) > 0.99
    assert np.mean([gap.excess for gap in different if gap]) > 0.15


def test_a_hidden_value_adds_to_the_distance_only_where_it_should_be_large() -> None:
    shown, hidden = Estimate(50.0, 8.0), Hidden()
    usual = distance_from([shown, shown, hidden], [0.45, 0.45, 0.1])
    missing = distance_from([shown, shown, hidden], [0.25, 0.25, 0.5])
    assert usual is not None
    assert missing is not None
    assert not usual.is_clear
    assert missing.is_clear


def test_a_mix_of_one_shown_value_has_no_distance() -> None:
    assert distance_from([Estimate(30.0, 8.0), Hidden()], [0.5, 0.5]) is None
    assert distance_from([Hidden(), Hidden()], [0.5, 0.5]) is None


def test_overlap_is_one_for_equal_lists_and_nothing_for_others() -> None:
    ten = [f"category {rank}" for rank in range(10)]
    assert rank_biased_overlap(ten, ten) == pytest.approx(1)
    assert rank_biased_overlap(ten[:3], ten[:3]) == pytest.approx(1)
    assert rank_biased_overlap(ten, [f"other {rank}" for rank in range(10)]) == 0
    swapped_first, swapped_last = [ten[1], ten[0], *ten[2:]], [*ten[:8], ten[9], ten[8]]
    assert rank_biased_overlap(ten, swapped_first) < rank_biased_overlap(ten, swapped_last) < 1  # type: ignore[operator]
    assert rank_biased_overlap(ten, swapped_first) == pytest.approx(0.9), "only the first place is lost, of weight .1"
    assert rank_biased_overlap(ten, ten[:4]) == pytest.approx(1), "read to the length of the shorter"
    assert rank_biased_overlap(ten, []) is None
    with pytest.raises(ValueError, match="once"):
        rank_biased_overlap(["a", "a"], ["a", "b"])
