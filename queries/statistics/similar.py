"""How alike places are, from published numbers with their noise: Gower's coefficient over mixes, amounts and shares.

Pure functions on estimates; nothing here knows what the parts are called or where their numbers come from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Gap(NamedTuple):
    """The difference of two places in one part: as published, and once what noise alone makes of it is taken off."""

    published: float
    clear: float


def most_similar(target: Profile, candidates: Sequence[Profile], count: int = 5) -> tuple[Near, ...]:
    """The `count` candidates most like the target, nearest first; none when fewer than three can be compared.

    The distance is the mean over the parts that both have of their gap, divided by the largest published gap of that
    part among the candidates (Gower 1971, "A General Coefficient of Similarity and Some of Its Properties": a part that
    is missing is left out). Mixes differ by the Hellinger distance, amounts by the logarithm of their ratio, shares by
    their difference. The expected square that the noise adds is taken off each squared gap, so that parts that are
    mostly noise weigh little. Equal distances are ordered by the published gaps, then by code.
    """
    gaps = {other.code: _gaps(target, other) for other in candidates if other.code != target.code}
    gaps = {code: found for code, found in gaps.items() if len(found) >= FEWEST_PARTS}
    if len(gaps) < FEWEST_CANDIDATES:
        return ()
    parts = sorted({part for found in gaps.values() for part in found})
    largest = {part: max(found[part].published for found in gaps.values() if part in found) or 1.0 for part in parts}
    profiles = {other.code: other for other in candidates}
    ranked = sorted(gaps, key=lambda code: (*_distances(gaps[code], largest), code))
    return tuple(_near(target, profiles[code], gaps[code], largest) for code in ranked[:count])


def _distances(found: Mapping[str, Gap], largest: Mapping[str, float]) -> tuple[float, float]:
    """Mean gap without and with the noise; rounded, so that the order does not hang on the last bits of a float."""
    clear = sum(gap.clear / largest[part] for part, gap in found.items()) / len(found)
    published = sum(gap.published / largest[part] for part, gap in found.items()) / len(found)
    return round(clear, 9), round(published, 9)


def _near(target: Profile, other: Profile, found: Mapping[str, Gap], largest: Mapping[str, float]) -> Near:
    scaled = {part: round(gap.clear / largest[part], 2) for part, gap in found.items()}
    # Where the noise leaves parts equal, a mix says more than a size: the order of the parts of a profile.
    reasons = [
        _reason(target, other, part) for part in sorted(scaled, key=lambda p: scaled[p]) if scaled[part] <= ALIKE
    ]
    told = tuple(reason for reason in reasons if reason is not None)[:MOST_REASONS]
    return Near(other.code, _distances(found, largest)[0], told, tuple(found))


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


def _gaps(one: Profile, other: Profile) -> dict[str, Gap]:
    """The gap of every part that both places have."""
    found: dict[str, Gap | None] = {part: hellinger(mix, other.mixes.get(part)) for part, mix in one.mixes.items()}
    found |= {part: _by_ratio(amount, other.amounts.get(part)) for part, amount in one.amounts.items()}
    found |= {part: _by_difference(share, other.shares.get(part)) for part, share in one.shares.items()}
    return {part: gap for part, gap in found.items() if gap is not None}


def hellinger(one: Mix, other: Mix | None) -> Gap | None:
    """The Hellinger distance of two mixes over the values that both show, 0 to 1; None with fewer than two of them.

    Each mix is taken as shares p of its sum over these values. The noise of p moves sqrt(p) by about sqrt(var / 4p)
    (delta method), which is what the published distance is expected to hold beside the true one.
    """
    shared = _shared(one, other)
    if other is None or len(shared) < 2:
        return None
    ps, qs = _composition(one, shared), _composition(other, shared)
    squared = sum((math.sqrt(p) - math.sqrt(q)) ** 2 for (p, _), (q, _) in zip(ps, qs, strict=True)) / 2
    noise = sum(variance / (4 * share) for share, variance in (*ps, *qs)) / 2
    return _gap(squared, noise)


def _shared(one: Mix, other: Mix | None) -> list[str]:
    there = {} if other is None else other.counts
    return [v for v, count in one.counts.items() if count.value > 0 and v in there and there[v].value > 0]


def _composition(mix: Mix, values: Sequence[str]) -> list[tuple[float, float]]:
    """(share, variance) of each value within the sum of these values, whose noises are independent."""
    counts = [mix.counts[value] for value in values]
    whole, variance = sum(count.value for count in counts), sum(count.variance for count in counts)
    shares = [(count.value / whole, count.variance) for count in counts]
    return [(p, ((1 - p) ** 2 * v + p**2 * (variance - v)) / whole**2) for p, v in shares]


def _by_ratio(one: Estimate, other: Estimate | None) -> Gap | None:
    if other is None or one.value <= 0 or other.value <= 0:
        return None
    return _gap(math.log(one.value / other.value) ** 2, sum(x.variance / x.value**2 for x in (one, other)))


def _by_difference(one: Estimate, other: Estimate | None) -> Gap | None:
    return None if other is None else _gap((one.value - other.value) ** 2, one.variance + other.variance)


def _gap(squared: float, noise: float) -> Gap:
    return Gap(math.sqrt(squared), math.sqrt(max(0.0, squared - noise)))
