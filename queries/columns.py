"""Published totals of every neighbourhood of a scope as columns, since they may be thousands; what is typical of them.

It counts what cells tell, and adds no households up over periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from queries.model import Period, Scope
from queries.places import lattice, neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.derived import Change, Estimate
from queries.statistics.typical import mean_change, mean_of_each

MEASURES = ("active_households", "exchanges", "members")


def column(scope: Scope, snapshot: Snapshot, measure: str, period: Period) -> tuple[np.ndarray, np.ndarray]:
    """One of MEASURES in each of `neighbourhoods`, NaN where hidden; and the scale of its noise."""
    own, known = _own(scope, snapshot), _totals(snapshot, period.kind).get(period.start)
    if known is None:
        return np.full(len(own), np.nan), np.zeros(len(own))
    at, manifest = MEASURES.index(measure), snapshot.manifest
    one = (1, manifest["clip"].get(period.kind, 1), manifest["clip_members"])[at]  # what a household may add
    return known[at, own], known[-1, own] * one


@lru_cache(maxsize=256)
def _own(scope: Scope, snapshot: Snapshot) -> np.ndarray:
    """Where the neighbourhoods of the scope stand among all."""
    own = {place.area_code for place in neighbourhoods(scope, snapshot)}
    every = [area.area_code for area in lattice(snapshot) if area.level == "neighbourhood"]
    return np.array([at for at, code in enumerate(every) if code in own], dtype=np.intp)


@lru_cache(maxsize=16)
def _totals(snapshot: Snapshot, kind: str) -> dict[date, np.ndarray]:
    """First day -> MEASURES and the scale of the noise of a household, a row each, of every neighbourhood by code.

    Remembered without a scope: only `column`, which keeps to one, may hand it out.
    """
    found = snapshot.columns("totals", period_kind=kind)
    rows = [np.ma.filled(found[name].astype(float), np.nan) for name in (*MEASURES, "s_total")]
    days, day = np.unique(found["period_on"].data, return_inverse=True)
    every = sum(area.level == "neighbourhood" for area in lattice(snapshot))
    known = np.full((len(days), len(rows), every), np.nan)
    known[day, :, found["place"].data] = np.column_stack(rows)
    known[:, -1] = np.nan_to_num(known[:, -1])
    return dict(zip(days.astype("datetime64[D]").tolist(), known, strict=True))


def mean_households(scope: Scope, snapshot: Snapshot, periods: Sequence[Period]) -> dict[str, Estimate | None]:
    """Code -> the mean of the active households of a neighbourhood over periods; None where one of them is hidden."""
    codes = [place.area_code for place in neighbourhoods(scope, snapshot)]
    if not codes or not periods:
        return dict.fromkeys(codes)
    columns = [column(scope, snapshot, "active_households", period) for period in periods]
    values, scales = (np.column_stack([each[at] for each in columns]) for at in (0, 1))
    return dict(zip(codes, mean_of_each(values, scales), strict=True))


def mean_changes(
    scope: Scope, snapshot: Snapshot, periods: Sequence[Period], before: Sequence[Period]
) -> dict[str, tuple[Estimate, Change]]:
    """Code -> `mean_households` over periods and its change; without neighbourhoods that hide one of either."""
    now, then = (mean_households(scope, snapshot, each) for each in (periods, before))
    return {code: (mean, change) for code, mean in now.items()
            if mean is not None and (change := mean_change(mean, then[code])) is not None}  # fmt: skip


def middle(
    scope: Scope, snapshot: Snapshot, measure: str, period: Period, of_most: bool = False
) -> float | None:  # fmt: skip
    """The median over the neighbourhoods that show the measure; None where none does or, of_most, no more than half."""
    values, _ = column(scope, snapshot, measure, period)
    shown = values[~np.isnan(values)]
    return float(np.median(shown)) if len(shown) > (len(values) / 2 if of_most else 0) else None
