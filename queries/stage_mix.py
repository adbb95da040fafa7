"""What is exchanged, asked for and left without in one stage of a project: means of the periods wholly inside it.

The mix by quarter; needs by year, which is how often neighbourhoods tell them, else those of the city by quarter.
Households are never added up over periods: a mean counts nobody.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from queries.answers import trend
from queries.catalogue import Project
from queries.model import Period, PeriodKind, Row, Scope, Selection
from queries.places import Place, neighbourhoods, places
from queries.snapshot import Snapshot
from queries.stages import Phase, of_project
from queries.statistics.derived import as_share, complement, estimate_of, ratio
from queries.statistics.typical import mean_over_periods


@dataclass(frozen=True)
class StageMix:
    """The groups of exchange types in one stage, as shares of active households: a row each, of the mean quarter."""

    phase: Phase
    quarters: tuple[Period, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class StageNeed:
    """Households that asked for something of a theme and that offered it, in the mean period of a stage; unmet: the
    share of those that asked that got nothing within 28 days, where that is told (of cities)."""

    theme: str
    asked: Row
    offered: Row
    unmet: Row | None


@dataclass(frozen=True)
class StageNeeds:
    """The needs of one stage, most asked first. around: the place around the project that they are told of, where none
    of the neighbourhood's years lies wholly inside the stage. Empty without a whole period."""

    phase: Phase
    kind: PeriodKind
    periods: tuple[Period, ...]
    around: Place | None
    needs: tuple[StageNeed, ...]


@lru_cache(maxsize=256)
def stage_mix(scope: Scope, snapshot: Snapshot, project: Project, phase: Phase) -> StageMix:
    """Of the project's neighbourhoods in the quarters wholly inside the stage; without a row where there is none."""
    quarters = phase.whole(snapshot, "quarter")
    rows = _means(of_project(scope, project), snapshot, "mix_share", Selection(by="type_group"), quarters)
    return StageMix(phase, quarters, tuple(_told(row) for row in rows))


@lru_cache(maxsize=256)
def stage_needs(scope: Scope, snapshot: Snapshot, project: Project, phase: Phase) -> StageNeeds:
    """Of the project's neighbourhoods by year; else of the city around, by quarter."""
    years, own = phase.whole(snapshot, "year", "matured"), of_project(scope, project)
    if years:
        found = _means(own, snapshot, "needs", Selection(by="need_theme"), years)
        return StageNeeds(phase, "year", years, None, _needs(found, ()))
    quarters, city = phase.whole(snapshot, "quarter", "matured"), _city(scope, snapshot, project)
    if city is None or not quarters:
        return StageNeeds(phase, "quarter", (), None, ())
    asked = Selection((city.key,), by="need_theme")
    found = _means(scope, snapshot, "needs", asked, quarters)
    came = _means(scope, snapshot, "need_outcome", replace(asked, by="need_outcome"), quarters)
    return StageNeeds(phase, "quarter", quarters, city, _needs(found, came))


def _city(scope: Scope, snapshot: Snapshot, project: Project) -> Place | None:
    """The one city of the project's neighbourhoods."""
    codes = {each.city_code for each in neighbourhoods(of_project(scope, project), snapshot)}
    return next((each for each in places(scope, snapshot) if each.level == "city" and codes == {each.area_code}), None)


def _means(
    scope: Scope, snapshot: Snapshot, indicator: str, selection: Selection, periods: Sequence[Period]
) -> tuple[Row, ...]:  # fmt: skip
    """The mean row of each value over periods; hidden where one of them is."""
    if not periods:
        return ()
    found: dict[str, list[Row]] = {}
    for row in trend(scope, snapshot, indicator, selection, periods).rows:
        found.setdefault(row.value, []).append(row)
    return tuple(_mean(rows) for rows in found.values())


def _mean(rows: Sequence[Row]) -> Row:
    found = mean_over_periods([estimate_of(row) for row in rows])
    if found is None:
        hidden = next((row for row in rows if row.answer is None), rows[0])
        return replace(hidden, answer=None, noise_sd=None, shown="no", permanent_sd=0.0)
    bases = [row.base for row in rows if row.base is not None]
    return replace(
        rows[-1], answer=found.value, noise_sd=math.sqrt(found.variance), permanent_sd=math.sqrt(found.permanent),
        shown="partial" if found.partial else "yes", base=min(bases) if bases else None,
    )  # fmt: skip


def _told(row: Row) -> Row:
    """A mean of shares as finely as the smallest of their bases allows."""
    told = as_share(estimate_of(row), row.base)
    return row if told is None else replace(row, answer=told.value, noise_sd=math.sqrt(told.variance))


def _needs(found: Sequence[Row], came: Sequence[Row]) -> tuple[StageNeed, ...]:
    by_value, met = {row.value: row for row in found}, {row.value: row for row in came}
    needs = []
    for theme in dict.fromkeys(value.rpartition(":")[0] for value in by_value):
        asked, got = by_value[f"{theme}:asked"], met.get(f"{theme}:completed")
        needs.append(StageNeed(theme, asked, by_value[f"{theme}:offered"], _unmet(asked, got) if got else None))
    return tuple(sorted(needs, key=lambda each: -(each.asked.answer or 0.0)))


def _unmet(asked: Row, got: Row) -> Row:
    told = as_share(complement(ratio(estimate_of(got), estimate_of(asked))), asked.answer)
    if told is None:
        return replace(got, answer=None, noise_sd=None, shown="no", why=got.why or asked.why or "threshold")
    return replace(got, answer=told.value, noise_sd=math.sqrt(told.variance), base=asked.answer,
                   permanent_sd=math.sqrt(told.permanent))  # fmt: skip
