"""The typical place: the mean of several periods, the median over places, and its change.

A mean or median of counts counts nobody, so that households may be taken too. Nothing here says who is behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import median

import numpy as np

from queries.statistics.derived import Change, Estimate, NotAdditive, label_over_periods

#: So many draws, fewer where places are so many that they would be more numbers than this: of 400 places 1,000 draws,
#: which tell the standard deviation to 2 %.
_DRAWS, _MOST_DRAWN, _SEED = 2_000, 400_000, 1


def mean_over_periods(parts: Sequence[Estimate | None]) -> Estimate | None:
    """The mean of one label over m periods, with variance P + F / m; None when one of them is hidden."""
    shown = [part for part in parts if part is not None]
    if not shown or len(shown) < len(parts):
        return None
    if len({part.unit for part in shown}) > 1:
        raise NotAdditive("These are not numbers of one measure.")
    m, label = len(shown), label_over_periods(shown)
    permanent = (sum(math.sqrt(part.permanent) for part in shown) / m) ** 2
    passing = sum(part.variance - part.permanent for part in shown) / m**2
    return Estimate(
        sum(part.value for part in shown) / m, permanent + passing, any(p.partial for p in shown), permanent,
        shown[0].unit, label,
    )  # fmt: skip


def mean_of_each(values: np.ndarray, scales: np.ndarray) -> list[Estimate | None]:
    """The same of counts of households, a row a place and a column a period; NaN where hidden. scales: of the noise."""
    m = values.shape[1]
    permanent, passing = scales.mean(axis=1) ** 2, (scales**2).sum(axis=1) / m**2
    rows = zip(values.mean(axis=1).tolist(), permanent.tolist(), passing.tolist(), strict=True)
    return [None if math.isnan(mean) else Estimate(mean, fixed + moving, False, fixed, "ratio")
            for mean, fixed, moving in rows]  # fmt: skip


def median_over_places(parts: Mapping[str, Estimate | None]) -> Estimate | None:
    """The median over the places that are shown (by code), partial when one is hidden; None when all are.

    The variance is that of the median when each place is drawn again with its own noise (parametric bootstrap, Efron
    1979; the draws are seeded, so that the same numbers give the same variance). It is a little too large where the
    places differ by less than the noise.
    """
    shown = [part for part in parts.values() if part is not None]
    found = _median(shown)
    return replace(found, partial=True) if found and len(shown) < len(parts) else found


def _median(parts: Sequence[Estimate], is_passing: bool = False) -> Estimate | None:
    """is_passing: of the noise, only what is drawn anew each period."""
    if not parts:
        return None
    values = np.array([part.value for part in parts])
    variances = [part.variance - is_passing * part.permanent for part in parts]
    drawn = np.median(values + _deviates(len(parts)) * np.sqrt(variances), axis=1)
    return Estimate(median(values.tolist()), float(drawn.var()), any(part.partial for part in parts), unit="ratio")


@lru_cache(maxsize=4)
def _deviates(count: int) -> np.ndarray:
    draws = max(200, min(_DRAWS, _MOST_DRAWN // count))
    return np.random.default_rng(_SEED).standard_normal((draws, count))


def median_change(now: Mapping[str, Estimate | None], before: Mapping[str, Estimate | None]) -> Change | None:
    """The change of the median over the places shown in both; None when there is none.

    The permanent part of the noise is in both and cancels, place by place.
    """
    both = [(here, then) for code, here in now.items() if here is not None and (then := before.get(code)) is not None]
    later, earlier = (_median([each[at] for each in both], is_passing=True) for at in (0, 1))
    if later is None or earlier is None:
        return None
    return Change(later.value - earlier.value, math.sqrt(later.variance + earlier.variance))


def mean_change(now: Estimate, before: Estimate | None) -> Change | None:
    """The change of the mean of one place, in which its permanent noise cancels; None where one is hidden."""
    if before is None:
        return None
    variance = now.variance - now.permanent + before.variance - before.permanent
    return Change(now.value - before.value, math.sqrt(variance))


def mean_of_members(counts: np.ndarray) -> float | None:
    """Of how many members the place of a member is, on average over members; None without any. NaN where hidden."""
    shown = counts[~np.isnan(counts)]
    return float((shown**2).sum() / shown.sum()) if shown.sum() > 0 else None


def mean_of_shown(months: np.ndarray) -> np.ndarray:
    """The mean of each place's months (places, months) that are not NaN; NaN where none is, or where it is nothing."""
    shown = ~np.isnan(months)
    count = shown.sum(axis=1)
    means = np.where(shown, months, 0.0).sum(axis=1) / np.maximum(count, 1)
    return np.where((count > 0) & (means > 0), means, np.nan)
