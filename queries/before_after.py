"""Before, during and after: what each stage of a project tells of an indicator, and which stages differ for sure.

From published periods wholly inside each stage; against comparable places, of which nothing but a mean leaves here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from queries.catalogue import Project
from queries.indicators import INDICATORS
from queries.model import Period, PeriodKind, Scope
from queries.snapshot import Snapshot
from queries.stages import Phase, comparable, kind_of, monthly, of_project, panel, phases
from queries.statistics.false_discovery import step_up
from queries.statistics.stages import FEWEST_MONTHS, FEWEST_PLACES, Level, Scale, Step, levels, step

#: Of what is claimed together, the share that may be chance.
FALSE_SHARE = 0.05


@dataclass(frozen=True)
class Compared:
    """Two stages of a project: `is_clear` where their difference is claimed among all that are looked at together."""

    before: Phase
    after: Phase
    step: Step
    is_clear: bool


@dataclass(frozen=True)
class Told:
    """One indicator over the stages of a project. kind: by which period it is counted; scale: `ratio` where a step is a
    share of what was, `level` where it is a number of points. places: how many comparable ones there are."""

    indicator: str
    kind: PeriodKind
    scale: Scale
    levels: tuple[tuple[Phase, Level], ...]
    steps: tuple[Compared, ...]
    places: int


@lru_cache(maxsize=64)
def before_after(scope: Scope, snapshot: Snapshot, project: Project) -> tuple[Told, ...]:
    """Every indicator that is told by month of the project's neighbourhoods, in the order of the registry."""
    found = [_told(scope, snapshot, project, code) for code in monthly(scope, snapshot, project)]
    told = [each.step.p for one in found for each in one.steps if not each.step.lacking]
    clear = iter(step_up(told, FALSE_SHARE))
    return tuple(
        replace(one, steps=tuple(replace(each, is_clear=not each.step.lacking and next(clear)) for each in one.steps))
        for one in found
    )


def _told(scope: Scope, snapshot: Snapshot, project: Project, code: str) -> Told:
    kind, scale = kind_of(code), scale_of(code)
    parts = [(phase, periods) for phase in phases(snapshot, project) if (periods := phase.whole(snapshot, kind))]
    asked = sorted({period for _, periods in parts for period in periods})
    places = comparable(scope, snapshot, project)
    if not asked:
        return Told(code, kind, scale, (), (), len(places))
    own = panel(of_project(scope, project), snapshot, code, asked)
    others = panel(scope, snapshot, code, asked, places) if len(places) >= FEWEST_PLACES else None
    at = {period: position for position, period in enumerate(asked)}
    where = [np.array([at[period] for period in periods]) for _, periods in parts]
    means = levels(own, others, where, scale)
    fewest = max(2, FEWEST_MONTHS // asked[0].months)
    enough = [at for at, (_, periods) in enumerate(parts) if len(periods) >= fewest]
    steps = tuple(
        Compared(parts[one][0], parts[two][0], step(own, others, where[one], where[two], scale, fewest), False)
        for one, two in pairs(len(parts), enough)
    )
    return Told(code, kind, scale, tuple((phase, mean) for (phase, _), mean in zip(parts, means, strict=True)), steps,
                len(places))  # fmt: skip


def pairs(count: int, enough: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Each stage and the one before it, then the last and the first of those with enough months to be compared."""
    beside = [(at, at + 1) for at in range(count - 1)]
    return [*beside, (enough[0], enough[-1])] if enough and enough[-1] - enough[0] > 1 else beside


def scale_of(indicator: str) -> Scale:
    return "level" if INDICATORS[indicator].unit == "share" else "ratio"


@lru_cache(maxsize=128)
def baseline(
    scope: Scope, snapshot: Snapshot, project: Project, phase: Phase
) -> tuple[tuple[str, PeriodKind, Level], ...]:
    """Each indicator over the last twelve months of a stage, or as many as it has: what comes is measured by it.

    Nothing later than the stage is read: how much months vary is told by those until its end.
    """
    found, places = [], comparable(scope, snapshot, project)
    for code in monthly(scope, snapshot, project):
        kind = kind_of(code)
        last = phase.whole(snapshot, kind)[-_a_year(kind) :]
        if not last:
            continue
        known = [each for each in map(Period.parse, snapshot.manifest["whole"][kind]) if each.end <= phase.ends_on]
        own = panel(of_project(scope, project), snapshot, code, known)
        others = panel(scope, snapshot, code, known, places) if len(places) >= FEWEST_PLACES else None
        earlier = [each.whole(snapshot, kind) for each in phases(snapshot, project) if each.ends_on <= phase.starts_on]
        stages = [np.array([known.index(period) for period in periods]) for periods in (*earlier, last) if periods]
        found.append((code, kind, levels(own, others, stages, scale_of(code))[-1]))
    return tuple(found)


def _a_year(kind: PeriodKind) -> int:
    return len(Period.parse("2024").within(kind))
