"""Published counts by group as shares, beside the same groups of a population: as finely as their number may be told.

How unlike the two mixes are is `representativeness`; here it is told, with the ratio of each group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queries.statistics.derived import SMALL_BASE, Estimate, as_bounds, told_share
from queries.statistics.intervals import wilson_of_sum
from queries.statistics.representativeness import Representativeness, representativeness


@dataclass(frozen=True)
class Kind:
    """One value: households enrolled, their `share` of those of all kinds (0 to 1) from `low` to `high`, and `living`,
    its share of the homes of the census. ratio: share over living, from least to most. None where there is no census.
    """

    value: str
    enrolled: float
    share: float
    low: float
    high: float
    living: float | None
    ratio: float | None
    least: float | None
    most: float | None
    is_clear: bool


@dataclass(frozen=True)
class Presence:
    """index: 1 the mix of the population, 0 nothing in common, from `low` to `high`; None where it is not known.

    is_clear: the mixes differ beyond chance and noise. unknown: the share of those whose group is not known, of all.
    """

    kinds: tuple[Kind, ...]
    index: float | None
    low: float | None
    high: float | None
    is_clear: bool
    unknown: float | None


def presence(
    told: Mapping[str, Estimate], living: Mapping[str, float], unknown: Estimate | None = None
) -> Presence | None:
    """Published counts by group, and the population's by the same groups in any unit; 0 for those that it lacks.

    Groups that the population lacks are told, but not compared. None where nobody is counted.
    """
    known = sum(max(0.0, count.value) for count in told.values())
    if known <= 0:
        return None
    both = [group for group in told if living[group] > 0]
    found = None
    if len(both) > 1:
        found = representativeness({g: told[g] for g in both}, {g: living[g] for g in both}, unknown)
    kinds = tuple(_kind(group, told, living, found, known) for group in told)
    beside = max(0.0, unknown.value) if unknown else 0.0
    low, high = as_bounds(*found.interval, known) if found else (None, None)
    return Presence(
        kinds, told_share(found.index, known) if found else None, low, high, bool(found and found.is_clear),
        told_share(beside / (known + beside), known) if beside else None,
    )  # fmt: skip


def _kind(
    value: str, told: Mapping[str, Estimate], living: Mapping[str, float], found: Representativeness | None,
    known: float,
) -> Kind:  # fmt: skip
    rest = [count for other, count in told.items() if other != value]
    whole = Estimate(sum(max(0.0, count.value) for count in rest), sum(count.variance for count in rest))
    low, high = as_bounds(*wilson_of_sum(told[value], whole), known)
    share, everybody = told_share(max(0.0, told[value].value) / known, known), sum(living.values())
    part = living[value] / everybody if everybody else None
    group = found.groups.get(value) if found else None
    if found is None or group is None or not part:
        return Kind(value, told[value].value, share, low, high, part, None, None, None, False)
    least, most = low / part, high / part
    # Of few households the ratio is told no finer than their share is.
    ratio = share / part if known < SMALL_BASE else group.ratio
    return Kind(value, told[value].value, share, low, high, part, ratio, least, most,
                found.is_clear and (least > 1 or most < 1))  # fmt: skip
