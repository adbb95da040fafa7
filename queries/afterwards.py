"""What came of a stage in a neighbourhood: enrolled and active households, exchanges, needs, and answers to campaigns.

Published cells of the scope alone, 12 and 24 months on; the same numbers when publishing and when an estimate is
checked. It expects nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from queries.answers import declared
from queries.campaign_counts import AFTER
from queries.catalogue import Campaign, campaigns
from queries.cell_counts import counts
from queries.cells import cells_of
from queries.model import Period, Scope
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate
from queries.statistics.typical import mean_over_periods

#: Months after a stage began.
AGES = (12, 24)

#: Measured by quarter. Members are told as enrolled households, which is the unit that is published.
BY_QUARTER = ("enrolled_households", "active_households", "exchanges")
#: Counted by calendar year: dimension of what is asked for, and what stands before its code in an outcome.
BY_YEAR = ("need", "need_theme")
CAMPAIGNS = "campaign_answers"


@dataclass(frozen=True)
class Happened:
    """One outcome of a neighbourhood at an age (months); `count` is None where it is below threshold.

    outcome: `enrolled_households` at the end of the year that ends at that age, `active_households` and `exchanges` of
    an average quarter of it, `need:CATEGORY` and `need_theme:THEME` the households that asked for it in the calendar
    year in which the age is reached, `campaign_answers` the households that answered a campaign of that year of age, on
    average over these. known_on: the day from which it was known.
    """

    outcome: str
    age: int
    known_on: date
    count: Estimate | None


def afterwards(scope: Scope, snapshot: Snapshot, area_code: str, starts_on: date) -> tuple[Happened, ...]:
    """What is known by now of a neighbourhood since the day on which a stage began there; nothing beyond the scope."""
    found = list[Happened]()
    for age in AGES if area_code in scope.neighbourhoods else ():
        found += _by_quarter(scope, snapshot, area_code, starts_on, age)
        found += _by_year(scope, snapshot, area_code, starts_on, age)
        found += _of_campaigns(scope, snapshot, area_code, starts_on, age)
    return tuple(found)


def _by_quarter(
    scope: Scope, snapshot: Snapshot, area_code: str, starts_on: date, age: int
) -> Iterator[Happened]:  # fmt: skip
    """The four whole quarters up to the age: one that had begun before the stage counts for what was before."""
    first = Period(starts_on, "quarter").containing("quarter")
    first = first if first.start == starts_on else first.shift(1)
    quarters = [first.shift(age // 3 - 4 + step) for step in range(4)]
    if not set(snapshot.manifest["whole"]["quarter"]).issuperset(each.code for each in quarters):
        return
    for measure in BY_QUARTER:
        asked = quarters[-1:] if measure == "enrolled_households" else quarters
        cells = [counts(scope, snapshot, measure, "total", each).get((area_code, "total")) for each in asked]
        shown = [cell if isinstance(cell, Estimate) else None for cell in cells]
        yield Happened(measure, age, quarters[-1].end, mean_over_periods(shown))


def _by_year(
    scope: Scope, snapshot: Snapshot, area_code: str, starts_on: date, age: int
) -> Iterator[Happened]:  # fmt: skip
    year = Period(_later(starts_on, age), "year").containing("year")
    if year.code not in snapshot.manifest["whole"]["year"]:
        return
    for dimension in BY_YEAR:
        found = counts(scope, snapshot, "households", dimension, year)
        for value in declared(snapshot, dimension):
            code, _, side = value.rpartition(":")
            if side == "asked" and (cell := found.get((area_code, value))) is not None:
                yield Happened(f"{dimension}:{code}", age, year.end, cell if isinstance(cell, Estimate) else None)


def _of_campaigns(
    scope: Scope, snapshot: Snapshot, area_code: str, starts_on: date, age: int
) -> Iterator[Happened]:  # fmt: skip
    """Of the campaigns that began in the year up to the age and are told; hidden where one of them is."""
    covered = date.fromisoformat(snapshot.manifest["covers_until"])
    until, since = _later(starts_on, age), _later(starts_on, age - 12)
    own = [each for each in campaigns(scope, snapshot)
           if since <= each.starts_on < until and area_code in each.neighbourhoods]  # fmt: skip
    if not own or until > covered or any(each.ends_on + AFTER > covered for each in own):
        return
    cells = [_answered(scope, snapshot, area_code, each) for each in own]
    told = [cell for cell in cells if cell is not None]
    if told:
        shown = [cell if isinstance(cell, Estimate) else None for cell in told]
        known_on = max(*(each.ends_on + AFTER + timedelta(days=1) for each in own), until)
        yield Happened(CAMPAIGNS, age, known_on, mean_over_periods(shown))


def _answered(scope: Scope, snapshot: Snapshot, area_code: str, campaign: Campaign) -> Estimate | str | None:
    """The households that answered; "hidden" below threshold, None where it is not told of the neighbourhood."""
    cells = cells_of(scope, snapshot, "campaign_step", "campaign", campaign.starts_on.year)
    cell = cells.get(("neighbourhood", area_code), {}).get((campaign.starts_on, f"{campaign.code}:answered"))
    if cell is None:
        return None
    shown = cell.estimate("households")
    return replace(shown, label=None) if shown else "hidden"  # campaigns are no periods of one value


def _later(day: date, months: int) -> date:
    """The first day of the month so many months later, or the day itself where it is one."""
    month = Period(day, "month").containing("month")
    return (month if month.start == day else month.shift(1)).shift(months).start
