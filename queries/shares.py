"""Shares of households with an interval that holds for more than those counted: Wilson's, widened by the noise.

The share itself is the one that `answer` tells everywhere; only its interval is made here.
"""

from __future__ import annotations

from dataclasses import replace

from queries.model import Answer, Row
from queries.statistics.derived import Estimate, as_bounds
from queries.statistics.intervals import wilson


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
