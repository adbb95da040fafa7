"""Compared at the same age: a project, the others of the scope and comparable places, by months since a stage began.

Of the scope alone: a median is the number of one place. What is usual of the months of a year is a mean over ten places
or more of the whole snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from queries.catalogue import Project, projects
from queries.model import Period, Scope
from queries.snapshot import Snapshot
from queries.stages import BEFORE, Phase, comparable, kind_of, of_project, panel, phases
from queries.statistics.ages import FEWEST_BASE, Index, Middle, index, middle, season
from queries.statistics.stages import FEWEST_PLACES, Panel


@dataclass(frozen=True)
class SameAge:
    """A stage of a project by month since it began. own: None where too few months before it are shown.

    projects: the others of the scope that began this stage; places: neighbourhoods of the scope like the project's
    without a project, in the same months; is_seasonal: whether the season is still in the numbers.
    """

    phase: Phase
    months: tuple[Period, ...]
    own: Index | None
    projects: Middle
    places: Middle
    is_seasonal: bool


def aged(snapshot: Snapshot, project: Project) -> tuple[Phase, ...]:
    """The stages of a project that have a whole published month and began within the data."""
    begun = [each for each in phases(snapshot, project) if each.stage != BEFORE and each.whole(snapshot, "month")]
    first = snapshot.manifest["covers_from"]
    return tuple(each for each in begun if f"{each.starts_on:%Y-%m}" >= first)


def can_be_indexed(snapshot: Snapshot, phase: Phase) -> bool:
    """Whether enough months are published before a stage to be what it is a share of, shown or not."""
    first = phase.whole(snapshot, "month")[:1]
    known = snapshot.manifest["whole"]["month"]
    return bool(first) and known.index(first[0].code) >= FEWEST_BASE


@lru_cache(maxsize=64)
def same_age(scope: Scope, snapshot: Snapshot, project: Project, stage: str, indicator: str) -> SameAge | None:
    """None where the stage has no whole month, or the indicator is not counted by month."""
    phase = next((each for each in aged(snapshot, project) if each.stage == stage), None)
    if phase is None or kind_of(indicator) != "month":
        return None
    known = tuple(map(Period.parse, snapshot.manifest["whole"]["month"]))
    first = known[0].start.month - 1
    near = comparable(scope, snapshot, project)
    factors = None
    if len(near) >= FEWEST_PLACES:
        factors = season(panel(scope, snapshot, indicator, known, near), first)
    months = phase.whole(snapshot, "month")
    start, own = known.index(months[0]), panel(of_project(scope, project), snapshot, indicator, known)
    found = index(own, start, first, factors)
    begun = {other: each.whole(snapshot, "month") for other in projects(scope, snapshot) if other.code != project.code
             for each in aged(snapshot, other) if each.stage == stage}  # fmt: skip
    others = []
    for other, numbers in _numbers(scope, snapshot, tuple(begun), indicator, known):
        until = known.index(begun[other][-1]) + 1
        shown = Panel(*(part[:, :until] for part in numbers))
        others.append(index(shown, known.index(begun[other][0]), first, factors))
    inside = tuple(code for code in near if code in scope.neighbourhoods)
    places = []
    if inside:
        rows = panel(scope, snapshot, indicator, known, inside)
        places = [index(Panel(*(part[at : at + 1] for part in rows)), start, first, factors)
                  for at in range(len(inside))]  # fmt: skip
    end = start + len(months)
    return SameAge(
        phase, months, None if found is None else _until(found, end - start),
        middle([each for each in others if each], len(months)), middle([each for each in places if each], len(months)),
        factors is None,
    )  # fmt: skip


def _numbers(
    scope: Scope, snapshot: Snapshot, others: Sequence[Project], indicator: str, months: Sequence[Period]
) -> Iterator[tuple[Project, Panel]]:
    """The months of each project: those of one neighbourhood are read together, since they may be hundreds."""
    codes = tuple(sorted({each.neighbourhoods[0] for each in others if len(each.neighbourhoods) == 1}))
    rows = panel(scope, snapshot, indicator, months, codes) if codes else None
    for other in others:
        if rows is not None and len(other.neighbourhoods) == 1:
            at = codes.index(other.neighbourhoods[0])
            yield other, Panel(*(part[at : at + 1] for part in rows))
        else:
            yield other, panel(of_project(scope, other), snapshot, indicator, months)


def _until(found: Index, months: int) -> Index:
    """The index of the months of the stage alone."""
    return Index(found.values[:months], found.low[:months], found.high[:months], found.months)
