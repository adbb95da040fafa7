"""How many households took each step of a campaign, gave each answer, and when: of its zone, or of one place of it.

A campaign that is over is told as a whole; of one that runs, what happened so far: of its whole zone in a city at the
end of the last closed week, of its places at the end of the last closed month. Published cells alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from queries.catalogue import Campaign
from queries.cell_counts import hidden_cell
from queries.cells import cells_of_place
from queries.dimensions import CAMPAIGN_STEPS
from queries.model import Period, Scope
from queries.places import Place, neighbourhoods, places
from queries.shares import ToldShare, share_with_interval
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, total
from queries.statistics.published_counts import Published

#: A campaign is told as a whole once it and these days after it are covered.
AFTER = timedelta(days=28)


@dataclass(frozen=True)
class Step:
    """One step of a funnel. count: None where it is not known yet or not told there; share: of the step `of`, the last
    shown before it, or of the homes, with its 95 % interval; fed: whether the export can feed the step at all."""

    code: str
    count: Published | None
    share: ToldShare | None
    of: str
    fed: bool


@dataclass(frozen=True)
class Funnel:
    """The steps of a campaign in one place, or in all its places that the scope has (None); homes: those exposed."""

    place: Place | None
    homes: int | None
    steps: tuple[Step, ...]

    def reached(self, step: Step) -> ToldShare | None:
        """The share of those contacted that took a step; None where either is hidden, or known of some places only."""
        contacted = next(each.count for each in self.steps if each.code == "contacted")
        if not isinstance(contacted, Estimate) or not isinstance(step.count, Estimate):
            return None
        return None if contacted.partial or step.count.partial else share_with_interval(step.count, contacted)


def is_over(campaign: Campaign, snapshot: Snapshot) -> bool:
    """Whether the campaign is told as a whole: its end and the 28 days after it are covered."""
    return campaign.ends_on + AFTER <= date.fromisoformat(snapshot.manifest["covers_until"])


def has_begun(campaign: Campaign, snapshot: Snapshot) -> bool:
    """Whether the campaign's first day is covered."""
    return campaign.starts_on <= date.fromisoformat(snapshot.manifest["covers_until"])


def counted_until(campaign: Campaign, snapshot: Snapshot, level: str) -> date | None:
    """The last day that counts of a campaign at a level go to; None where nothing is told yet."""
    if is_over(campaign, snapshot):
        return campaign.ends_on + AFTER
    closed = _last_closed(snapshot, level)
    return closed.end - timedelta(days=1) if closed and closed.end > campaign.starts_on else None


def counts_at(
    scope: Scope, snapshot: Snapshot, campaign: Campaign, place: Place, dimension: str
) -> Mapping[str, Published]:
    """What follows the campaign's code in a value of the dimension -> households of the place.

    Empty where nothing is known yet, not told there, or not the scope's to see.
    """
    if is_over(campaign, snapshot):
        kind, start = "campaign", campaign.starts_on
    elif (closed := _last_closed(snapshot, place.level)) is not None:
        kind, start = closed.kind, closed.start
    else:
        return {}
    rows = cells_of_place(scope, snapshot, place.level, place.area_code).get((dimension, kind, start.year), {})
    year = Period(campaign.starts_on.replace(month=1, day=1), "year")
    behind = hidden_cell(snapshot, place.level, place.area_code, year)
    return {
        value.partition(":")[2]: counted.estimate("households") or behind.with_noise(counted.s)
        for (day, value), counted in rows.items()
        if day == start and value.startswith(f"{campaign.code}:")
    }


def _last_closed(snapshot: Snapshot, level: str) -> Period | None:
    """The last closed period by which a level is told while a campaign runs."""
    codes = snapshot.manifest["weeks"] if level == "city" else snapshot.manifest["periods"]["month"]
    return Period.parse(codes[-1]) if codes else None


def zone(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Place, ...]:
    """The neighbourhoods of the campaign that the scope has."""
    inside = set(campaign.neighbourhoods)
    return tuple(place for place in neighbourhoods(scope, snapshot) if place.area_code in inside)


def parts(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Place, ...]:
    """The places whose cells together are the campaign's in the scope: the city whose cells of the campaign are those
    of its whole zone, else its neighbourhoods."""
    city = city_of(scope, snapshot, campaign)
    if city is None or not (is_over(campaign, snapshot) or _is_told(scope, snapshot, campaign, city)):
        return zone(scope, snapshot, campaign)
    return (city,)


def _is_told(scope: Scope, snapshot: Snapshot, campaign: Campaign, place: Place) -> bool:
    """Whether a campaign that runs is told of the place; a city is not where the zone is a single smaller place."""
    return any(counts_at(scope, snapshot, campaign, place, each) for each in ("campaign_step", "campaign_item"))


def city_of(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> Place | None:
    """The city with the cells of the campaign's whole zone; None where the scope has only a part of the zone, where it
    lies in several cities, or where the scope may not see the city."""
    if not campaign.is_whole:
        return None
    inside = set(campaign.neighbourhoods)
    for place in places(scope, snapshot):
        if place.level == "city" and inside.issubset(place.neighbourhoods):
            return place if cells_of_place(scope, snapshot, place.level, place.area_code) else None
    return None


def funnel(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> Funnel:
    """Of all the campaign's places in the scope."""
    own = [counts_at(scope, snapshot, campaign, place, "campaign_step")
           for place in parts(scope, snapshot, campaign)]  # fmt: skip
    homes = campaign.households_exposed if campaign.is_whole else None
    return Funnel(None, homes, _steps([_summed([each.get(step.code) for each in own]) for step in CAMPAIGN_STEPS],
                                      homes, snapshot))  # fmt: skip


def funnels_by_place(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Funnel, ...]:
    """Of each neighbourhood, in code order; empty while the campaign runs, when neighbourhoods tell items alone."""
    found = []
    for place in zone(scope, snapshot, campaign):
        if own := counts_at(scope, snapshot, campaign, place, "campaign_step"):
            counts = [own.get(step.code) for step in CAMPAIGN_STEPS]
            found.append(Funnel(place, place.homes, _steps(counts, place.homes, snapshot)))
    return tuple(found)


def _summed(counts: list[Published | None]) -> Published | None:
    """The sum over places that have different households; hidden where all are, partial where some are."""
    shown = [each if isinstance(each, Estimate) else None for each in counts]
    return total(shown) or next((each for each in counts if each is not None), None)


def _steps(counts: list[Published | None], homes: int | None, snapshot: Snapshot) -> tuple[Step, ...]:
    before, of = Estimate(float(homes), 0.0) if homes else None, "homes"
    found = []
    for step, count in zip(CAMPAIGN_STEPS, counts, strict=True):
        fed = step.code in snapshot.manifest["campaign_steps"]
        share = None
        if isinstance(count, Estimate):
            share = share_with_interval(count, before) if before and not before.partial and not count.partial else None
        found.append(Step(step.code, count, share, of if share else "", fed))
        if isinstance(count, Estimate):
            before, of = count, step.code
    return tuple(found)
