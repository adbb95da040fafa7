"""Which places a scope may see, and what it calls its whole territory. Places only: no counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from queries.model import Refusal, Scope
from queries.snapshot import Snapshot

#: Levels of places in the order of lists; the last two are a landlord's residences in a neighbourhood, and all of them.
GEOGRAPHIC = ("neighbourhood", "group", "city")
LEVELS = (*GEOGRAPHIC, "residence_group", "portfolio")

#: The area code of a sum over neighbourhoods that is no single place of the lattice.
TERRITORY = "territory"
TERRITORY_LABEL = {"en": "Whole territory", "fr": "Tout le territoire"}


@dataclass(frozen=True)
class Place:
    """A place that a scope may see. `neighbourhoods` are those in the scope, all of them where `inside`."""

    level: str
    area_code: str
    name: str
    city_code: str | None
    group_code: str | None
    homes: int | None
    neighbourhoods: tuple[str, ...]
    inside: bool

    @property
    def key(self) -> str:
        """LEVEL:CODE, as `place` and selections read it."""
        return f"{self.level}:{self.area_code}"


@lru_cache(maxsize=4)
def lattice(snapshot: Snapshot) -> tuple[Any, ...]:
    """Every place of the snapshot as `areas.sql` has it, of no scope: whoever asks keeps to one."""
    return tuple(snapshot.query("areas"))


@lru_cache(maxsize=256)
def places(scope: Scope, snapshot: Snapshot) -> tuple[Place, ...]:
    """The scope's neighbourhoods, the groups that it holds whole, the cities it has a part of; then its residences.

    By level, then code.
    """
    scoped, result = set(scope.neighbourhoods), []
    for area in lattice(snapshot):
        own = tuple(code for code in area.neighbourhood_codes if code in scoped)
        is_whole = len(own) == len(area.neighbourhood_codes)
        if (area.landlord in scope.portfolios if area.level not in GEOGRAPHIC
                else own and (is_whole or area.level == "city")):  # fmt: skip
            result.append(Place(area.level, area.area_code, area.name, area.city_code, area.group_code, area.homes,
                                own, is_whole))  # fmt: skip
    return tuple(sorted(result, key=lambda place: (LEVELS.index(place.level), place.area_code)))


def neighbourhoods(scope: Scope, snapshot: Snapshot) -> tuple[Place, ...]:
    """Those of the scope, by code."""
    return tuple(each for each in places(scope, snapshot) if each.level == "neighbourhood")


def place(scope: Scope, snapshot: Snapshot, code: str) -> Place:
    """The place of this code (or LEVEL:CODE), neighbourhoods first; the same Refusal if unknown or out of the scope."""
    level, _, rest = code.rpartition(":")
    for candidate in places(scope, snapshot):
        if candidate.area_code == rest and level in ("", candidate.level):
            return candidate
    raise Refusal(f"There is no place “{code}” in this territory.")


def whole_place(scope: Scope, snapshot: Snapshot) -> Place | None:
    """The one place that is exactly the scope, of the largest level, of which most is told; None where it is none."""
    chosen = set(scope.neighbourhoods)
    found = [each for each in places(scope, snapshot)
             if each.level in GEOGRAPHIC and each.inside and set(each.neighbourhoods) == chosen]  # fmt: skip
    return found[-1] if found and chosen else None


def narrow(scope: Scope, snapshot: Snapshot, codes: tuple[str, ...]) -> Scope:
    """The same scope reduced to the neighbourhoods of the places named; unchanged when none is. Never wider."""
    if not codes:
        return scope
    wanted = {n for code in codes for n in place(scope, snapshot, code).neighbourhoods}
    return replace(scope, neighbourhoods=tuple(n for n in scope.neighbourhoods if n in wanted))


def territory(snapshot: Snapshot, entries: tuple[str, ...]) -> tuple[str, ...]:
    """The neighbourhood codes of a territory written `city:CODE`, `neighbourhood:CODE` or `portfolio:CODE`.

    Unknown places give nothing; a portfolio gives the neighbourhoods where its residences stand.
    """
    return tuple(row.neighbourhood_code for row in snapshot.query("territory", places=list(entries)))


def portfolios(entries: tuple[str, ...]) -> tuple[str, ...]:
    """The landlords whose residences a territory names as `portfolio:CODE`."""
    return tuple(entry.partition(":")[2] for entry in entries if entry.startswith("portfolio:"))
