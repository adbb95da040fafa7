"""Published totals of every neighbourhood of a scope as columns, since they may be thousands; what is typical of them.

It counts what cells tell, and adds no households up over periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from queries.answers import FEW, Cells
from queries.cells import MEASURES
from queries.model import Period, Scope
from queries.places import neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate
from queries.statistics.typical import mean_of_each


@lru_cache(maxsize=512)
def column(scope: Scope, snapshot: Snapshot, measure: str, period: Period) -> tuple[np.ndarray, np.ndarray]:
    """Active households or exchanges of each of `neighbourhoods`, NaN where hidden; and the scale of their noise."""
    own = neighbourhoods(scope, snapshot)
    cells, at = Cells(scope, snapshot, len(own) <= FEW), MEASURES.index(measure)
    values, scales = np.full(len(own), np.nan), np.zeros(len(own))
    for row, place in enumerate(own):
        counted = cells.rows(place, "total", period.kind, period.start.year).get((period.start, "total"))
        if counted is not None and counted.measures[at] is not None:
            values[row] = counted.measures[at]
            scales[row] = counted.s * (counted.clip if measure == "exchanges" else 1)
    return values, scales


def mean_households(scope: Scope, snapshot: Snapshot, periods: Sequence[Period]) -> dict[str, Estimate | None]:
    """Code -> the mean of the active households of a neighbourhood over periods; None where one of them is hidden."""
    codes = [place.area_code for place in neighbourhoods(scope, snapshot)]
    if not codes or not periods:
        return dict.fromkeys(codes)
    columns = [column(scope, snapshot, "active_households", period) for period in periods]
    values, scales = (np.column_stack([each[at] for each in columns]) for at in (0, 1))
    return dict(zip(codes, mean_of_each(values, scales), strict=True))


def middle(
    scope: Scope, snapshot: Snapshot, measure: str, period: Period, of_most: bool = False
) -> float | None:  # fmt: skip
    """The median over the neighbourhoods that show the measure; None where none does or, of_most, no more than half."""
    values, _ = column(scope, snapshot, measure, period)
    shown = values[~np.isnan(values)]
    return float(np.median(shown)) if len(shown) > (len(values) / 2 if of_most else 0) else None
