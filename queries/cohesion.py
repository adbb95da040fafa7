"""How a place holds together: who gives and receives, ties across dwellings beside chance, who is linked after a year.

Published cells of one place of the scope. It says nothing of who is lonely: a household may have every tie elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from queries.cell_counts import of_place
from queries.model import Period, Scope
from queries.places import Place
from queries.shares import ToldShare, told_share_of
from queries.snapshot import Snapshot
from queries.statistics.against_chance import AgainstChance, against_chance
from queries.statistics.derived import Estimate, part_of, ratio
from queries.statistics.published_counts import Published, pooled

Across = Literal["dwelling", "residence"]
ACROSS: tuple[Across, ...] = ("dwelling", "residence")

#: What a household with a completed exchange did; `none` is told of cities only.
PATTERNS = ("gives", "receives", "both")


@dataclass(frozen=True)
class Ties:
    """Households with a tie to another kind of dwelling (or residence), and how many chance would give, as published.

    against: the two compared, a ratio of 1 where nobody prefers their own kind; None where either is hidden.
    """

    across: Across
    observed: Published
    by_chance: Published
    against: AgainstChance | None


@dataclass(frozen=True)
class Linked:
    """Of the households enrolled for the whole year before: those without a completed exchange in it, those of them
    with one since, and their share; None where one of the two is hidden."""

    without: Published
    linked: Published
    share: ToldShare | None


@dataclass(frozen=True)
class Cohesion:
    """One place and period. patterns: households by value of `giving` as published; shares: of all those told there
    (below cities those with a completed exchange), empty where one is hidden. both_ways: of those who gave or received,
    the share that did both. without: of all of them, the share without a completed exchange (cities). ties: those that
    the lattice tells there. linked: None where it is not told or not known yet.
    """

    place: Place
    period: Period
    patterns: Mapping[str, Published]
    shares: Mapping[str, ToldShare]
    both_ways: ToldShare | None
    without: ToldShare | None
    ties: tuple[Ties, ...]
    linked: Linked | None


@lru_cache(maxsize=128)
def cohesion(scope: Scope, snapshot: Snapshot, place: Place, period: Period) -> Cohesion:
    """Of a neighbourhood by year, of a group by year, of a city by quarter and year; what is not told is empty."""
    patterns = of_place(scope, snapshot, place, "households", "giving", period)
    shares = _shares(patterns)
    linking = of_place(scope, snapshot, place, "households", "linking", period)
    exchanging = {value: patterns[value] for value in PATTERNS if value in patterns}
    both = _shares(exchanging).get("both")
    return Cohesion(
        place, period, patterns, shares, both, shares.get("none"),
        _ties(of_place(scope, snapshot, place, "households", "tie", period)), _linked(linking),
    )  # fmt: skip


def _shares(counts: Mapping[str, Published]) -> dict[str, ToldShare]:
    """Each as a share of all, which are different households; nothing where one is hidden."""
    shown = {value: count for value, count in counts.items() if isinstance(count, Estimate)}
    if len(shown) < len(counts) or not shown:
        return {}
    whole = pooled(list(shown.values()))
    found = {value: told_share_of(part_of(count, whole), whole.value) for value, count in shown.items()}
    return {value: share for value, share in found.items() if share is not None}


def _ties(counts: Mapping[str, Published]) -> tuple[Ties, ...]:
    found = []
    for across in ACROSS:
        observed, chance = counts.get(f"other_{across}"), counts.get(f"other_{across}_by_chance")
        if observed is not None and chance is not None:
            against = None
            if isinstance(observed, Estimate) and isinstance(chance, Estimate):
                against = against_chance(observed, chance)
            found.append(Ties(across, observed, chance, against))
    return tuple(found)


def _linked(counts: Mapping[str, Published]) -> Linked | None:
    if len(counts) < 2:
        return None
    without, linked = counts["without"], counts["linked"]
    share = None
    if isinstance(without, Estimate) and isinstance(linked, Estimate):
        share = told_share_of(ratio(linked, without), without.value)
    return Linked(without, linked, share)
