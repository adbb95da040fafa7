"""What a campaign may expect: what earlier ones reached, who already said that they help, which places could wait.

From published cells and public homes alone. It knows no draft and no screen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from queries.answers import last_year
from queries.campaign_counts import city_of, counts_at, is_over, zone
from queries.campaign_kits import Kit
from queries.catalogue import Campaign, campaign_needs, campaigns
from queries.cell_counts import counts, of_place
from queries.model import Period, Scope
from queries.needs import HELP_FOR
from queries.places import neighbourhoods, whole_place
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, total
from queries.statistics.forecast import (
    FEWEST_TO_STAGGER,
    alike_in_size,
    counted,
    halves_apart,
    rate_of,
    usual_rate,
)
from queries.statistics.intervals import Interval
from queries.statistics.published_counts import Hidden

#: An interval whose ends are so many times apart says no more than the campaigns themselves.
WIDEST = 20

#: The steps that are told ahead, in order.
EXPECTED = ("contacted", "answered", "offered")


@dataclass(frozen=True)
class Past:
    """What one earlier campaign reached at one step: households, of the homes of its places that the scope has.

    scaled: as many of the homes of the campaign that is planned; None where those are unknown.
    """

    campaign: Campaign
    homes: int
    households: Estimate
    scaled: float | None = None


@dataclass(frozen=True)
class Expected:
    """What may be expected at one step: households, and between how many (None: too few campaigns to say, or they
    differ so much that no number is worth telling).

    past: the campaigns that it comes from, latest first; hidden: how many more there are that are below threshold.
    is_of_kind: whether these are of the same theme; is_of_size: of about the same size.
    """

    step: str
    households: float | None
    bounds: Interval | None
    past: tuple[Past, ...]
    hidden: int
    is_of_kind: bool
    is_of_size: bool


@dataclass(frozen=True)
class Ready:
    """Households that stand ready, each once: those of the places that are shown (None: of none), and how many hide it.

    `most`: so many more there may be behind the hidden ones.
    """

    shown: Estimate | None
    hidden: int
    most: float


@dataclass(frozen=True)
class Capacity:
    """Of one item: the households that offered it in a year, and that declared help which means the same.

    declared: None where no kind of help means the same; None too where the export has none.
    """

    item: str
    offered: Ready | None
    declared: Ready | None


@dataclass(frozen=True)
class Stagger:
    """Which neighbourhoods start first and which later, drawn with a seed; others: those outside the campaign.

    apart: how many of the later ones lie more than a kilometre from all that start first.
    """

    first: tuple[str, ...]
    later: tuple[str, ...]
    seed: int
    others: int
    apart: int


def homes_of(scope: Scope, snapshot: Snapshot, places: Collection[str]) -> int | None:
    """The homes of neighbourhoods of the scope; None where one is unknown."""
    wanted = set(places)
    found = [place.homes for place in neighbourhoods(scope, snapshot) if place.area_code in wanted]
    return sum(each for each in found if each) if found and all(found) else None


@lru_cache(maxsize=128)
def expected(scope: Scope, snapshot: Snapshot, kit: Kit, places: tuple[str, ...]) -> tuple[Expected, ...]:
    """For each step what a campaign of a theme may expect in these neighbourhoods of the scope, from all that ended.

    From campaigns of the same theme where it is known how many answered one, else from those of all themes. Nothing is
    expected where homes are unknown.
    """
    homes, found = homes_of(scope, snapshot, places), campaigns(scope, snapshot)
    fed = [step for step in EXPECTED if step in snapshot.manifest["campaign_steps"]]
    known = {step: [(each, past) for each in found if (past := _past(scope, snapshot, each, step))] for step in fed}
    # One choice for all steps: a page that mixes campaigns of this theme with those of all could not say which it has.
    leading = known.get("answered") or next(iter(known.values()), [])
    is_of_kind = any(kit.is_of(each.theme) and isinstance(past, Past) for each, past in leading)
    return tuple(
        _step(step, [past for each, past in pairs if kit.is_of(each.theme) or not is_of_kind], homes, is_of_kind)
        for step, pairs in known.items()
    )


def _step(step: str, among: Sequence[Past | str], homes: int | None, is_of_kind: bool) -> Expected:
    past = [found for found in among if isinstance(found, Past)]
    near = alike_in_size([each.homes for each in past], homes or 0)
    kept = tuple(each for each, is_near in zip(past, near, strict=True) if is_near)
    rates = [rate_of(each.households, each.homes) for each in kept]
    rate = usual_rate(rates)
    number, bounds = rate.times(homes) if rate and homes else (None, None)
    if homes:
        kept = tuple(replace(each, scaled=own * homes) for each, own in zip(kept, rates, strict=True))
    if bounds and bounds.high > WIDEST * bounds.low:
        bounds = None
    return Expected(step, number, bounds, kept, len(among) - len(past), is_of_kind, len(kept) < len(past))


def _past(scope: Scope, snapshot: Snapshot, campaign: Campaign, step: str) -> Past | str:
    """What a campaign reached; "hidden" where it is below threshold, empty where it is not known."""
    if not is_over(campaign, snapshot):
        return ""
    city, own = city_of(scope, snapshot, campaign), zone(scope, snapshot, campaign)
    homes = [place.homes or 0 for place in own]
    parts = [(city, campaign.households_exposed or sum(homes))] if city else list(zip(own, homes, strict=True))
    found = [(counts_at(scope, snapshot, campaign, place, "campaign_step").get(step), size)
             for place, size in parts if size]  # fmt: skip
    known = [(count, size) for count, size in found if count is not None]
    if not known or len(known) < len(parts):
        return ""
    households = counted(known)
    return Past(campaign, sum(size for _, size in known), households) if households else "hidden"


def asked_before(scope: Scope, snapshot: Snapshot, kit: Kit) -> tuple[str, ...]:
    """The items that earlier campaigns of a theme asked for, in order of their codes."""
    found = {need.item for each in campaigns(scope, snapshot) if kit.is_of(each.theme)
             for need in campaign_needs(snapshot, each)}  # fmt: skip
    return tuple(sorted(found))


@lru_cache(maxsize=256)
def capacity(
    scope: Scope, snapshot: Snapshot, places: tuple[str, ...], items: tuple[str, ...]
) -> tuple[Capacity, ...]:  # fmt: skip
    """Of each item what neighbourhoods of the scope have ready, in the last published year."""
    kinds = {category: kind for kind, category in HELP_FOR.items()}
    within = _within(scope, places)
    return tuple(
        Capacity(item, _ready(within, snapshot, "need", f"{item}:offered"),
                 _ready(within, snapshot, "help_kind", kinds[item]) if item in kinds else None)
        for item in items
    )  # fmt: skip


def willing(scope: Scope, snapshot: Snapshot, places: tuple[str, ...], kind: str = "any") -> Ready | None:
    """The households of these neighbourhoods that declared a kind of help; None where the export has none."""
    return _ready(_within(scope, places), snapshot, "help_kind", kind)


def year_of_capacity(snapshot: Snapshot) -> Period:
    """The year that capacity is told of."""
    return last_year(snapshot)


def _within(scope: Scope, places: Collection[str]) -> Scope:
    wanted = set(places)
    return replace(scope, neighbourhoods=tuple(code for code in scope.neighbourhoods if code in wanted))


def _ready(scope: Scope, snapshot: Snapshot, dimension: str, value: str) -> Ready | None:
    """Of exactly the scope: its own cell where it is a place of the lattice that tells it, else of its parts."""
    year, whole = last_year(snapshot), whole_place(scope, snapshot)
    if whole:
        told = of_place(scope, snapshot, whole, "households", dimension, year).get(value)
        if isinstance(told, Estimate):
            return Ready(told, 0, 0.0)
    found = counts(scope, snapshot, "households", dimension, year)
    parts = [each for (_, code), each in found.items() if code == value]
    if not parts:
        return None
    hidden = [each for each in parts if isinstance(each, Hidden)]
    shown = total([each if isinstance(each, Estimate) else None for each in parts])
    return Ready(shown, len(hidden), sum(each.most for each in hidden))


@lru_cache(maxsize=64)
def staggered(scope: Scope, snapshot: Snapshot, places: tuple[str, ...], code: str) -> Stagger | None:
    """Which of a campaign's neighbourhoods could start later, to compare with; None where they are too few.

    The seed is made of the campaign's code: with the same places and homes it is always drawn alike.
    """
    wanted = set(places)
    own = [place for place in neighbourhoods(scope, snapshot) if place.area_code in wanted]
    if len(own) < FEWEST_TO_STAGGER:
        return None
    seed = crc32(code.encode()) % 10_000
    names = [place.area_code for place in own]
    at_of, near = {code: at for at, code in enumerate(names)}, [set[int]() for _ in names]
    for row in snapshot.query("near"):
        if row.area_code in at_of and row.near_code in at_of:
            near[at_of[row.area_code]].add(at_of[row.near_code])
    first, later, away = halves_apart([place.homes or 0 for place in own], near, seed)
    return Stagger(tuple(names[at] for at in first), tuple(names[at] for at in later), seed,
                   len(scope.neighbourhoods) - len(own), away)  # fmt: skip
