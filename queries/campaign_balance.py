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

    needed: asked for; offered: households that said that they can help, each once, None where not known yet; missing:
    what is left. homes: of the place, None where not known.
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


def _balance(item: str, place: Place | None, needed: int, offered: Published | None, homes: int | None) -> Balance:
    return Balance(item, place, needed, offered, None if offered is None else missing(needed, offered), homes)


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
) -> Published | None:
    """The households of the parts, which are different ones: a sum, or what is known where some are hidden."""
    found = [_answers(scope, snapshot, campaign, place, item) for place in parts]
    if not found or any(each is None for each in found):
        return None
    shown, hidden = total([each for each in found if isinstance(each, Estimate)]), [
        each for each in found if isinstance(each, Hidden)]  # fmt: skip
    if not hidden:
        return shown
    if shown is None and len(hidden) == 1:
        return hidden[0]
    least = max(0.0, shown.value) if shown else 0.0
    variance = (shown.variance if shown else 0.0) + sum(each.variance for each in hidden)
    return Hidden(least + sum(each.threshold for each in hidden), variance, round(least))


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
