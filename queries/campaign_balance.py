"""What a campaign asks for beside how many households said that they can give it, by item, whole and by neighbourhood.

Needs are public and exact; the answers are published cells, of a campaign that runs those so far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from queries.campaign_counts import city_of, counts_at, parts, zone
from queries.catalogue import Campaign, campaign_needs
from queries.cell_counts import counts
from queries.model import Period, Scope
from queries.places import Place
from queries.snapshot import Snapshot
from queries.statistics.balance import Missing, missing
from queries.statistics.derived import Estimate, total
from queries.statistics.published_counts import Hidden, Published

#: Households that have to say yes for a cell of a neighbourhood to be likely shown: its threshold and two deviations.
LIKELY_SHOWN = 19
#: The share of the households enrolled that say yes to an item: what the flood campaign of the demonstration has, which
#: an operator's own campaigns may not.
ANSWERING = 0.08

YES, MATCHED = "yes", "matched"


@dataclass(frozen=True)
class Balance:
    """One item in one place, or in all of the campaign's places that the scope has (None).

    needed: asked for; offered: households that said that they can help, each once; matched: households that got a reply
    to a post of the item or gave one. Both Hidden where some of them are, None where not known or not told. missing:
    what is left of needed beside offered. homes: of the place, None where not known. with_zone: whether too few are
    enrolled for the answers to be told apart from those of the whole zone; in_whole: whether the reader's number of the
    whole has them. left_out: how many places of which that is so are in neither `needed` nor `offered` of a sum.
    """

    item: str
    place: Place | None
    needed: int
    offered: Published | None
    matched: Published | None
    missing: Missing | None
    homes: int | None
    with_zone: bool = False
    in_whole: bool = True
    left_out: int = 0


@lru_cache(maxsize=128)
def balance(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Balance, ...]:
    """Every item of a campaign of the scope over its places, most missing first; empty where it says no needs.

    A sum over neighbourhoods has those alone that are told by themselves, both of what they ask and of what they have.
    """
    summed = parts(scope, snapshot, campaign)
    apart = set(summed) & set(told_with_the_zone(scope, snapshot, campaign))
    own = tuple(place for place in summed if place not in apart)
    asked = campaign_needs(snapshot, campaign)
    codes = {place.area_code for place in apart}
    # The number of the whole zone comes in a week: until then nothing is known, and nothing is left out of it.
    waits = city_of(scope, snapshot, campaign) and not any(
        counts_at(scope, snapshot, campaign, place, "campaign_item") for place in own)  # fmt: skip
    found = []
    for item in dict.fromkeys(need.item for need in asked):
        of_item = [need for need in asked if need.item == item]
        needs = [need.needed for need in of_item if need.neighbourhood_code not in codes]
        if apart and (waits or not (own and needs)):
            needed = sum(need.needed for need in of_item)
            found.append(Balance(item, None, needed, None, None, None, _homes(summed), not waits, bool(waits)))
        else:
            homes = _homes(own if apart else zone(scope, snapshot, campaign))
            told = _balance(scope, snapshot, campaign, item, None, own, sum(needs), homes)
            found.append(replace(told, left_out=len(apart)))
    return tuple(sorted(found, key=_most_missing))


def _homes(own: Sequence[Place]) -> int | None:
    homes = [place.homes for place in own]
    return sum(each for each in homes if each) if homes and all(homes) else None


@lru_cache(maxsize=128)
def balance_by_place(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Balance, ...]:
    """Every item that is asked for in a neighbourhood of the scope, most missing first.

    Of neighbourhoods that are told with the zone what is asked for alone, whatever was published of them since.
    """
    own = {place.area_code: place for place in zone(scope, snapshot, campaign)}
    in_whole = not set(own.values()) & set(parts(scope, snapshot, campaign))
    with_zone = told_with_the_zone(scope, snapshot, campaign)
    found = [
        Balance(need.item, place, need.needed, None, None, None, place.homes, True, in_whole)
        if place in with_zone
        else _balance(scope, snapshot, campaign, need.item, place, (place,), need.needed, place.homes)
        for need in campaign_needs(snapshot, campaign)
        if (place := own.get(need.neighbourhood_code)) is not None
    ]
    return tuple(sorted(found, key=_most_missing))


def _most_missing(each: Balance) -> tuple[float, float, str]:
    return (-(each.missing.likely if each.missing else each.needed), -each.needed, each.item)


def _balance(
    scope: Scope, snapshot: Snapshot, campaign: Campaign, item: str, place: Place | None, own: Sequence[Place],
    needed: int, homes: int | None,
) -> Balance:  # fmt: skip
    offered, matched = (_of_item(scope, snapshot, campaign, own, f"{item}:{said}") for said in (YES, MATCHED))
    left = missing(needed, offered) if offered else None
    return Balance(item, place, needed, _together(offered), _together(matched), left, homes)


def _together(counts: list[Published]) -> Published | None:
    """The sum over places, hidden where one of them is."""
    hidden = next((each for each in counts if isinstance(each, Hidden)), None)
    return hidden or total([each for each in counts if isinstance(each, Estimate)])


def _of_item(
    scope: Scope, snapshot: Snapshot, campaign: Campaign, own: Sequence[Place], ending: str
) -> list[Published]:  # fmt: skip
    """The households of each place, which are different ones; empty where those of one place are not known yet."""
    found = [counts_at(scope, snapshot, campaign, place, "campaign_item").get(ending) for place in own]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else []


@lru_cache(maxsize=128)
def told_with_the_zone(scope: Scope, snapshot: Snapshot, campaign: Campaign) -> tuple[Place, ...]:
    """The campaign's neighbourhoods where too few households are enrolled for an item to be likely shown by itself.

    Fixed when the campaign opens: it follows from what was enrolled in the last quarter before it, which is published
    as soon as the campaign's first day is covered; no answer and no later quarter moves it. Where that quarter, or a
    place in it, was never published, nothing is known of how many are enrolled, and what is published is shown. A
    campaign of a single neighbourhood has no wider zone.
    """
    before = Period(campaign.starts_on, "quarter").containing("quarter").shift(-1)
    if (campaign.is_whole and len(campaign.neighbourhoods) == 1) or not _is_published(snapshot, before):
        return ()
    enrolled = counts(scope, snapshot, "enrolled_households", "total", before)
    return tuple(
        place for place in zone(scope, snapshot, campaign) if _are_few(enrolled.get((place.area_code, "total")))
    )


def _is_published(snapshot: Snapshot, period: Period) -> bool:
    return period.code in snapshot.manifest["periods"][period.kind]


def _are_few(enrolled: Published | None) -> bool:
    return isinstance(enrolled, Hidden) or (enrolled is not None and enrolled.value * ANSWERING < LIKELY_SHOWN)
