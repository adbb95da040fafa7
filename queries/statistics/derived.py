"""Derived numbers: sums, ratios, shares and changes of published cells, each with the variance of its noise.

The only place that divides or subtracts two cells. Nothing here sees a true count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from queries.model import Row

#: Under this many households in the denominator, a share is told in steps of five points and within 5 to 95 %.
SMALL_BASE = 100
SMALL_STEP, STEP = 0.05, 0.01


@dataclass(frozen=True)
class Estimate:
    """A published number with the variance of its noise; `partial` when a hidden part is left out of a sum.

    `permanent` is the part of the variance that is the same in every period of this number.
    """

    value: float
    variance: float
    partial: bool = False
    permanent: float = 0.0


def cell(value: float, s: float, clip: int = 1, rounding: float = 0.0) -> Estimate:
    """A published cell: permanent and epoch part at `s`, scaled by the clip, and the variance of rounding to a step."""
    return Estimate(value, 2 * (clip * s) ** 2 + rounding**2 / 12, False, (clip * s) ** 2)


def total(parts: list[Estimate | None]) -> Estimate | None:
    """The sum of the parts that are shown, partial when one is hidden; None when all are."""
    shown = [part for part in parts if part is not None]
    if not shown:
        return None
    hidden = len(shown) < len(parts) or any(part.partial for part in shown)
    return Estimate(
        sum(part.value for part in shown),
        sum(part.variance for part in shown),
        hidden,
        sum(part.permanent for part in shown),
    )


def ratio(top: Estimate | None, bottom: Estimate | None) -> Estimate | None:
    """top / bottom of two cells with independent noise, variance by the delta method; None when one is hidden."""
    if top is None or bottom is None or bottom.value <= 0:
        return None
    value = top.value / bottom.value
    variance = (top.variance + value**2 * bottom.variance) / bottom.value**2
    permanent = (top.permanent + value**2 * bottom.permanent) / bottom.value**2
    return Estimate(value, variance, top.partial or bottom.partial, permanent)


def part_of(part: Estimate | None, whole: Estimate | None) -> Estimate | None:
    """part / whole where the whole is a sum that contains the part, so that their noises are not independent."""
    if part is None or whole is None or whole.value <= 0:
        return None
    value = part.value / whole.value
    of_part, of_rest = (1 - value) ** 2 / whole.value**2, value**2 / whole.value**2
    variance = of_part * part.variance + of_rest * max(0.0, whole.variance - part.variance)
    permanent = of_part * part.permanent + of_rest * max(0.0, whole.permanent - part.permanent)
    return Estimate(value, variance, whole.partial, permanent)


def as_share(estimate: Estimate | None, base: float | None) -> Estimate | None:
    """A share as it may be told: in steps of 5 points within 5 to 95 % on a base under 100 households, else of 1 point.

    The variance of the rounding is added.
    """
    if estimate is None:
        return None
    small = base is None or base < SMALL_BASE
    step = SMALL_STEP if small else STEP
    low, high = (SMALL_STEP, 1 - SMALL_STEP) if small else (0.0, 1.0)
    told = min(high, max(low, math.floor(estimate.value / step + 0.5) * step))
    return Estimate(round(told, 10), estimate.variance + step**2 / 12, estimate.partial, estimate.permanent)


def complement(estimate: Estimate | None) -> Estimate | None:
    """1 - share, with the same variance."""
    return None if estimate is None else replace(estimate, value=1 - estimate.value)


@dataclass(frozen=True)
class Change:
    """The difference between two answers of one place, and whether it exceeds what the noise alone would do."""

    difference: float
    sd: float

    @property
    def is_clear(self) -> bool:
        return abs(self.difference) > 1.96 * self.sd

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 not to be told from noise."""
        return 0 if not self.is_clear else (1 if self.difference > 0 else -1)


def change(now: Row | None, before: Row | None) -> Change | None:
    """The change of one label between two periods; None when either is hidden.

    The permanent part of the noise is the same in both and cancels: for one cell the standard deviation of the
    difference is sqrt(2) s. Rounding does not cancel.
    """
    if now is None or before is None or now.answer is None or before.answer is None:
        return None
    variance = (now.noise_sd or 0) ** 2 + (before.noise_sd or 0) ** 2 - 2 * now.permanent_sd * before.permanent_sd
    return Change(now.answer - before.answer, math.sqrt(max(0.0, variance)))


def relative(change: Change, before: Row) -> float | None:
    """The size of a change as a share of what it started from; None from nothing."""
    return abs(change.difference) / before.answer if before.answer else None


def share_of(part: Row | None, whole: Row | None) -> float | None:
    """One published count of households as a share of another, as finely as the base allows; None when hidden."""
    if part is None or whole is None or part.answer is None or whole.answer is None:
        return None
    told = as_share(ratio(Estimate(part.answer, 0.0), Estimate(whole.answer, 0.0)), whole.answer)
    return None if told is None else told.value
