"""Classes have round edges, hold every value, and are no finer than the noise."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.classes import MOST, Method, classes, supported

AMOUNTS = st.lists(st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 2)), min_size=1, max_size=80)
METHODS = st.sampled_from(["quantiles", "natural"])


@given(AMOUNTS, METHODS)
def test_every_value_has_a_class_and_none_is_empty(values: list[float], method: Method) -> None:
    scale = classes(values, 0.05, method)
    counts = scale.counts(values)
    assert sum(counts) == len(values)
    assert 1 <= scale.count <= MOST
    assert all(counts)


@given(AMOUNTS, METHODS)
def test_edges_are_multiples_of_the_step(values: list[float], method: Method) -> None:
    edges = classes(values, 0.05, method).edges
    assert all(high - low > 0.05 - 1e-9 for low, high in pairwise(edges))
    assert all(abs(edge / 0.05 - round(edge / 0.05)) < 1e-6 for edge in edges)


def test_a_value_on_an_edge_belongs_to_the_class_above() -> None:
    scale = classes([0.2, 0.25, 0.3, 0.35, 0.4, 0.45], 0.05)
    assert 0.3 in scale.edges or 0.35 in scale.edges
    edge = scale.edges[0]
    assert scale.of(edge + 1e-12) == scale.of(edge - 1e-12) == scale.of(edge - 0.01) + 1


def test_equal_values_make_one_class_and_no_value_none() -> None:
    assert classes([3.0, 3.0], 1).edges == ()
    assert classes([], 1).edges == ()


def test_quantiles_give_classes_of_about_as_many_neighbourhoods_each() -> None:
    counts = classes([n**2 for n in range(100)], 1).counts([n**2 for n in range(100)])
    assert len(counts) == MOST
    assert max(counts) - min(counts) <= 3


def test_natural_breaks_part_what_lies_apart() -> None:
    values = [1.0, 1.2, 1.4, 5.0, 5.3, 9.0, 9.1, 9.2]
    assert classes(values, 0.5, "natural", 3).counts(values) == (3, 2, 3)


def test_natural_breaks_are_the_best_of_all_breaks() -> None:
    values = sorted([0.02, 0.05, 0.06, 0.11, 0.12, 0.19, 0.30, 0.31, 0.33, 0.5])

    def spread(low: int, high: int) -> float:
        part = values[low:high]
        return sum((value - sum(part) / len(part)) ** 2 for value in part)

    best = min(spread(0, i) + spread(i, j) + spread(j, 10) for i in range(1, 9) for j in range(i + 1, 10))
    edges = classes(values, 0.001, "natural", 3).edges
    i, j = (sum(value < edge for value in values) for edge in edges)
    assert spread(0, i) + spread(i, j) + spread(j, 10) == pytest.approx(best)


def test_one_outlier_takes_one_class_and_leaves_the_others_apart() -> None:
    many = [float(n) for n in range(10, 60)]
    assert classes([*many, 4000.0], 1).counts(many)[0] < 25


@pytest.mark.parametrize(("finest", "noise", "step"), [(0.01, [0.013] * 5, 0.03), (0.01, [], 0.01), (0.1, [0.4], 1.0),
                                                       (1.0, [0.2], 1.0), (0.01, [0.025], 0.05)])  # fmt: skip
def test_the_step_is_the_first_round_number_that_the_noise_supports(
    finest: float, noise: list[float], step: float
) -> None:
    assert supported(finest, noise) == step


def test_five_thousand_different_values_are_classed_quickly() -> None:
    values = [((n * 7919) % 5000) / 5000 for n in range(5000)]
    assert classes(values, 0.001, "natural").count == MOST
