"""What a campaign changed: difference in differences of the logarithms of totals, treated places against controls.

Each place becomes one number, its change from before to after, so that months that resemble each other are never taken
for independent ones (Bertrand, Duflo and Mullainathan 2004, "How Much Should We Trust Differences-in-Differences
Estimates?"). Places with hidden months are left out before; which places are fit to compare is for `matching`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import t as student

from queries.statistics.assignments import assignments
from queries.statistics.intervals import LEVEL

#: Controls without which nothing is told, and those that one treated place needs: 1 in 20 is the smallest p by chance.
FEWEST_CONTROLS, FEWEST_FOR_ONE = 8, 19
#: Months before a campaign.
FEWEST_MONTHS = 3
POWER = 0.8

Lacking = Literal["treated", "controls", "months"]


@dataclass(frozen=True)
class Series:
    """The published counts of one place by month, and the variance of the noise of one of them.

    permanent: the part of that variance which is the same draw in every month.
    """

    before: np.ndarray
    after: np.ndarray
    noise: float
    permanent: float = 0.0


class Changes(NamedTuple):
    """One change a place, and the variance that the noise of its cells gives it (both of length n)."""

    values: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class Difference:
    """Treated less controls on the scale of the changes, its standard error, and the freedom of its t."""

    value: float
    error: float
    freedom: int
    p: float
    p_permutation: float

    @property
    def reach(self) -> float:
        """Half the interval."""
        return float(student.ppf((1 + LEVEL) / 2, self.freedom)) * self.error

    @property
    def smallest_visible(self) -> float:
        """What would have been seen in 80 of 100 such campaigns."""
        return _visible(self.error, self.freedom)


@dataclass(frozen=True)
class Effect:
    """How much more than without the campaign: 0.25 is a quarter more. low, high: with 95 %, by t.

    smallest_visible: the rise that 80 of 100 such campaigns would have shown with p < 0.05. months: those before.
    p_permutation: of all ways to choose as many places as were treated, the share that differ at least as much. It
    takes places to vary alike: one of 70 households among controls ten times as large is found 10 in 100 times (by t
    6), without a campaign.
    """

    estimate: float
    low: float
    high: float
    p: float
    p_permutation: float
    smallest_visible: float
    treated: int
    controls: int
    months: int

    @property
    def lacking(self) -> Lacking | None:
        return lacking(self.treated, self.controls, self.months)

    @property
    def could_be_chance(self) -> bool:
        return self.low <= 0 <= self.high


def lacking(treated: int, controls: int, months: int) -> Lacking | None:
    """What there is too little of for an effect to be told; None when it can be."""
    if treated < 1:
        return "treated"
    if controls < (FEWEST_FOR_ONE if treated == 1 else FEWEST_CONTROLS):
        return "controls"
    return "months" if months < FEWEST_MONTHS else None


def effect(treated: Sequence[Series], controls: Sequence[Series]) -> Effect:
    """exp(mean change of the treated - mean change of the controls) - 1, whatever may be told of it.

    ValueError for no treated place, fewer than two controls, other months, or counts that add up to nothing.
    """
    found = difference(changes(treated), changes(controls))
    months = min(len(each.before) for each in (*treated, *controls))
    return Effect(
        math.expm1(found.value),
        math.expm1(found.value - found.reach),
        math.expm1(found.value + found.reach),
        found.p,
        found.p_permutation,
        math.expm1(found.smallest_visible),
        len(treated),
        len(controls),
        months,
    )


def changes(places: Sequence[Series]) -> Changes:
    """ln(mean after) - ln(mean before) of each place, which is that of totals where the months are equally many."""
    values, noise = changes_to(places, [slice(None)])
    return Changes(values[:, 0], noise[:, 0, 0])


def changes_to(places: Sequence[Series], windows: Sequence[slice]) -> tuple[np.ndarray, np.ndarray]:
    """The changes (n, k) from before to k windows of what came after, and their covariances by noise (n, k, k).

    By the delta method: the permanent draw moves all means alike, and a change only as far as their levels differ.
    ValueError for places that are not known of the same months, whose seasons would differ, or of nothing.
    """
    if len({(len(each.before), len(each.after)) for each in places}) != 1:
        raise ValueError("Places are compared over the same months.")
    before, after = (np.array([getattr(each, side) for each in places], dtype=float) for side in ("before", "after"))
    parts = [after[:, window] for window in windows]
    level, levels = before.mean(axis=1, keepdims=True), np.column_stack([part.mean(axis=1) for part in parts])
    if not (level > 0).all() or not (levels > 0).all():
        raise ValueError("A place whose counts add up to nothing has no logarithm: leave it out.")
    permanent = np.array([each.permanent for each in places])
    passing = np.array([each.noise for each in places]) - permanent
    moved, lengths = 1 / levels - 1 / level, np.array([part.shape[1] for part in parts])
    own = (passing[:, None] / (lengths * levels**2))[:, :, None] * np.eye(len(parts))
    shared = (passing / (before.shape[1] * level[:, 0] ** 2))[:, None, None]
    return np.log(levels) - np.log(level), own + shared + permanent[:, None, None] * moved[:, :, None] * moved[:, None]


def difference(treated: Changes, controls: Changes) -> Difference:
    """The difference of two means of changes, on their own scale: logarithms of totals, or levels.

    The spread of the changes holds the noise of the cells already. What it holds beyond is taken to be the same in all
    places (pooled, n - 2 degrees of freedom; of a single treated place the controls' alone, so that the interval is
    one of prediction), and the noise is added as each place has it: never less than that is told.
    """
    value, covariance = compared(
        treated.values[:, None], controls.values[:, None], treated.noise[:, None, None], controls.noise[:, None, None]
    )
    freedom, error = len(treated.values) + len(controls.values) - 2, math.sqrt(covariance[0, 0])
    share = float(2 * student.sf(abs(value[0]) / error, freedom)) if error else float(value[0] == 0)
    return Difference(float(value[0]), error, freedom, share, _p_permutation(treated.values, controls.values))


def smallest_visible(spread: float, treated: int, controls: int) -> float:
    """The smallest rise that a campaign of so many places would show with p < 0.05 in 80 of 100 cases, before it is
    launched. spread: that of the changes of places without a campaign (`spread_before`)."""
    return math.expm1(_visible(spread * math.sqrt(1 / treated + 1 / controls), treated + controls - 2))


def spread_before(places: Sequence[Series], months: int) -> float:
    """The standard deviation of the changes of places from the time before to the last `months` months before."""
    found = changes([shifted(each, months) for each in places])
    return math.sqrt(max(float(found.values.var(ddof=1)), float(found.noise.mean())))


def shifted(place: Series, months: int) -> Series:
    """As if the campaign had begun `months` months earlier and ended when it began."""
    if not 0 < months < len(place.before):
        raise ValueError(f"{months} of {len(place.before)} months leave nothing to compare.")
    return Series(place.before[:-months], place.before[-months:], place.noise, place.permanent)


def compared(
    treated: np.ndarray, controls: np.ndarray, treated_noise: np.ndarray, controls_noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Differences of the means of k changes a place ((n, k), noise (n, k, k)) and their covariance (k, k)."""
    if len(treated) < 1 or len(controls) < 2:
        raise ValueError("An effect needs a treated place and two controls.")
    groups = [(treated, treated_noise), (controls, controls_noise)]
    freedom = len(treated) + len(controls) - 2
    squares = sum((values - values.mean(axis=0)).T @ (values - values.mean(axis=0)) for values, _ in groups)
    held = sum((1 - 1 / len(values)) * noise.sum(axis=0) for values, noise in groups)
    sizes, vectors = np.linalg.eigh((squares - held) / freedom)
    beyond = vectors * np.maximum(sizes, 0.0) @ vectors.T
    known = sum(noise.sum(axis=0) / len(values) ** 2 for values, noise in groups)
    return (
        treated.mean(axis=0) - controls.mean(axis=0),
        beyond * (1 / len(treated) + 1 / len(controls)) + known,
    )


def _p_permutation(treated: np.ndarray, controls: np.ndarray) -> float:
    """Exact over all ways to choose the treated places when these are few, else over draws, the real one among them."""
    values = np.concatenate([treated, controls])
    chosen, complete = assignments(len(values), len(treated))
    others = len(controls)
    far = np.abs(chosen @ values / len(treated) - (values.sum() - chosen @ values) / others)
    seen = abs(treated.mean() - controls.mean())
    # What differs in the last bits of a float is equal.
    extreme = int((far >= seen - 1e-12 * max(1.0, seen)).sum())
    return extreme / len(chosen) if complete else (1 + extreme) / (1 + len(chosen))


def _visible(error: float, freedom: int) -> float:
    return float(student.ppf((1 + LEVEL) / 2, freedom) + student.ppf(POWER, freedom)) * error
