"""Whether activity rests on a few: the Gini coefficient and the share of the busiest tenth, as ranges, from bands.

Nothing is assumed of how activity is spread within a band. It names nobody and knows no household.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from queries.statistics.bands import gini_from_bands
from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval, z_of
from queries.statistics.published_counts import Hidden, Published

#: The fewest and the most posts and replies of a household in each band, by the dimension that tells them.
ACTS: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "activity_band": ((1, 2, 4, 8, 16), (1, 3, 7, 15, math.inf)),
    "activity_level": ((1, 2, 4), (1, 3, math.inf)),
}
#: The share of households called the busiest.
BUSIEST = 0.1
#: How many counts between nothing and its threshold are tried for a hidden band, and how many may be hidden.
_TRIED, _MOST_HIDDEN = 3, 2


@dataclass(frozen=True)
class Concentration:
    """Ranges over every distribution with these bands, each end widened by the noise of the cells.

    gini: 0 all are equally active, 1 one does everything; busiest: the share of all activity by the busiest tenth.
    """

    gini: Interval
    busiest: Interval


def concentration(
    bands: Sequence[Published], lows: Sequence[float], highs: Sequence[float], at_most: float = math.inf,
    level: float = LEVEL,
) -> Concentration | None:  # fmt: skip
    """From households by band, in ascending order, and the fewest and most acts in each (`ACTS`).

    at_most: count no household's acts beyond so many. Without it an open band may hold anything, and only the low
    ends tell something: the ranges then end at 1. A hidden band is tried at counts from nothing to its threshold.
    None where more than two bands are hidden, or nothing is counted; ValueError for limits that do not fit.
    """
    if not len(bands) == len(lows) == len(highs) or at_most < max(lows, default=0):
        raise ValueError("bands need a low and a high each, and a limit that the last one reaches")
    highs = [min(high, at_most) for high in highs]
    if sum(isinstance(band, Hidden) for band in bands) > _MOST_HIDDEN:
        return None
    cases = [(counts, gini) for counts in _possible(bands) if (gini := gini_from_bands(counts, lows, highs))]
    if not cases:
        return None
    z = z_of(level)
    lower = min(gini.lower.value - z * math.sqrt(gini.lower.variance) for _, gini in cases)
    upper = max(gini.upper.value + z * math.sqrt(gini.upper.variance) for _, gini in cases)
    least, most = _busiest([counts for counts, _ in cases], lows, highs, z)
    return Concentration(Interval(max(0.0, lower), min(1.0, upper)), Interval(max(BUSIEST, least), min(1.0, most)))


def _possible(bands: Sequence[Published]) -> Iterator[list[Estimate]]:
    """The bands with every hidden one at each count tried; those shown are never below nothing."""
    tried = [
        [Estimate(float(count), 0.0) for count in np.linspace(0, band.most, _TRIED)]
        if isinstance(band, Hidden)
        else [Estimate(max(0.0, band.value), band.variance)]
        for band in bands
    ]
    return map(list, product(*tried))


def _busiest(
    cases: Sequence[Sequence[Estimate]], lows: Sequence[float], highs: Sequence[float], z: float
) -> tuple[float, float]:  # fmt: skip
    """The least and the most that the busiest tenth may do in any case, z deviations of the noise further out."""
    counts, low, high = np.array([[band.value for band in case] for case in cases]), np.array(lows), np.array(highs)
    # by case and band: that band's count alone moved by one deviation
    moved = np.eye(len(low)) * np.sqrt([[band.variance for band in case] for case in cases])[:, :, None]
    more, fewer = (np.maximum(0, counts[:, None] + by) for by in (moved, -moved))
    least, most = (
        bound(counts, low, high)
        + sign * z * np.linalg.norm(bound(more, low, high) - bound(fewer, low, high), axis=-1) / 2
        for bound, sign in ((_least, -1), (_most, 1))
    )
    return float(least.min()), float(most.max())


def _apart(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Households of each band that are among the busiest tenth, and that are not; bands along the last axis."""
    above = np.concatenate([np.cumsum(counts[..., :0:-1], axis=-1)[..., ::-1], 0 * counts[..., :1]], axis=-1)
    among = np.clip(BUSIEST * counts.sum(axis=-1, keepdims=True) - above, 0, counts)
    return among, counts - among


def _most(counts: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """All that they may do: they at the high ends, the others at the low ones."""
    among, others = _apart(counts)
    by_them = among @ np.where(np.isinf(high), 0, high)
    return np.where((np.isinf(high) & (among > 0)).any(axis=-1), 1.0, _part(by_them, others @ low))


def _least(counts: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """They at the low ends, the others at the high ones, and in the band that holds both all equal.

    The share moves one way with that equal number, so that one of its ends is the least: in an open band perhaps the
    one without limit.
    """
    among, others = _apart(counts)
    both = (among > 0) & (others > 0)
    closed = np.where(np.isinf(high), low, high)
    found = [
        _part((among * np.where(both, equal, low)).sum(axis=-1), (others * np.where(both, equal, closed)).sum(axis=-1))
        for equal in (low, closed)
    ]
    # all equal and without limit: a tenth of that band's households do it
    is_open = both & np.isinf(high)
    alone = _part((among * is_open).sum(axis=-1), (others * is_open).sum(axis=-1))
    return np.min([*found, np.where(is_open.any(axis=-1), alone, 1.0)], axis=0)


def _part(by_them: np.ndarray, by_others: np.ndarray) -> np.ndarray:
    """Their share of what both do; of nothing the share that they are."""
    whole = by_them + by_others
    return np.divide(by_them, whole, out=np.full_like(whole, BUSIEST), where=whole > 0)
