"""Derived numbers: sums, ratios, rates, shares and changes of published cells, each with the variance of its noise.

With its neighbours in this package the only place that divides or subtracts two cells. Nothing here sees a true count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from queries.model import Row
from queries.statistics.false_discovery import step_up

#: Under this many households in the denominator, a share is told in steps of five points and within 5 to 95 %.
SMALL_BASE = 100
SMALL_STEP, STEP = 0.05, 0.01

#: A change is clear beyond so many standard deviations of its noise, which chance exceeds once in twenty times.
CLEAR = 1.96
_FALSE_SHARE = math.erfc(CLEAR / math.sqrt(2))

#: What a number counts decides what it may be added over: distinct households over places only, exchanges over values
#: and periods too, a ratio over nothing.
Unit = Literal["households", "exchanges", "ratio"]


class NotAdditive(ValueError):
    """Numbers that cannot be added that way: the sum would count a household several times, or mean nothing."""


class Label(NamedTuple):
    """Of which period and value a cell is; a sum over places adds only what has the same label."""

    kind: str
    day: date | None  # first day of the period; None for a sum over several
    value: str


@dataclass(frozen=True)
class Estimate:
    """A published number with the variance of its noise; `partial` when a hidden part is left out of a sum.

    `permanent` is the part of the variance that is the same in every period of this number.
    """

    value: float
    variance: float
    partial: bool = False
    permanent: float = 0.0
    unit: Unit = "households"
    label: Label | None = None  # None for what is of no period, such as homes


def cell(
    value: float, s: float, clip: int = 1, rounding: float = 0.0, unit: Unit = "households", label: Label | None = None
) -> Estimate:
    """A published cell: permanent and epoch part at `s`, scaled by the clip, and the variance of rounding to a step."""
    return Estimate(value, 2 * (clip * s) ** 2 + rounding**2 / 12, False, (clip * s) ** 2, unit, label)


def estimate_of(row: Row | None) -> Estimate | None:
    """A row as an estimate that cannot be added to others; None when hidden."""
    if row is None or row.answer is None:
        return None
    return Estimate(row.answer, (row.noise_sd or 0.0) ** 2, row.shown == "partial", row.permanent_sd**2, "ratio")


def total(parts: Sequence[Estimate | None]) -> Estimate | None:
    """The sum over places of one period and value, sd = sqrt(sum of s_T^2): a household has one neighbourhood.

    Only the parts that are shown; partial when one is hidden, None when all are. NotAdditive for parts of different
    periods or values, and for ratios.
    """
    if len(parts) == 1:
        return parts[0]
    shown = _shown(parts)
    if not shown:
        return None
    if len({part.label for part in shown}) > 1:
        raise NotAdditive("These are not places of one period and value: use over_periods or over_values.")
    if shown[0].unit == "ratio":
        raise NotAdditive("Ratios cannot be added over places: add what they are made of.")
    return _sum(parts, shown, shown[0].label)


def over_values(parts: Sequence[Estimate | None]) -> Estimate | None:
    """The sum of exchanges over values of one place and period, whose noises are independent.

    NotAdditive for more than one number of anything else: a household may have several values.
    """
    if len(parts) == 1:
        return parts[0]
    shown = _shown(parts)
    if not shown:
        return None
    _only_exchanges(parts, shown, "values")
    labels = [part.label for part in shown if part.label]
    if len({label[:2] for label in labels}) > 1:
        raise NotAdditive("These are not values of one period.")
    several = len(parts) > 1  # also where only one is shown, so that places agree whichever values they hide
    label = labels[0]._replace(value="several") if labels and several else shown[0].label
    return _sum(parts, shown, label)


def over_periods(parts: Sequence[Estimate | None]) -> Estimate | None:
    """The sum of the exchanges of one place over m periods of one kind, with variance m^2 P + m F.

    P and F are the permanent and the epoch variance of each; where they differ between periods, the same drawn
    deviate is scaled by each, so that P adds as standard deviations. NotAdditive for more than one number of anything
    else: who is active in two months is one household.
    """
    shown = _shown(parts)
    if not shown:
        return None
    _only_exchanges(parts, shown, "periods")
    added = _sum(parts, shown, label_over_periods(shown))
    permanent = sum(math.sqrt(part.permanent) for part in shown) ** 2
    return replace(added, variance=added.variance - added.permanent + permanent, permanent=permanent)


def label_over_periods(parts: Sequence[Estimate]) -> Label | None:
    """The label that numbers of different periods share, without its day; NotAdditive when they share none."""
    labels = [part.label for part in parts if part.label]
    if len({(label.kind, label.value) for label in labels}) > 1 or len(set(labels)) < len(labels):
        raise NotAdditive("These are not different periods of one kind and value.")
    return labels[0]._replace(day=None) if labels else None


def _shown(parts: Sequence[Estimate | None]) -> list[Estimate]:
    shown = [part for part in parts if part is not None]
    if len({part.unit for part in shown}) > 1:
        raise NotAdditive("Households, exchanges and ratios cannot be added to each other.")
    return shown


def _only_exchanges(parts: Sequence[Estimate | None], shown: Sequence[Estimate], over: str) -> None:
    if len(parts) > 1 and shown[0].unit != "exchanges":
        raise NotAdditive(f"Not additive: distinct households over {over} would be counted several times.")


def _sum(parts: Sequence[Estimate | None], shown: Sequence[Estimate], label: Label | None) -> Estimate:
    return Estimate(
        sum(part.value for part in shown),
        sum(part.variance for part in shown),
        len(shown) < len(parts) or any(part.partial for part in shown),
        sum(part.permanent for part in shown),
        shown[0].unit,
        label,
    )


def ratio(top: Estimate | None, bottom: Estimate | None) -> Estimate | None:
    """top / bottom of two cells with independent noise, variance by the delta method; None when one is hidden."""
    if top is None or bottom is None or bottom.value <= 0:
        return None
    value = top.value / bottom.value
    variance = (top.variance + value**2 * bottom.variance) / bottom.value**2
    permanent = (top.permanent + value**2 * bottom.permanent) / bottom.value**2
    return Estimate(value, variance, top.partial or bottom.partial, permanent, "ratio")


def rate(top: Estimate | None, bottom: Estimate | None, per: float = 100) -> Estimate | None:
    """A number for each `per` homes or households; None when one is hidden.

    Households among households are told as finely as a share may be. Homes are public and without noise: a rate over
    them is as fine as the published count.
    """
    told = ratio(top, bottom)
    if told is None or top is None or bottom is None:
        return None
    if top.unit == "households" and bottom.variance:
        told = as_share(told, bottom.value)
    assert told is not None
    return replace(
        told, value=round(told.value * per, 10), variance=told.variance * per**2, permanent=told.permanent * per**2
    )


def part_of(part: Estimate | None, whole: Estimate | None) -> Estimate | None:
    """part / whole where the whole is a sum that contains the part, so that their noises are not independent."""
    if part is None or whole is None or whole.value <= 0:
        return None
    value = part.value / whole.value
    of_part, of_rest = (1 - value) ** 2 / whole.value**2, value**2 / whole.value**2
    variance = of_part * part.variance + of_rest * max(0.0, whole.variance - part.variance)
    permanent = of_part * part.permanent + of_rest * max(0.0, whole.permanent - part.permanent)
    return Estimate(value, variance, whole.partial, permanent, "ratio")


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
    return Estimate(round(told, 10), estimate.variance + step**2 / 12, estimate.partial, estimate.permanent, "ratio")


def told_share(share: float, base: float | None) -> float:
    """A share that is known, as `as_share` tells it."""
    told = as_share(Estimate(share, 0.0), base)
    assert told is not None
    return told.value


def as_bounds(low: float, high: float, base: float | None) -> tuple[float, float]:
    """An interval of a share as it may be told: rounded outwards to the steps in which the share itself is told."""
    step = SMALL_STEP if base is None or base < SMALL_BASE else STEP
    down, up = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return round(max(0.0, down), 10), round(min(1.0, up), 10)


def stepped(number: float, base: float, to: Callable[[float], int] = round) -> float:
    """A number that is no share, such as a growth, in the steps in which a share of so many households is told."""
    step = SMALL_STEP if base < SMALL_BASE else STEP
    return round(to(round(number / step, 9)) * step, 10)


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
        """Whether it is clear when it is the only one looked at; of several, `clear_among` says which are."""
        return abs(self.difference) > CLEAR * self.sd

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 not to be told from noise."""
        return 0 if not self.is_clear else (1 if self.difference > 0 else -1)

    @property
    def z_score(self) -> float:
        """The difference against its noise, in standard deviations and without sign; infinite without noise."""
        if not self.difference:
            return 0.0
        return abs(self.difference) / self.sd if self.sd else math.inf


def change(now: Row | None, before: Row | None) -> Change | None:
    """The change of one label between two periods; None when either is hidden.

    The permanent part of the noise is the same in both and cancels: for one cell the standard deviation of the
    difference is sqrt(2) s. Rounding does not cancel.
    """
    later, earlier = estimate_of(now), estimate_of(before)
    if later is None or earlier is None:
        return None
    shared = math.sqrt(later.permanent * earlier.permanent)
    return Change(later.value - earlier.value, math.sqrt(max(0.0, later.variance + earlier.variance - 2 * shared)))


def clear_among(changes: Sequence[Change]) -> tuple[bool, ...]:
    """Of changes or differences that are looked at together, which are clear; one alone as `Change.is_clear` says.

    Of 1,000 places where nothing changed, 50 exceed 1.96 standard deviations by chance. What is named is held so that,
    on average, at most one in twenty of those named is chance (`step_up`); the noises of places are independent, and
    shared in one direction when all are compared with one place. A bound on any mistake at all (Bonferroni) would hide
    most real changes of a large city; without one, all that a quiet city shows would be chance.
    """
    return step_up([math.erfc(each.z_score / math.sqrt(2)) for each in changes], _FALSE_SHARE)


def relative(change: Change, before: Row) -> float | None:
    """The size of a change as a share of what it started from; None from nothing."""
    return abs(change.difference) / before.answer if before.answer else None


def share_of(part: Row | None, whole: Row | None) -> float | None:
    """One published count of households as a share of another, as finely as the base allows; None when hidden.

    None too where either is the sum of some places only: they need not be the same ones.
    """
    if part is None or whole is None or part.answer is None or whole.answer is None:
        return None
    if "partial" in (part.shown, whole.shown):
        return None
    told = as_share(ratio(Estimate(part.answer, 0.0), Estimate(whole.answer, 0.0)), whole.answer)
    return None if told is None else told.value
