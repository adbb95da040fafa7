"""How fast neighbours answer, from counts of households by band of time, those never answered included.

A median is told as finely as bands and noise allow, and no finer. Bands are cells: nothing here reads single replies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from queries.statistics.bands import median_from_bands
from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval, wilson_of_sum
from queries.statistics.published_counts import Hidden, Published


@dataclass(frozen=True)
class ReplyTime:
    """The median time to the first reply, in the unit of the edges.

    low, high: edges of the bands that may hold it; high is math.inf where perhaps half are never answered in time.
    value: within its band, only where it is told honestly: all its interval is one closed band that does not begin at
    nothing, so that the logarithmic scale exists; else None.
    """

    low: float
    high: float
    value: float | None


def median_reply(bands: Sequence[Published], edges: Sequence[float], level: float = LEVEL) -> ReplyTime | None:
    """From bands between `edges` (one fewer than bands, ascending: the ends of all bands but the last).

    The last band holds those without a reply within the last edge: they are censored there, not left out. The bands
    that may hold the median are those where the interval of the share answered before them or by their end reaches a
    half (Brookmeyer and Crowley 1982). None when nothing is shown; ValueError for edges that do not fit.
    """
    if len(edges) != len(bands) - 1 or any(low >= high for low, high in pairwise((0.0, *edges))):
        raise ValueError("reply times need ascending edges above zero, one fewer than bands")
    if not any(isinstance(band, Estimate) for band in bands):
        return None
    shares = [answered_within(bands, at, level) for at in range(1, len(bands))]
    starts, ends = (0.0, *edges), (*edges, math.inf)
    low = max((start for start, share in zip(edges, shares, strict=True) if share.high < 0.5), default=0.0)
    high = min((end for end, share in zip(edges, shares, strict=True) if share.low > 0.5), default=math.inf)
    value = None
    if (low, high) in zip(starts[1:], ends[1:-1], strict=False):
        known = [band if isinstance(band, Estimate) else None for band in bands]
        found = median_from_bands(known, (*starts, math.inf), log=True)
        value = found.value if found and low <= found.value <= high else None
    return ReplyTime(low, high, value)


def answered_within(bands: Sequence[Published], count: int, level: float = LEVEL) -> Interval:
    """The share answered within the first `count` bands, with sampling and noise (Wilson's interval of a sum).

    A hidden band is anything from nothing to its threshold: the lower end counts it against the share, the upper end
    for it.
    """
    early, late = bands[:count], bands[count:]
    return Interval(
        wilson_of_sum(_sum(early, most=False), _sum(late, most=True), level).low,
        wilson_of_sum(_sum(early, most=True), _sum(late, most=False), level).high,
    )


def _sum(bands: Sequence[Published], most: bool) -> Estimate:
    """What the bands hold together, hidden ones at their most or at nothing; their noises are independent."""
    hidden = sum(band.threshold for band in bands if isinstance(band, Hidden)) if most else 0.0
    shown = [band for band in bands if isinstance(band, Estimate)]
    return Estimate(
        hidden + float(np.sum([band.value for band in shown])), float(np.sum([band.variance for band in shown]))
    )
