"""What a campaign asks for beside how many households said that they can give it, by item, whole and by neighbourhood.

Needs are public and exact; the answers are published cells. What was given in the end is not told by item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from queries.catalogue import Campaign, campaign_needs
from queries.cell_counts import hidden_cell
from queries.cells import cells_of_place
from queries.model import Period, Scope
from queries.places import Place, neighbourhoods, places
from queries.snapshot import Snapshot
from queries.statistics.balance import Missing, missing
from queries.statistics.derived import Estimate, total
from queries.statistics.published_counts import Hidden, Published

YES = "yes"


@dataclass(frozen=True)
class Balance:
    """One item in one place, or in all of the campaign's places that the scope has (None).

    needed: asked for; offered: households that said that they can help, each once, Hidden
    where some of them are, None where not known yet; missing: what is left. homes: of the place, None where not known.
    """

    item: str
    place: Place | None
    needed: int
    offered: Published | None
    missing: Missing | None
    homes: int | None


@lru_cache(maxsize=128)
def balance(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Balance, ...]:
    """Every item of a campaign of the scope over its places, most missing first; empty where it says no needs."""
    needs: dict[str, int] = {}
    for need in campaign_needs(snapshot, campaign):
        needs[need.item] = needs.get(need.item, 0) + need.needed
    own = _zone(scope, snapshot, campaign)
    homes = [place.homes for place in own]
    whole = sum(each for each in homes if each) if own and all(homes) else None
    city = _city(scope, snapshot, campaign) if campaign.is_whole else None
    found = [
        _balance(item, None, needed, _offered(scope, snapshot, campaign, [city] if city else own, item), whole)
        for item, needed in needs.items()
    ]
    return tuple(sorted(found, key=_most_missing))


@lru_cache(maxsize=128)
def balance_by_place(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Balance, ...]:
    """Every item that is asked for in a neighbourhood of the scope, most missing first."""
    own = {place.area_code: place for place in _zone(scope, snapshot, campaign)}
    found = [
        _balance(need.item, place, need.needed, _offered(scope, snapshot, campaign, [place], need.item), place.homes)
        for need in campaign_needs(snapshot, campaign)
        if (place := own.get(need.neighbourhood_code)) is not None
    ]
    return tuple(sorted(found, key=_most_missing))


def _most_missing(each: Balance) -> tuple[float, float, str]:
    return (-(each.missing.likely if each.missing else each.needed), -each.needed, each.item)


def _balance(item: str, place: Place | None, needed: int, parts: list[Published], homes: int | None) -> Balance:
    if not parts:
        return Balance(item, place, needed, None, None, homes)
    hidden = next((each for each in parts if isinstance(each, Hidden)), None)
    offered = hidden or total([each for each in parts if isinstance(each, Estimate)])
    return Balance(item, place, needed, offered, missing(needed, parts), homes)


def _zone(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> list[Place]:
    inside = set(campaign.neighbourhoods)
    return [place for place in neighbourhoods(scope, snapshot) if place.area_code in inside]


def _city(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> Place | None:
    """The city whose cells of the campaign are those of its whole zone; None where the zone lies in several."""
    inside = set(campaign.neighbourhoods)
    for place in places(scope, snapshot):
        if place.level == "city" and inside.issubset(place.neighbourhoods):
            return place if cells_of_place(scope, snapshot, place.level, place.area_code) else None
    return None


def _offered(
    scope: Scope, snapshot: Snapshot, campaign: Campaign, parts: Sequence[Place], item: str
) -> list[Published]:  # fmt: skip
    """The households of each part, which are different ones; empty where one of them is not known yet."""
    found = [_answers(scope, snapshot, campaign, place, item) for place in parts]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else []


def _answers(scope: Scope, snapshot: Snapshot, campaign: Campaign, place: Place, item: str) -> Published | None:
    """Of one place; None where it is not known yet, or not told there."""
    year = Period(campaign.starts_on.replace(month=1, day=1), "year")
    rows = cells_of_place(scope, snapshot, place.level, place.area_code)
    counted = rows.get(("campaign_item", "campaign", year.start.year), {}).get(
        (campaign.starts_on, f"{campaign.code}:{item}:{YES}"))  # fmt: skip
    if counted is None:
        return None
    if (shown := counted.estimate("households")) is not None:
        return shown
    return hidden_cell(snapshot, place.level, place.area_code, year).with_noise(counted.s)
