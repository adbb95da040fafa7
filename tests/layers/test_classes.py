"""Classes have round edges, hold every value, and are no finer than the numbers."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from layers.classes import MOST, classes

AMOUNTS = st.lists(st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 2)), min_size=1, max_size=80)


@given(AMOUNTS)
def test_every_value_has_a_class_and_the_outer_ones_are_not_empty(values: list[float]) -> None:
    scale = classes(values, 0.05)
    counts = scale.counts(values)
    assert sum(counts) == len(values)
    assert 1 <= scale.count <= MOST
    assert counts[0]
    assert counts[-1]


@given(AMOUNTS)
def test_no_class_is_finer_than_the_numbers_support(values: list[float]) -> None:
    edges = classes(values, 0.05).edges
    assert all(high - low > 0.05 - 1e-9 for low, high in pairwise(edges))
    assert all(abs(edge / 0.05 - round(edge / 0.05)) < 1e-6 for edge in edges)


def test_a_value_on_an_edge_belongs_to_the_class_above() -> None:
    scale = classes([0.2, 0.25, 0.3, 0.35, 0.4, 0.45], 0.05)
    assert scale.of(0.1 + 0.2) == scale.of(0.3) == scale.of(0.29999999999999999)
    assert scale.of(0.3) == scale.of(0.29) + 1


def test_equal_values_make_one_class_and_no_value_none() -> None:
    assert classes([3.0, 3.0]).edges == ()
    assert classes([]).edges == ()


def test_one_outlier_leaves_the_others_apart() -> None:
    scale = classes([float(n) for n in range(10, 60)] + [4000.0])
    assert scale.counts([float(n) for n in range(10, 60)])[0] < 25
