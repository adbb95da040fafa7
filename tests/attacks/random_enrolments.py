"""Random deployments for the closure of the lattice: places, who is enrolled, and the sets a frozen year publishes.

It goes through the product's own `build_places` and `freeze_year` and holds no opinion on what is safe to publish.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from shapely import to_wkb
from shapely.geometry import box

from queries.dimensions import AGE_BANDS, DWELLING_TYPES, GENDERS
from queries.publish.freezing import OF_MEMBERS, Year, freeze_year
from queries.publish.lattice import Lattice, load_lattice
from queries.publish.places import RESIDENCE_GROUP, Place, Places, build_places

KEY = bytes(range(7, 39))
FLATS = "apartment_large_city"
DWELLINGS = [value.code for value in DWELLING_TYPES if value.code not in ("merged", "unknown")]
OF_PEOPLE = {"gender": GENDERS, "age_band": AGE_BANDS}
LANDLORDS = ("bailleur", "office")

#: An atom: a unit (NEIGHBOURHOOD or NEIGHBOURHOOD/LANDLORD) and a value.
Atom = tuple[str, str]


@dataclass(frozen=True)
class Deployment:
    """A random platform in one year. `enrolled` as `freeze_year` takes it, by static dimension."""

    places: Places
    enrolled: dict[str, pd.DataFrame]
    kept: Year
    lattice: Lattice

    def counts(self, dimension: str) -> dict[Atom, int]:
        """Enrolled households of each atom that is not empty."""
        frame = self.enrolled[dimension]
        rows = zip(frame.unit, frame["value"], frame.households, strict=True)
        return {(unit, value): int(n) for unit, value, n in rows if n}

    def published(self, dimension: str, with_residences: bool = True) -> dict[str, frozenset[Atom]]:
        """Every published set over the atoms of one dimension, by name: PLACE, and PLACE VALUE where it is broken down.

        Totals are left out for attributes of members: a household may have several values, so they do not add up.
        """
        found: dict[str, frozenset[Atom]] = {}
        for place in self.places.canonical:
            if place.label not in self.kept or (place.landlord and not with_residences):
                continue
            units = self.units(place)
            inside = [atom for atom in self.counts(dimension) if atom[0] in units]
            if dimension not in OF_MEMBERS:
                found[place.label] = frozenset(inside)
            told = self.lattice.measures(dimension, self.places.levels_of(place))
            if dimension != "total" and told and dimension not in self.kept[place.label].whole:
                merged = self.kept[place.label].merged.get(dimension, ())
                for unit, value in inside:
                    name = f"{place.label} {'merged' if value in merged else value}"
                    found[name] = found.get(name, frozenset()) | {(unit, value)}
        return found

    def units(self, place: Place) -> frozenset[str]:
        """The areas of counting that a published place adds up."""
        decided = self.kept[place.label].units
        return place.units if decided is None else decided

    def residence_groups(self) -> list[Place]:
        return [p for p in self.places.canonical if p.level == RESIDENCE_GROUP and p.label in self.kept]


def random_deployment(seed: int, folder: Path, most: int = 20) -> Deployment:
    """One or two cities of 2 to `most` neighbourhoods, with named groups, groups made by the product, or both kinds."""
    random = np.random.default_rng(seed)
    tables = [_city(random, name, most) for name in ("c", "d")[: 1 + int(random.random() < 0.25)]]
    table = pd.concat(tables, ignore_index=True)
    dwellings: dict[str, dict[str, int]] = {}
    for code in table.neighbourhood_code:
        dwellings |= _households(random, code)
    return freeze(table, dwellings, folder, random)


def freeze(
    table: pd.DataFrame, dwellings: dict[str, dict[str, int]], folder: Path, random: np.random.Generator
) -> Deployment:
    """Decide the year of a deployment whose households have these dwellings, by unit; other attributes are drawn."""
    places = build_places(table, [unit for unit, values in dwellings.items() if sum(values.values())])
    totals = {unit: {"total": sum(values.values())} for unit, values in dwellings.items()}
    enrolled = {"total": _frame(totals), "dwelling_type": _frame(dwellings)}
    for dimension, values in OF_PEOPLE.items():
        shares = random.dirichlet([0.5] * (len(values) - 1))
        enrolled[dimension] = _frame({
            unit: {v.code: int(random.binomial(n["total"], share)) for v, share in zip(values, shares, strict=False)}
            for unit, n in totals.items()
        })  # fmt: skip
    lattice = load_lattice()
    return Deployment(places, enrolled, freeze_year(2024, places, enrolled, lattice, KEY, folder), lattice)


def city_table(city: str, groups: list[str | None]) -> pd.DataFrame:
    """The mart's neighbourhood table of a city: CITY00, CITY01 ... side by side, each in its group."""
    return pd.DataFrame([
        {"neighbourhood_code": f"{city}{i:02d}", "name": f"{city}{i:02d}".upper(), "city_code": city,
         "city_name": city.upper(), "group_code": group, "group_name": group, "homes": 900, "population": 2_000,
         "geometry": to_wkb(box(2 + i % 5, 48 + i // 5, 3 + i % 5, 49 + i // 5))}
        for i, group in enumerate(groups)
    ])  # fmt: skip


def _city(random: np.random.Generator, city: str, most: int) -> pd.DataFrame:
    size = int(random.integers(2, most + 1))
    kind = random.choice(["none", "named", "some"], p=[0.45, 0.45, 0.1])
    parts = int(random.integers(1, max(2, size // 4) + 1))
    named: list[str | None] = [f"{city}-g{i % parts}" for i in range(size)]
    if kind == "some":
        named = [group if random.random() < 0.7 else None for group in named]
    return city_table(city, [None] * size if kind == "none" else named)


def _households(random: np.random.Generator, code: str) -> dict[str, dict[str, int]]:
    """Enrolled households of a neighbourhood's units by dwelling: none, few, around the floor of 60, or hundreds."""
    size = int(random.choice([0, random.integers(1, 56), random.integers(55, 76), random.lognormal(5.6, 0.6)],
                             p=[0.04, 0.08, 0.08, 0.8]))  # fmt: skip
    shares = random.dirichlet([0.35] * (len(DWELLINGS) + 1))
    drawn = random.multinomial(size, shares)
    found = {code: dict(zip([*DWELLINGS, "unknown"], map(int, drawn), strict=True))}
    for landlord in LANDLORDS:
        if random.random() < 0.35:
            flats = int(random.integers(100, 420))
            unknown, houses = (int(random.integers(1, 30)) if random.random() < 0.3 else 0 for _ in range(2))
            found[f"{code}/{landlord}"] = {FLATS: flats, "unknown": unknown, "house_large_city": houses}
    if len(found) > 1 and random.random() < 0.5:  # nearly all flats are the landlords'
        found[code][FLATS] = int(random.integers(0, 30))
    return found


def _frame(counts: dict[str, dict[str, int]]) -> pd.DataFrame:
    rows = [(unit, value, n) for unit, values in counts.items() for value, n in values.items() if n]
    return pd.DataFrame(rows, columns=["unit", "value", "households"])
