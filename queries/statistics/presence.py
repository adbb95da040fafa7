"""Published counts by group as shares, beside the same groups of a population: as finely as their number may be told.

How unlike the two mixes are is `representativeness`; here it is told, with the ratio of each group, and with what a
hidden group leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queries.statistics.derived import SMALL_BASE, Estimate, as_bounds, told_share
from queries.statistics.intervals import wilson_of_sum
from queries.statistics.published_counts import Hidden, Published, pooled
from queries.statistics.representativeness import Representativeness, representativeness


@dataclass(frozen=True)
class Kind:
    """One value: households enrolled, their `share` of those of all kinds (0 to 1) from `low` to `high`, and `living`,
    its share of all homes of the census. ratio: share over living, from least to most. None where there is no census.
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

    is_clear: the mixes differ beyond chance and noise, whatever is hidden. unknown: the share of those whose group is
    not known, of all.
    """

    kinds: tuple[Kind, ...]
    index: float | None
    low: float | None
    high: float | None
    is_clear: bool
    unknown: float | None


@dataclass(frozen=True)
class _Counts:
    """The counts by group with the hidden ones taken as none, as likely, and as many as may be."""

    least: Mapping[str, Estimate]
    likely: Mapping[str, Estimate]
    most: Mapping[str, Estimate]


def presence(
    counts: Mapping[str, Published], living: Mapping[str, float], unknown: Estimate | None = None
) -> Presence | None:
    """Published counts by group, and the population's by the same groups in any unit; 0 for those that it lacks.

    A hidden group is not told, but counts among all: as anything from nobody to its threshold in what is said from
    least to most. Left out, a group that is hardly reached would make the others look as present as they should be.
    Groups that the population lacks are told, but not compared. None where nobody is counted.
    """
    told = {group: count for group, count in counts.items() if isinstance(count, Estimate)}
    shown = _sum(told)
    if shown <= 0:
        return None
    taken = _taken(counts, told, living)
    known = _sum(taken.likely)
    population = {group: living[group] for group in taken.likely if living[group] > 0}
    cases: list[Representativeness] = []
    if len(population) > 1:
        for case in (taken.likely, taken.least, taken.most) if len(taken.likely) > len(told) else (told,):
            found = representativeness({group: case[group] for group in population}, population)
            cases += [found] if found else []
    is_clear = bool(cases) and all(case.is_clear for case in cases)
    kinds = tuple(_kind(group, taken, living, shown, is_clear, bool(cases)) for group in told)
    beside = max(0.0, unknown.value) if unknown else 0.0
    low, high = None, None
    if cases:
        low, high = as_bounds(min(c.interval.low for c in cases), max(c.interval.high for c in cases), shown)
    return Presence(
        kinds, told_share(cases[0].index, shown) if cases else None, low, high, is_clear,
        told_share(beside / (known + beside), shown) if beside else None,
    )  # fmt: skip


def _taken(counts: Mapping[str, Published], told: Mapping[str, Estimate], living: Mapping[str, float]) -> _Counts:
    """Likely is the middle of what may stand behind a hidden count, or fewer: what its homes would give if they were
    reached as those of the groups told. Of a group that a census knows no home of, nobody is expected."""
    homes, shown = sum(living[group] for group in told), _sum(told)
    likely, most = dict(told), dict(told)
    for group, count in counts.items():
        if isinstance(count, Hidden) and (living[group] > 0 or not any(living.values())):
            middle = pooled([count]).value
            likely[group] = Estimate(min(middle, shown * living[group] / homes) if homes else middle, 0.0)
            most[group] = Estimate(count.threshold, 0.0)
    return _Counts({**dict.fromkeys(likely, Estimate(0.0, 0.0)), **told}, likely, most)


def _sum(counts: Mapping[str, Estimate]) -> float:
    return sum(max(0.0, count.value) for count in counts.values())


def _others(counts: Mapping[str, Estimate], value: str) -> Estimate:
    rest = {other: count for other, count in counts.items() if other != value}
    return Estimate(_sum(rest), sum(count.variance for count in rest.values()))


def _kind(
    value: str, taken: _Counts, living: Mapping[str, float], shown: float, differs: bool, compared: bool
) -> Kind:  # fmt: skip
    count, everybody = taken.likely[value], sum(living.values())
    low = wilson_of_sum(count, _others(taken.most, value)).low
    high = wilson_of_sum(count, _others(taken.least, value)).high
    low, high = as_bounds(low, high, shown)
    exact = max(0.0, count.value) / _sum(taken.likely)
    share, part = told_share(exact, shown), living[value] / everybody if everybody else None
    if not compared or not part:
        return Kind(value, count.value, share, low, high, part, None, None, None, False)
    least, most = low / part, high / part
    # Of few households the ratio is told no finer than their share is.
    ratio = (share if shown < SMALL_BASE else exact) / part
    return Kind(value, count.value, share, low, high, part, ratio, least, most, differs and (least > 1 or most < 1))
