"""Orders of noisy counts: which ranks cannot be told apart, and how alike the order is to a given one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from queries.statistics.derived import Estimate
from queries.statistics.diversity import rank_biased_overlap
from queries.statistics.intervals import LEVEL, Interval, z_of

_DRAWS, _SEED = 500, 1


@dataclass(frozen=True)
class Overlap:
    """Rank-biased overlap of two lists, 0 nothing in common to 1 the same, with what the noise makes of it."""

    value: float
    interval: Interval


def in_order(counts: Mapping[str, Estimate]) -> list[str]:
    """Names by falling count; equal ones by name, so that the order is the same everywhere."""
    return sorted(counts, key=lambda name: (-counts[name].value, name))


def rank_bands(counts: Mapping[str, Estimate], level: float = LEVEL) -> dict[str, tuple[int, int]]:
    """The first and last rank that each may have: one after those clearly above it, one before those clearly below.

    Two counts are clearly apart where their difference exceeds what their independent noises make of it.
    """

    def above(one: Estimate, other: Estimate) -> bool:
        return one.value - other.value > z_of(level) * math.sqrt(one.variance + other.variance)

    return {
        name: (1 + sum(above(other, count) for other in counts.values()),
               len(counts) - sum(above(count, other) for other in counts.values()))
        for name, count in counts.items()
    }  # fmt: skip


def overlap(
    counts: Mapping[str, Estimate], reference: Sequence[str], most: int, level: float = LEVEL
) -> Overlap | None:
    """How alike the first `most` of these are to a list given in order; None where either is empty.

    The interval is that of the overlap when every count is drawn again with its own noise (parametric bootstrap,
    seeded): places that cannot be told apart change seats.
    """
    order = in_order(counts)
    value = rank_biased_overlap(order[:most], reference)
    if value is None:
        return None
    middle, sd = np.array([[counts[name].value, math.sqrt(counts[name].variance)] for name in order]).T
    drawn = middle + sd * np.random.default_rng(_SEED).standard_normal((_DRAWS, len(order)))
    again = [
        rank_biased_overlap([order[at] for at in row[:most]], reference) or 0.0 for row in (-drawn).argsort(axis=1)
    ]
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2])
    return Overlap(value, Interval(float(low), float(high)))
