"""What a year publishes: which places, with how much noise, by which kinds of period, and which values are merged.

Decided once a year from noisy enrolment and stored; later publications of that year read the decision back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from queries.dimensions import DIMENSIONS
from queries.durable import write_atomically
from queries.model import PeriodKind
from queries.publish.closure import Telling, cells_of, merge_small_values, small_sets, unpublished_rest
from queries.publish.lattice import Lattice
from queries.publish.noise import discrete_gaussian, uniform
from queries.publish.places import PORTFOLIO, RESIDENCE_GROUP, Place, Places, children
from queries.publish.protect import threshold

#: Noise on the enrolment that decides levels and merges; the decision is then frozen for the year.
ENROLMENT_NOISE = 1.5

#: Noise on the enrolment that decides merges: a value is told or not, so it need not be as exact as a number.
MERGE_NOISE = 3.0

#: A place is kept only if its noisy enrolment reaches this, whatever its level asks for.
LEAST = 16

#: Attributes of members rather than of households, published at city level only.
OF_MEMBERS = ("gender", "age_band")

CALENDAR: tuple[PeriodKind, ...] = ("month", "quarter", "year")


@dataclass(frozen=True)
class FrozenPlace:
    """What was decided for one place in one year.

    s_total, s_breakdown: its noise; merged: per dimension the values merged into `merged`; kinds: the kinds of period
    it is published by; units: the areas of counting of a portfolio, which are those of its published residence groups;
    whole: the dimensions of which one cell is left there, which are not told: it would be the total again.
    """

    s_total: float
    s_breakdown: float
    merged: dict[str, tuple[str, ...]]
    kinds: frozenset[str] = frozenset(CALENDAR)
    k: int = 11
    units: frozenset[str] | None = None
    whole: frozenset[str] = frozenset()


Year = dict[str, FrozenPlace]  # place label -> decision; a place that is absent is not published that year


def freeze_year(
    year: int, places: Places, enrolled: dict[str, pd.DataFrame], lattice: Lattice, key: bytes, folder: Path
) -> Year:
    """What a year publishes: read back if decided before, else decided and stored.

    enrolled: households enrolled in the year, one frame a static dimension ("total", "dwelling_type", ...) with unit,
    value, households. What was not there when the year was decided (a city, an attribute, residences) is decided now.
    """
    path = folder / f"{year}.json"
    stored: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"version": lattice.version}
    before = json.dumps(stored, sort_keys=True)
    stored["definition"] = lattice.definition
    decision = _Decision(year, places, lattice, key, enrolled["total"].set_index("unit").households.to_dict())
    cities, arrived = stored.setdefault("cities", {}), set[str]()
    for city in (p for p in places.all if p.level == "city"):
        inside = [p for p in places.geographic if p.neighbourhoods <= city.neighbourhoods]
        if city.code not in cities:
            cities[city.code] = decision.places(inside)
        decision.kinds(cities[city.code], inside)
        arrived |= decision.merges(cities[city.code], inside, enrolled)
    if "everything" not in stored:
        stored["everything"] = decision.everything(cities)
    decided = {label: found for part in [*cities.values(), stored["everything"]] for label, found in part.items()}
    decision.close_residences(decided, stored.get("residences", {}), {name: enrolled[name] for name in sorted(arrived)})
    stored["residences"] = decision.residences(decided, stored.get("residences", {}), enrolled)
    if json.dumps(stored, sort_keys=True) != before:
        write_atomically(path, json.dumps(stored, indent=1, sort_keys=True).encode())
    decided |= stored["residences"]
    return {
        place.label: _frozen(decided[place.label], place, places, lattice)
        for place in places.canonical
        if place.label in decided
        and (place.level == PORTFOLIO or decided[place.label]["neighbourhoods"] == sorted(place.neighbourhoods))
    }


def _frozen(found: dict[str, Any], place: Place, places: Places, lattice: Lattice) -> FrozenPlace:
    merged = {dimension: tuple(values) for dimension, values in found["merged"].items() if values}
    units = frozenset(found["units"]) if "units" in found else None
    kinds = frozenset(found.get("kinds", CALENDAR))
    k, whole = lattice.k_of(places.cities_of(place)), frozenset(found.get("whole", ()))
    return FrozenPlace(found["s_total"], found["s_breakdown"], merged, kinds, k, units, whole)


@dataclass(frozen=True)
class _Decision:
    """The decisions of one year, from the households enrolled in each unit (`totals`)."""

    year: int
    all_places: Places
    lattice: Lattice
    key: bytes
    totals: dict[str, int]

    def enrolled(self, place: Place) -> int:
        return sum(self.totals.get(unit, 0) for unit in place.units)

    @cached_property
    def by_neighbourhood(self) -> dict[str, int]:
        return {
            code: self.enrolled(self.all_places.cells_of(code)) for code in self.all_places.table.neighbourhood_code
        }

    def noisy(self, place: Place) -> int:
        return self.enrolled(place) + _noise(self.key, self.year, place.label, "enrolled", ENROLMENT_NOISE)

    def is_kept(self, place: Place, floor: int) -> bool:
        return self.enrolled(place) >= self.lattice.k and self.noisy(place) >= max(floor, LEAST)

    def places(self, candidates: list[Place]) -> dict[str, dict[str, Any]]:
        """Which of a city's places are kept, and their noise, with the extent that the decision holds for."""
        floors = self.lattice.raw["enrolled"]
        levels = {"group": floors["group"]}
        kept = [p for p in candidates if self.is_kept(p, levels.get(p.level, floors["neighbourhood"]))]
        while dropped := unpublished_rest(kept, self.by_neighbourhood, self.lattice.k):
            kept.remove(dropped)
        return {place.label: self.place(place, children(place, kept)) for place in kept}

    def place(self, place: Place, inside: int) -> dict[str, Any]:
        few = 0 < inside < self.lattice.raw["few_children"]["under"]
        s_total, s_breakdown = self.lattice.noise(place.level, self.noisy(place), few)
        return {
            "s_total": s_total,
            "s_breakdown": s_breakdown,
            "neighbourhoods": sorted(place.neighbourhoods),
            "merged": {},
        }

    def kinds(self, decided: dict[str, dict[str, Any]], candidates: list[Place]) -> None:
        """Decide, in place, the kinds of period of each place that has none yet: weeks need their enrolment."""
        for place in candidates:
            if place.label in decided and "kinds" not in decided[place.label]:
                weeks = self.noisy(place) >= self.lattice.raw["enrolled"]["week"]
                decided[place.label]["kinds"] = [*CALENDAR, *(["week"] if weeks else [])]

    def merges(
        self, decided: dict[str, dict[str, Any]], candidates: list[Place], enrolled: dict[str, pd.DataFrame]
    ) -> set[str]:
        """Decide, in place, the merges of the attributes that have none yet; returns which ones those are.

        A bundle may bring an attribute within a year. Where every value is merged, the one cell left would be the total
        again with other noise: the attribute is not told there.
        """
        kept = [p for p in candidates if p.label in decided]
        arrived = set()
        for dimension, frame in enrolled.items():
            with_it = [p for p in kept if self.lattice.measures(dimension, self.all_places.levels_of(p))]
            if dimension == "total" or all(dimension in decided[p.label]["merged"] for p in with_it):
                continue
            arrived.add(dimension)
            values = {value.code for value in DIMENSIONS[dimension].values} - {"merged"} | set(frame["value"])
            telling = telling_values(self.key, self.year, dimension, self.lattice.k)
            found = merge_small_values(with_it, at_neighbourhoods(frame), values, telling)
            for label, merged in found.items():
                decided[label]["merged"][dimension] = sorted(merged)
                if merged >= values:
                    _tell_no_values(decided[label], dimension)
        return arrived

    def everything(self, cities: dict[str, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
        """The sum of several cities, only if the cities leave nobody or at least k to it, in a large deployment."""
        whole = next((p for p in self.all_places.geographic if p.level == "everything"), None)
        if whole is None or self.noisy(whole) < self.lattice.raw["enrolled"]["levels"]:
            return {}
        kept = [p for p in self.all_places.geographic for city in cities.values() if p.label in city]
        if unpublished_rest([*kept, whole], self.by_neighbourhood, self.lattice.k):
            return {}
        found = self.places([whole])
        self.kinds(found, [whole])
        return found

    def residences(
        self, kept: dict[str, Any], known: dict[str, dict[str, Any]], enrolled: dict[str, pd.DataFrame]
    ) -> dict[str, dict[str, Any]]:
        """The residence groups and portfolios of each landlord that has none decided yet, beside those `known`.

        A group is kept within a kept neighbourhood if whatever else is published there leaves at least k households
        beside it: where that left none, its cells would be a second drawing of the same households. A portfolio is
        the sum of two groups or more, all of them published.
        """
        decided = dict(known)
        if sum(self.totals.values()) < self.lattice.raw["enrolled"]["levels"]:
            return decided
        done = {label.partition(":")[2].split(".")[0] for label in known}
        taken = {unit for label in known if label.startswith(RESIDENCE_GROUP) for unit in known[label]["units"]}
        known_units = frozenset(taken)
        new = [p for p in self.all_places.canonical if p.level == RESIDENCE_GROUP and p.landlord not in done]
        floors = self.lattice.raw["enrolled"]
        found: list[Place] = []
        for group in sorted(new, key=lambda g: (-self.enrolled(g), g.code)):
            if not self.is_kept(group, floors["residence_group"]):
                continue
            if not self._stands_apart(group, kept, taken, enrolled):
                continue
            if not self._is_closed([*found, group], kept, known_units, enrolled):
                continue
            taken |= group.units
            found.append(group)
            quarters = self.noisy(group) >= floors["residence_group_quarter"]
            kinds = ["year", *(["quarter"] if quarters else [])]
            decided[group.label] = self.place(group, 0) | {"kinds": kinds, "units": sorted(group.units)}
        for portfolio in (p for p in self.all_places.canonical if p.level == PORTFOLIO and p.landlord not in done):
            own = [g for g in found if g.landlord == portfolio.landlord]
            if len(own) > 1:
                whole = replace(portfolio, units=frozenset().union(*(g.units for g in own)))
                entry = self.place(whole, len(own))
                # a quarter that one group alone does not tell would be what the portfolio has beside the others
                shared = set.intersection(*(set(decided[g.label]["kinds"]) for g in own))
                decided[whole.label] = entry | {"kinds": sorted(shared), "units": sorted(whole.units)}
        return decided

    def close_residences(
        self, kept: dict[str, Any], known: dict[str, dict[str, Any]], arrived: dict[str, pd.DataFrame]
    ) -> None:
        """Where an attribute that arrived within the year would isolate a few households beside the residence groups
        `known`, it is not told, in place: in their neighbourhood, or in the whole city if that is not enough.
        """
        groups = [p for p in self.all_places.canonical if p.level == RESIDENCE_GROUP and p.label in known]
        taken = {unit for group in groups for unit in known[group.label]["units"]}
        for dimension, frame in arrived.items():
            for group in groups:
                home = self.all_places.cells_of(*group.neighbourhoods)
                if home.label in kept and not self._stands_apart(group, kept, taken, {dimension: frame}):
                    _tell_no_values(kept[home.label], dimension)
            if groups and not self._is_closed(groups, kept, frozenset(), {dimension: frame}):
                for place in (p for p in self.all_places.geographic if p.label in kept):
                    _tell_no_values(kept[place.label], dimension)

    def _stands_apart(
        self, group: Place, kept: dict[str, Any], taken: set[str], enrolled: dict[str, pd.DataFrame]
    ) -> bool:
        """Whether no difference between residence groups of a neighbourhood and what is published of it is 0 to k - 1
        households: the whole, and every union of published values of each attribute. `taken` are the other groups.
        """
        home = self.all_places.cells_of(*group.neighbourhoods)
        if home.label not in kept:
            return False
        others = sorted((taken & home.units) - group.units)
        for dimension, frame in enrolled.items():
            if dimension != "total" and not self.is_broken_down(dimension, home, kept):
                continue
            merged = kept[home.label]["merged"].get(dimension, ())
            inside = frame[frame.unit.isin(home.units) & (frame.households > 0)]
            cell = inside["value"].where(~inside["value"].isin(merged), "merged")
            for beside in chain.from_iterable(combinations(others, size) for size in range(len(others) + 1)):
                together = inside.unit.isin(group.units | set(beside))
                around, within = cell.isin(set(cell[together])), ~cell.isin(set(cell[~together]))
                rests = [around & ~together] + ([together & ~within] if within.any() else [])
                if min(inside.households[rest].sum() for rest in rests) < self.lattice.k:
                    return False
        return True

    def _is_closed(
        self, groups: list[Place], kept: dict[str, Any], known: frozenset[str], enrolled: dict[str, pd.DataFrame]
    ) -> bool:
        """Whether residence groups with the values of all places beside them isolate nobody."""
        cities = set(self.all_places.table.set_index("neighbourhood_code").city_code.reindex(
            [code for group in groups for code in group.neighbourhoods]))  # fmt: skip
        codes = set(self.all_places.table[self.all_places.table.city_code.isin(cities)].neighbourhood_code)
        own = [group.units for group in groups] + [frozenset([unit]) for unit in known]
        for dimension, frame in enrolled.items():
            if dimension in OF_MEMBERS:
                continue
            rows = zip(frame.unit, frame["value"], frame.households, strict=True)
            atoms = {(unit, value): int(n) for unit, value, n in rows if n and unit.split("/")[0] in codes}
            by_unit = frame[frame.households > 0].groupby("unit")["value"].agg(list).to_dict()
            sets = [frozenset((u, v) for u in units for v in by_unit.get(u, ())) for units in own]
            for place in (p for p in self.all_places.geographic if p.label in kept and p.neighbourhoods <= codes):
                sets.append(frozenset((u, v) for u in place.units for v in by_unit.get(u, ())))
                if dimension != "total" and self.is_broken_down(dimension, place, kept):
                    sets += cells_of(place.units, kept[place.label]["merged"].get(dimension, ()), by_unit)
            if small_sets(sets, atoms, self.lattice.k):
                return False
        return True

    def is_broken_down(self, dimension: str, place: Place, kept: dict[str, Any]) -> bool:
        """Whether a place tells the values of a static attribute."""
        told = self.lattice.measures(dimension, self.all_places.levels_of(place))
        return bool(told) and dimension not in kept[place.label].get("whole", ())


def telling_values(key: bytes, year: int, dimension: str, k: int) -> Telling:
    """When the places of a year tell a value of a static attribute by itself."""

    def noise(place: str, value: str) -> int:
        return _noise(key, year, place, f"{dimension}:{value}", MERGE_NOISE)

    return Telling(k, int(threshold(k, MERGE_NOISE)), noise)


def _noise(key: bytes, year: int, place: str, what: str, s: float) -> int:
    parts = [f"P|{place}|lattice|{what}", f"F|{place}|lattice|{year}|{what}|0"]
    return int(discrete_gaussian(np.array([uniform(key, text) for text in parts]), s).sum())


def _tell_no_values(decided: dict[str, Any], dimension: str) -> None:
    whole = decided.setdefault("whole", [])
    if dimension not in whole:
        whole.append(dimension)


def at_neighbourhoods(enrolled: pd.DataFrame) -> pd.DataFrame:
    """Enrolment by unit and value summed to neighbourhoods: neighbourhood_code, value, households."""
    frame = enrolled.assign(neighbourhood_code=enrolled.unit.str.split("/").str[0])
    return frame.groupby(["neighbourhood_code", "value"], as_index=False).households.sum()


def read_small_values(folder: Path) -> list[tuple[str, str, int, str]]:
    """The values of people's attributes that cities merge: dimension, city_code, year, value.

    Members of one household may differ in them, so they are merged before households are counted.
    """
    return [
        (dimension, city, int(path.stem), value)
        for path in sorted(folder.glob("*.json"))
        for city, places in json.loads(path.read_text())["cities"].items()
        for found in places.values()
        for dimension in OF_MEMBERS
        for value in found["merged"].get(dimension, ())
    ]
