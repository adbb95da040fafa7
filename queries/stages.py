"""The stages of a project as periods: what is published wholly inside each, and the places to set beside it.

Of places outside the scope no name and no number of one leaves the modules that ask here. It counts nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from queries.answers import STOCKS, trend
from queries.campaign_controls import and_near, everybody, or_typical
from queries.catalogue import Project, projects
from queries.columns import column
from queries.indicators import INDICATORS
from queries.model import Period, PeriodKind, Row, Scope, Selection
from queries.places import neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.matching import nearest, standardised, together
from queries.statistics.stages import Panel
from queries.statistics.typical import mean_of_shown

#: What the months before the first stage that a reader may see are called, and how many of them count.
BEFORE, MONTHS_BEFORE = "before", 12
#: Comparable places at most, how far one may be (as for campaigns), and the months from which its size is told.
MOST_PLACES, CALIPER, HISTORY = 30, 1.0, 12


@dataclass(frozen=True)
class Phase:
    """A stage of a project, or the time `before` its first one, between two days.

    is_over: whether the next stage has begun within the data; the last one lasts as long as they do.
    """

    stage: str
    starts_on: date
    ends_on: date
    is_over: bool

    def whole(self, snapshot: Snapshot, kind: PeriodKind, listed: str = "whole") -> tuple[Period, ...]:
        """The published periods wholly inside, oldest first; listed: `matured` where answers must have had 28 days."""
        known = set(snapshot.manifest[listed][kind]) & set(snapshot.manifest["whole"][kind])
        found = sorted(map(Period.parse, known))
        return tuple(each for each in found if self.starts_on <= each.start and each.end <= self.ends_on)


@lru_cache(maxsize=256)
def phases(snapshot: Snapshot, project: Project) -> tuple[Phase, ...]:
    """The time before and every stage that has begun within the data, in order; empty where none has."""
    months = snapshot.manifest["whole"]["month"]
    if not months:
        return ()
    end = Period.parse(months[-1]).end
    begun = [stage for stage in project.stages if stage.starts_on < end]
    if not begun:
        return ()
    first = begun[0].starts_on
    since = Period(first, "month").containing("month").shift(-MONTHS_BEFORE).start
    starts = [since, *(stage.starts_on for stage in begun)]
    ends = [*starts[1:], end]
    names = [BEFORE, *(stage.stage for stage in begun)]
    return tuple(Phase(name, start, until, at < len(names) - 1)
                 for at, (name, start, until) in enumerate(zip(names, starts, ends, strict=True)))  # fmt: skip


def kind_of(indicator: str) -> PeriodKind:
    """The period by which an indicator is told of a stage: a quarter for what is counted once a quarter."""
    return STOCKS.get((INDICATORS[indicator].numerator.measure, True), "month")


@lru_cache(maxsize=64)
def monthly(scope: Scope, snapshot: Snapshot, project: Project) -> tuple[str, ...]:
    """The indicators of the registry that are told month by month of the project's neighbourhoods, in its order."""
    months = snapshot.manifest["whole"]["month"]
    if not months:
        return ()
    found = []
    for code, entry in INDICATORS.items():
        if "month" not in entry.period_kinds or "total" not in entry.dimensions:
            continue
        periods = list(map(Period.parse, months[-HISTORY:]))
        rows = trend(of_project(scope, project), snapshot, code, Selection(), periods).rows
        if any(row.why not in ("not_published", "not_yet") for row in rows):
            found.append(code)
    return tuple(found)


def of_project(scope: Scope, project: Project) -> Scope:
    """The scope narrowed to the project's neighbourhoods."""
    return replace(scope, neighbourhoods=project.neighbourhoods)


@lru_cache(maxsize=64)
def comparable(scope: Scope, snapshot: Snapshot, project: Project) -> tuple[str, ...]:
    """The neighbourhoods most like the project's, of the whole snapshot: none with a project that the scope may see,
    none within a kilometre; alike in active households, homes and homes per km2. Empty in an older snapshot."""
    months = snapshot.manifest["whole"]["month"][:HISTORY]
    if not snapshot.has(6) or not months:
        return ()
    every = everybody(scope, snapshot)
    codes = [place.area_code for place in neighbourhoods(every, snapshot)]
    away = and_near(snapshot, project.neighbourhoods).union(
        *(each.neighbourhoods for each in projects(every, snapshot))
    )
    own = [at for at, code in enumerate(codes) if code in project.neighbourhoods]
    others = [at for at, code in enumerate(codes) if code not in away]
    if not own or not others:
        return ()
    features = _features(every, snapshot, list(map(Period.parse, months)), codes)
    matches = nearest(*standardised(features[own], features[others]), MOST_PLACES, caliper=CALIPER)
    return tuple(codes[others[at]] for at in together(matches))


def _features(every: Scope, snapshot: Snapshot, months: Sequence[Period], codes: Sequence[str]) -> np.ndarray:
    active = np.column_stack([column(every, snapshot, "active_households", month)[0] for month in months])
    ground = {row.neighbourhood_code: row.km2 for row in snapshot.query("ground")}
    homes = np.array([place.homes or np.nan for place in neighbourhoods(every, snapshot)], dtype=float)
    density = np.log(homes) - np.log([ground[code] for code in codes])
    return np.column_stack([or_typical(each) for each in (np.log(mean_of_shown(active)), np.log(homes), density)])


def panel(
    scope: Scope, snapshot: Snapshot, indicator: str, periods: Sequence[Period], codes: Sequence[str] = ()
) -> Panel:  # fmt: skip
    """An indicator of the whole scope as one row, or of each of these neighbourhoods of the snapshot, by period."""
    if codes:
        scope = replace(everybody(scope, snapshot), neighbourhoods=tuple(codes))
        rows = trend(scope, snapshot, indicator, Selection(by="neighbourhood"), periods).rows
    else:
        rows = trend(scope, snapshot, indicator, Selection(), periods, comparable=True).rows
    return Panel(*(np.array(part, dtype=float).reshape(-1, len(periods)) for part in
                   ([_value(row) for row in rows], [_passing(row) for row in rows],
                    [row.permanent_sd for row in rows])))  # fmt: skip


def _value(row: Row) -> float:
    return np.nan if row.answer is None else row.answer


def _passing(row: Row) -> float:
    return max(0.0, (row.noise_sd or 0.0) ** 2 - row.permanent_sd**2)
