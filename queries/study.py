"""A study as it was said beforehand: one indicator in these places at these dates, beside similar neighbourhoods.

It tells what was registered and nothing else: of what was not asked no number leaves this module. The months before
and after and what is compared with are those of a campaign's effect, whose intervals have been tried in simulations.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from queries.campaign_controls import MEASURES, MONTHS
from queries.campaign_effect import (
    LeftOut,
    Months,
    Visible,
    effect_in_zone,
    months_compared,
    visible_ahead,
)
from queries.catalogue import Campaign, all_campaigns
from queries.model import Period, Scope
from queries.snapshot import Snapshot
from queries.statistics.effect import Effect, Lacking

#: The largest rise that a study may call the smallest one worth acting on: four times as much.
MOST_WORTH = 3.0

#: What an interval says of nothing and of what is worth acting on: surely at least that; a rise, perhaps that large; a
#: rise, surely smaller; perhaps none, surely smaller; perhaps none, perhaps that large; surely a fall.
Verdict = Literal["enough", "rise", "smaller", "none", "unsure", "fall"]
#: Why nothing is told of the months from the start: not yet published, by an older snapshot never, or what is lacking.
NotTold = Literal["to_come", "older", "everywhere"] | Lacking


@dataclass(frozen=True)
class Criteria:
    """What will be looked at. begins, ends: months; smallest: the rise worth acting on, 0.1 for a tenth more; campaign:
    the code of the campaign that it is about, or empty. ValueError for what cannot be looked at."""

    places: tuple[str, ...]
    indicator: str
    begins: Period
    ends: Period
    smallest: float
    campaign: str = ""

    def __post_init__(self) -> None:
        if not self.places or list(self.places) != sorted(set(self.places)):
            raise ValueError("a study has places, each of them once and in order")
        if self.indicator not in MEASURES:
            raise ValueError("a study has one of the indicators whose effects can be told")
        if {self.begins.kind, self.ends.kind} != {"month"} or self.ends < self.begins:
            raise ValueError("a study goes from a month to the same or a later one")
        if not (math.isfinite(self.smallest) and 0 < self.smallest <= MOST_WORTH):
            raise ValueError("a study says which rise is worth acting on")


@dataclass(frozen=True)
class StudyResult:
    """What came of a study; `effect` in the three months from the start, `later` two to three months after the end.

    not_told: why there is no effect; later_is_over: whether the later months are published, so that without `later`
    nothing will be told of them. earlier: of a start three months before, where there can be none. gone: places that
    are not in the scope any more; left_out: those not compared, and why. ran: the first and last day of the campaign
    where these are of other months than the study's; without: places in which the campaign did not run.
    """

    months: Months
    effect: Effect | None
    later: Effect | None
    earlier: Effect | None
    not_told: NotTold | None
    later_is_over: bool
    treated: tuple[str, ...]
    controls: int
    left_out: Mapping[str, LeftOut]
    gone: tuple[str, ...]
    ran: tuple[date, date] | None
    without: tuple[str, ...]


@lru_cache(maxsize=64)
def study_result(scope: Scope, snapshot: Snapshot, criteria: Criteria) -> StudyResult:
    """The registered indicator alone, so that no second look has to be allowed for."""
    row, own = _campaign(scope, snapshot, criteria.campaign), set(scope.neighbourhoods)
    inside = tuple(code for code in criteria.places if code in own)
    zone = {*criteria.places, *(row.neighbourhood_codes if row else ())}
    starts_on, ends_on = _days(scope, snapshot, criteria)
    made = Campaign(criteria.campaign, "", "", scope.organisation_code, starts_on, ends_on, inside, None,
                    inside == criteria.places)  # fmt: skip
    months, told = months_compared(starts_on, ends_on), effect_in_zone(scope, snapshot, made, zone)
    published = set(snapshot.manifest["whole"]["month"])
    found = told.found.get(criteria.indicator) if told else None
    not_told: NotTold | None = None
    if told is None:
        not_told = "to_come" if snapshot.has(6) else "older"
    elif found is None:
        not_told = "everywhere" if told.is_everywhere else told.lacking
    return StudyResult(
        months,
        found.effect if found else None,
        found.lasting.late if found and found.lasting else None,
        found.earlier if found else None,
        not_told,
        published.issuperset(each.code for each in months.later),
        told.treated if told else (),
        told.controls if told else 0,
        told.left_out if told else {},
        tuple(code for code in criteria.places if code not in own),
        _ran(row, criteria) if row else None,
        tuple(code for code in inside if code not in row.neighbourhood_codes) if row else (),
    )


def study_months(scope: Scope, snapshot: Snapshot, criteria: Criteria) -> Months:
    """The months that will be compared."""
    return months_compared(*_days(scope, snapshot, criteria))


def study_visible(scope: Scope, snapshot: Snapshot, criteria: Criteria) -> Visible | None:
    """The smallest rise of the indicator that would be seen, known before there is one; None as of a campaign."""
    row = _campaign(scope, snapshot, criteria.campaign)
    zone = tuple(sorted(row.neighbourhood_codes)) if row else ()
    return visible_ahead(scope, snapshot, criteria.places, criteria.indicator, zone)


def earliest_start(snapshot: Snapshot) -> Period | None:
    """The first month that has its three months before it published; None while nothing is."""
    published = snapshot.manifest["whole"]["month"]
    return Period.parse(published[0]).shift(MONTHS) if published else None


def verdict(effect: Effect, smallest: float) -> Verdict:
    """What the 95 % interval says of nothing and of what was said to be worth acting on."""
    if effect.high < 0:
        return "fall"
    if effect.low > 0:
        return "enough" if effect.low >= smallest else "rise" if effect.high >= smallest else "smaller"
    return "unsure" if effect.high >= smallest else "none"


def _campaign(scope: Scope, snapshot: Snapshot, code: str) -> Any:
    """The campaign of a code with its whole zone; None where the published data have none that touches the scope."""
    own = set(scope.neighbourhoods)
    return next((row for row in all_campaigns(snapshot)
                 if code and row.campaign_code == code and not own.isdisjoint(row.neighbourhood_codes)),
                None)  # fmt: skip


def _days(scope: Scope, snapshot: Snapshot, criteria: Criteria) -> tuple[date, date]:
    """The first and last day. Where its campaign begins within the first month, that month is neither before nor
    after, as with any campaign."""
    row = _campaign(scope, snapshot, criteria.campaign)
    within = row is not None and criteria.begins.start <= row.starts_on < criteria.begins.end
    return row.starts_on if within else criteria.begins.start, criteria.ends.end - timedelta(days=1)


def _ran(row: Any, criteria: Criteria) -> tuple[date, date] | None:
    same = all(month.start <= day < month.end for month, day in ((criteria.begins, row.starts_on),
                                                                 (criteria.ends, row.ends_on)))  # fmt: skip
    return None if same else (row.starts_on, row.ends_on)
