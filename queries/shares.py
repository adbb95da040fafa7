"""Shares of households as they are told, with an interval: of the noise alone, or Wilson's widened by the noise.

How finely a share is told is `derived`'s decision; an interval is rounded outwards to the same steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from queries.model import Answer, Row
from queries.statistics.derived import CLEAR, Estimate, as_bounds, as_share, ratio
from queries.statistics.intervals import wilson


@dataclass(frozen=True)
class ToldShare:
    """A share (0 to 1) as it may be told, with the 95 % interval of its noise."""

    share: float
    low: float
    high: float


def told_share_of(share: Estimate | None, base: float) -> ToldShare | None:
    """A share of `base` households; None where it is not known, or left out of a sum."""
    told = as_share(share, base)
    if share is None or told is None or share.partial:
        return None
    reach = CLEAR * math.sqrt(share.variance)
    low, high = as_bounds(min(1.0, max(0.0, share.value - reach)), min(1.0, max(0.0, share.value + reach)), base)
    return ToldShare(told.value, min(low, told.value), max(high, told.value))


def share_with_interval(part: Estimate, whole: Estimate) -> ToldShare | None:
    """A count of households as a share of another that contains them, with Wilson's interval and the noise of both;
    None where the noise makes the part larger than the whole, or where nothing is in it."""
    told = as_share(ratio(part, whole), whole.value)
    if told is None or part.value > whole.value:
        return None
    low, high = as_bounds(*wilson(part, whole), whole.value)
    return ToldShare(told.value, min(low, told.value), max(high, told.value))


def sampled(found: Answer) -> Answer:
    """The answer with sampling in the interval of every share that is shown."""
    return replace(found, rows=tuple(map(_sampled, found.rows)))


def turned(row: Row) -> Row:
    """The share of the others: of those answered where the row is of those that are not."""
    if row.answer is None:
        return row
    bounds = None if row.bounds is None else (round(1 - row.bounds[1], 10), round(1 - row.bounds[0], 10))
    return replace(row, answer=round(1 - row.answer, 10), bounds=bounds)


def _sampled(row: Row) -> Row:
    if row.answer is None or row.base is None or row.noise_sd is None:
        return row
    # The noise of the share stands for that of both counts: to first order they enter Wilson's interval alike.
    part = Estimate(row.answer * row.base, (row.noise_sd * row.base) ** 2)
    return replace(row, bounds=as_bounds(*wilson(part, Estimate(row.base, 0.0)), row.base))
