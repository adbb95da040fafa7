"""Places to compare a treated place with: the nearest in what was known before, none that is far, none next door.

Nothing here knows what the features are; those of the time after the start must not be among them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

#: How far a control may be: the root of the mean squared difference of the features, in their standard deviations.
CALIPER = 0.25


class Matches(NamedTuple):
    """Indices of candidates and how far they are, nearest first."""

    indices: np.ndarray
    distances: np.ndarray


def standardised(treated: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (rows: places) in standard deviations over all places; one that never varies becomes 0 everywhere."""
    every = np.vstack([treated, candidates])
    spread = every.std(axis=0, ddof=1)
    centre = every.mean(axis=0)
    spread = np.where(spread > 0, spread, 1.0)  # also leaves unknown features unknown
    return (treated - centre) / spread, (candidates - centre) / spread


def nearest(
    treated: np.ndarray,
    candidates: np.ndarray,
    count: int,
    excluded: np.ndarray | None = None,
    caliper: float = CALIPER,
) -> tuple[Matches, ...]:
    """For each treated place (rows of standardised features) up to `count` candidates within the caliper.

    excluded: true for candidates within 1 km of any treated place, where the campaign may have spilled over. A feature
    is left out when it is unknown (nan) of all places; ValueError when of some. The distance is the root of the mean
    over features of the squared difference, so that the caliper means the same for few features and many: a mean, in
    which one feature may differ more when others differ less. Equal distances are ordered by index. One candidate may
    be near several treated places (`together` counts it once).
    """
    known = ~np.isnan(np.vstack([treated, candidates])).all(axis=0)
    inside, outside = treated[:, known], candidates[:, known]
    if not known.any() or np.isnan(inside).any() or np.isnan(outside).any():
        raise ValueError("A feature must be known of every place, or of none.")
    allowed = np.arange(len(candidates)) if excluded is None else np.flatnonzero(~excluded)
    if not len(allowed):
        return tuple(Matches(np.array([], dtype=int), np.array([])) for _ in treated)
    width = np.sqrt(known.sum())
    # A little more than the caliper, so that rounding in the tree drops nobody; the distance itself decides.
    within = cKDTree(outside[allowed]).query_ball_point(inside, caliper * width * (1 + 1e-9))
    return tuple(
        _ranked(place, outside, allowed[sorted(found)], count, caliper)
        for place, found in zip(inside, within, strict=True)
    )


def together(matches: tuple[Matches, ...]) -> np.ndarray:
    """The controls of all treated places, each once, in order of index."""
    return np.unique(np.concatenate([np.array([], dtype=int), *(each.indices for each in matches)]))


def _ranked(place: np.ndarray, others: np.ndarray, near: np.ndarray, count: int, caliper: float) -> Matches:
    far = np.sqrt(((others[near] - place) ** 2).mean(axis=1))
    # Rounded, so that the order does not hang on the last bits of a float.
    order = np.lexsort((near, np.round(far, 9)))
    kept = order[np.round(far[order], 9) <= caliper][:count]
    return Matches(near[kept], far[kept])
