"""How alike places are, from published numbers with their noise: Gower's coefficient over mixes, amounts and shares.

Pure functions on estimates; nothing here knows what the parts are called or where their numbers come from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from queries.statistics.derived import Estimate

#: Places that are compared with must be at least this many: with fewer, "the most similar" says nothing.
FEWEST_CANDIDATES = 3

#: Parts that two places must both have to be compared at all.
FEWEST_PARTS = 2

#: How near two places must be in a part, on its scale, for that part to be a reason, and how many are given at most.
ALIKE, MOST_REASONS = 0.25, 2

#: People read the two numbers of a reason, so these must look alike too: shares within five points, amounts by ratio.
POINTS_APART, TIMES_APART = 0.05, 1.2


@dataclass(frozen=True)
class Mix:
    """Published counts by value, hidden ones left out, and the share (0 to 1) that is told of each value."""

    counts: Mapping[str, Estimate]
    told: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """What is published of one place, by part: mixes, amounts (compared by ratio), shares (by difference)."""

    code: str
    mixes: Mapping[str, Mix] = field(default_factory=dict)
    amounts: Mapping[str, Estimate] = field(default_factory=dict)
    shares: Mapping[str, Estimate] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """A part in which two places are alike, with the number of the one asked about (`here`) and of the other (`there`).

    Of a mix, `value` is the largest here of those told in both, and the numbers are its shares; else it is "".
    """

    part: str
    value: str
    here: float
    there: float


@dataclass(frozen=True)
class Near:
    """How far a place is: 0 as alike as the noise can tell, 1 the farthest of all in every part.

    compared: the parts that both places have.
    """

    code: str
    distance: float
    reasons: tuple[Reason, ...]
    compared: tuple[str, ...]


class Gaps(NamedTuple):
    """Differences from many places in one part, one each: as published, and once what noise alone makes is taken off.

    nan where a place has not that part.
    """

    published: np.ndarray
    clear: np.ndarray


def most_similar(target: Profile, candidates: Sequence[Profile], count: int = 5) -> tuple[Near, ...]:
    """The `count` candidates most like the target, nearest first; none when fewer than three can be compared.

    The distance is the mean over the parts that both have of their gap, divided by the largest published gap of that
    part among the candidates (Gower 1971, "A General Coefficient of Similarity and Some of Its Properties": a part that
    is missing is left out). Mixes differ by the Hellinger distance, amounts by the logarithm of their ratio, shares by
    their difference. The expected square that the noise adds is taken off each squared gap, so that parts that are
    mostly noise weigh little. Equal distances are ordered by the published gaps, then by code. All candidates at once,
    since a city may have thousands of neighbourhoods.
    """
    others = [other for other in candidates if other.code != target.code]
    gaps = _gaps(target, others)
    published = np.array([gap.published for gap in gaps.values()]).reshape(len(gaps), len(others))
    clear = np.array([gap.clear for gap in gaps.values()]).reshape(len(gaps), len(others))
    known = ~np.isnan(published)
    compared = known.sum(axis=0) >= FEWEST_PARTS
    if compared.sum() < FEWEST_CANDIDATES:
        return ()
    largest = np.where(known & compared, published, 0.0).max(axis=1, keepdims=True)
    largest[largest == 0] = 1.0
    # Rounded, so that the order does not hang on the last bits of a float.
    far, seen = (np.round(np.where(known, part / largest, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1), 9)
                 for part in (clear, published))  # fmt: skip
    ranked = sorted(np.flatnonzero(compared), key=lambda at: (far[at], seen[at], others[at].code))
    scaled = np.round(clear / largest, 2)
    return tuple(
        _near(target, others[at], float(far[at]),
              {part: float(gap) for part, gap in zip(gaps, scaled[:, at], strict=True) if not np.isnan(gap)})
        for at in ranked[:count]
    )  # fmt: skip


def _near(target: Profile, other: Profile, distance: float, scaled: Mapping[str, float]) -> Near:
    # Where the noise leaves parts equal, a mix says more than a size: the order of the parts of a profile.
    reasons = [
        _reason(target, other, part) for part in sorted(scaled, key=lambda p: scaled[p]) if scaled[part] <= ALIKE
    ]
    told = tuple(reason for reason in reasons if reason is not None)[:MOST_REASONS]
    return Near(other.code, distance, told, tuple(scaled))


def _reason(target: Profile, other: Profile, part: str) -> Reason | None:
    """The part with its two numbers; None where these do not look alike."""
    value = ""
    if part in target.mixes:
        told, far = target.mixes[part].told, other.mixes[part].told
        value = max((v for v in told if v in far), key=lambda v: (told[v], v), default="")
        here, there = told.get(value, 0.0), far.get(value, 1.0)
    elif part in target.shares:
        here, there = target.shares[part].value, other.shares[part].value
    else:
        here, there = target.amounts[part].value, other.amounts[part].value
        return Reason(part, value, here, there) if max(here, there) <= TIMES_APART * min(here, there) else None
    return Reason(part, value, here, there) if round(abs(here - there), 9) <= POINTS_APART else None


def _gaps(one: Profile, others: Sequence[Profile]) -> dict[str, Gaps]:
    """Part -> how far each of the others is in it."""
    found = {part: hellinger(mix, [other.mixes.get(part) for other in others]) for part, mix in one.mixes.items()}
    found |= {part: _by_ratio(amount, [other.amounts.get(part) for other in others])
              for part, amount in one.amounts.items()}  # fmt: skip
    found |= {part: _by_difference(share, [other.shares.get(part) for other in others])
              for part, share in one.shares.items()}  # fmt: skip
    return found


def hellinger(one: Mix, others: Sequence[Mix | None]) -> Gaps:
    """The Hellinger distance of a mix from each of others over the values that both show, 0 to 1.

    nan with fewer than two such values. Each mix is taken as shares p of its sum over these values. The noise of p
    moves sqrt(p) by about sqrt(var / 4p) (delta method), which is what the published distance is expected to hold
    beside the true one.
    """
    values = [value for value, count in one.counts.items() if count.value > 0]
    if len(values) < 2 or not others:
        return _apart(np.full(len(others), np.nan), np.zeros(len(others)))
    here, variance = _columns([one.counts[value] for value in values])
    columns = [_columns([other.counts.get(value) if other else None for other in others]) for value in values]
    there, variances = (np.column_stack([column[at] for column in columns]) for at in (0, 1))
    shared = there > 0
    ps, noise = _shares(np.where(shared, here, 0.0), np.where(shared, variance, 0.0))
    qs, more_noise = _shares(np.where(shared, there, 0.0), np.where(shared, variances, 0.0))
    squared = ((np.sqrt(ps) - np.sqrt(qs)) ** 2).sum(axis=1) / 2
    return _apart(np.where(shared.sum(axis=1) >= 2, squared, np.nan), (noise + more_noise) / 2)


def _columns(counts: Sequence[Estimate | None]) -> tuple[np.ndarray, np.ndarray]:
    """The values and the variances; nan for those that are hidden."""
    value = np.fromiter((np.nan if count is None else count.value for count in counts), float, len(counts))
    return value, np.fromiter((np.nan if count is None else count.variance for count in counts), float, len(counts))


def _shares(counts: np.ndarray, variances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of counts (0: left out) as shares of their sum, and what their independent noises add to a distance."""
    whole, noise = (part.sum(axis=1, keepdims=True) for part in (counts, variances))
    whole[whole == 0] = 1.0
    shares = counts / whole
    spread = ((1 - shares) ** 2 * variances + shares**2 * (noise - variances)) / whole**2
    return shares, np.divide(spread, 4 * shares, out=np.zeros_like(shares), where=shares > 0).sum(axis=1)


def _by_ratio(one: Estimate, others: Sequence[Estimate | None]) -> Gaps:
    value, variance = _columns(others)
    if one.value <= 0:
        return _apart(np.full(len(others), np.nan), np.zeros(len(others)))
    value = np.where(value > 0, value, np.nan)
    return _apart(np.log(one.value / value) ** 2, one.variance / one.value**2 + variance / value**2)


def _by_difference(one: Estimate, others: Sequence[Estimate | None]) -> Gaps:
    value, variance = _columns(others)
    return _apart((value - one.value) ** 2, variance + one.variance)


def _apart(squared: np.ndarray, noise: np.ndarray) -> Gaps:
    return Gaps(np.sqrt(squared), np.sqrt(np.maximum(0.0, squared - noise)))
