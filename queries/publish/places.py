"""The places of the lattice: neighbourhood < group < city < everything, and the residences of social landlords.

Built from the mart's public attributes, never from activity: a partition that followed the data would itself tell
something about people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd
from shapely import wkb

LEVELS = ("neighbourhood", "group", "city", "everything")

#: Of one landlord: its residences in one neighbourhood, and all those groups together.
RESIDENCE_GROUP, PORTFOLIO = "residence_group", "portfolio"

#: Groups hold five to seven neighbourhoods; this is the size aimed at where the bundle names no groups.
GROUP_SIZE = 6


@dataclass(frozen=True)
class Place:
    """One place. `label` keys its noise. An alias has the extent of a finer place and shares its cells.

    `units` are the areas of counting that add up to it; those of a portfolio are decided year by year.
    """

    level: str
    code: str
    name: str
    neighbourhoods: frozenset[str]
    cells_level: str = ""
    cells_code: str = ""
    units: frozenset[str] = frozenset()
    landlord: str | None = None

    @property
    def label(self) -> str:
        return f"{self.level}:{self.code}"

    @property
    def is_alias(self) -> bool:
        return (self.cells_level, self.cells_code) != (self.level, self.code)


@dataclass(frozen=True)
class Places:
    """Every place of a deployment, finest first, aliases resolved; `table` is the mart's neighbourhoods with groups."""

    table: pd.DataFrame
    all: tuple[Place, ...] = field(default=())

    @property
    def canonical(self) -> tuple[Place, ...]:
        return tuple(place for place in self.all if not place.is_alias)

    @property
    def geographic(self) -> tuple[Place, ...]:
        """The canonical places that are made of whole neighbourhoods."""
        return tuple(place for place in self.canonical if place.level in LEVELS)

    @property
    def units(self) -> list[str]:
        """Every area of counting, in order."""
        return sorted({unit for place in self.geographic for unit in place.units})

    def levels_of(self, place: Place) -> set[str]:
        """Every level that the cells of this place stand for: its own, and those of its aliases."""
        return self._levels.get((place.level, place.code), set())

    @cached_property
    def _levels(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for place in self.all:
            found[place.cells_level, place.cells_code].add(place.level)
        return found

    def cells_of(self, neighbourhood: str) -> Place:
        """The place whose cells a neighbourhood has."""
        return self._of_one[neighbourhood]

    def cities_of(self, place: Place) -> set[str]:
        """The codes of the cities that a place reaches into."""
        return {self._cities[code] for code in place.neighbourhoods}

    @cached_property
    def _cities(self) -> dict[str, str]:
        return dict(zip(self.table.neighbourhood_code, self.table.city_code, strict=True))

    @cached_property
    def _of_one(self) -> dict[str, Place]:
        return {
            code: place for place in self.geographic if len(place.neighbourhoods) == 1 for code in place.neighbourhoods
        }


def children(place: Place, kept: Iterable[Place]) -> int:
    """How many of the kept places lie directly inside: of two, a difference with the parent singles the other out."""
    if len(place.neighbourhoods) == 1:
        return 0
    finer = [p for p in kept if p.neighbourhoods < place.neighbourhoods]
    return sum(not any(p.neighbourhoods < q.neighbourhoods for q in finer) for p in finer)


def build_places(neighbourhoods: pd.DataFrame, units: Iterable[str] = ()) -> Places:
    """Places from the mart's neighbourhood table (one row a neighbourhood, code order, WKB geometry).

    units: the areas of counting with members in them, NEIGHBOURHOOD or NEIGHBOURHOOD/LANDLORD.
    """
    table = neighbourhoods.copy()
    for city, rows in table.groupby("city_code"):
        if rows.group_code.isna().all():
            groups = partition(rows)
            inside = table.index.isin(rows.index[rows.neighbourhood_code.isin(groups)])
            found = [groups[code] for code in table.neighbourhood_code[inside]]
            table.loc[inside, "group_code"] = [f"{city}-{code}" for code, _ in found]
            table.loc[inside, "group_name"] = [name for _, name in found]
    candidates = [
        Place("neighbourhood", row.neighbourhood_code, row.name_, frozenset([row.neighbourhood_code]))
        for row in table.rename(columns={"name": "name_"}).itertuples()
    ]
    for level, code, name in (("group", "group_code", "group_name"), ("city", "city_code", "city_name")):
        for value, rows in table.dropna(subset=[code]).groupby(code):
            members = frozenset(rows.neighbourhood_code)
            candidates.append(Place(level, str(value), str(rows[name].iloc[0]), members))
    candidates.append(Place("everything", "everything", "Everything", frozenset(table.neighbourhood_code)))
    parts: dict[str, set[str]] = {code: {code} for code in table.neighbourhood_code}
    for unit in units:
        parts[unit.partition("/")[0]].add(unit)
    canonical: dict[frozenset[str], Place] = {}
    resolved = []
    for place in candidates:
        first = canonical.setdefault(place.neighbourhoods, place)
        inside = frozenset(unit for code in place.neighbourhoods for unit in parts[code])
        resolved.append(replace(place, cells_level=first.level, cells_code=first.code, units=inside))
    names = dict(zip(table.neighbourhood_code, table["name"], strict=True))
    return Places(table, (*resolved, *_residences({u for part in parts.values() for u in part if "/" in u}, names)))


def _residences(units: Iterable[str], names: dict[str, str]) -> list[Place]:
    """The residence groups and portfolios of the landlords that units name."""
    groups = []
    for unit in sorted(units):
        code, _, landlord = unit.partition("/")
        group, name = f"{landlord}.{code}", f"{names[code]} · {landlord}"
        inside = frozenset([code]), RESIDENCE_GROUP, group, frozenset([unit]), landlord
        groups.append(Place(RESIDENCE_GROUP, group, name, *inside))
    portfolios = []
    for landlord in sorted({str(place.landlord) for place in groups}):
        own = frozenset(code for g in groups if g.landlord == landlord for code in g.neighbourhoods)
        portfolios.append(Place(PORTFOLIO, landlord, landlord, own, PORTFOLIO, landlord, frozenset(), landlord))
    return groups + portfolios


def partition(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Groups of five to seven neighbours for a city that names none: code -> (group code, group name).

    Halves the city again and again across its longer side, by the position of each neighbourhood alone.
    Empty for a city too small to have two groups, which then has no group level.
    """
    points = {
        row.neighbourhood_code: (wkb.loads(bytes(row.geometry)).representative_point(), row.name_)
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    }
    codes = sorted(points)
    parts = _split(codes, points, max(1, round(len(codes) / GROUP_SIZE)))
    if len(parts) == 1:
        return {}
    groups = {}
    for number, part in enumerate(parts, start=1):
        names = sorted(points[code][1] for code in part)
        groups.update(dict.fromkeys(part, (f"g{number}", ", ".join(names))))
    return groups


def _split(codes: list[str], points: dict, count: int) -> list[list[str]]:
    if count <= 1:
        return [codes]
    xs = [points[code][0].x for code in codes]
    ys = [points[code][0].y for code in codes]
    east_west = (max(xs) - min(xs)) * 0.65 >= max(ys) - min(ys)  # a degree of longitude is shorter in our latitudes
    ordered = sorted(codes, key=lambda code: (points[code][0].x if east_west else points[code][0].y, code))
    left = count // 2
    cut = round(len(codes) * left / count)
    return _split(ordered[:cut], points, left) + _split(ordered[cut:], points, count - left)
