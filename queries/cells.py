"""The published cells that a scope may see, and no others: of which places those are, and a reading of them.

Answers and the counts of single places come through here; `cell_counts.counts` reads neighbourhoods alone, for models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from queries.catalogue import all_campaigns
from queries.model import Scope
from queries.places import lattice
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, Label, cell

MEASURES = ("active_households", "exchanges", "enrolled_households", "members", "households")


class Counted(NamedTuple):
    """A published cell: its measures in the order of MEASURES, None where hidden, and the scale of its noise."""

    label: Label
    measures: tuple[int | None, ...]
    s: float
    clip: int
    clip_members: int

    def estimate(self, measure: str) -> Estimate | None:
        value = self.measures[MEASURES.index(measure)]
        if value is None:
            return None
        clip = {"exchanges": self.clip, "members": self.clip_members}.get(measure, 1)
        rounding = 10.0 if measure == "enrolled_households" else 0.0
        return cell(value, self.s, clip, rounding, "exchanges" if measure == "exchanges" else "households", self.label)


#: Day and value -> the cell: those of one place, dimension, kind of period and year.
Rows = Mapping[tuple[date, str], Counted]
#: A dimension, a kind of period and the year in which it begins.
Asked = tuple[str, str, int]
#: A level and a code.
Key = tuple[str, str]


class Seen(NamedTuple):
    """places: each place whose cells a scope may see, with the place of the same extent whose cells it has. unseen:
    city and campaign whose cells of that city it may not see."""

    places: Mapping[Key, Key]
    unseen: frozenset[Key]

    def rows(self, place: Key, dimension: str, rows: Rows) -> Rows:
        """The rows of a place without those of unseen campaigns, whether they are over or run."""
        if not dimension.startswith("campaign_") or place[0] != "city" or not self.unseen:
            return rows
        return {at: found for at, found in rows.items() if (place[1], at[1].partition(":")[0]) not in self.unseen}


@lru_cache(maxsize=256)
def cells_of(scope: Scope, snapshot: Snapshot, dimension: str, kind: str, year: int) -> Mapping[Key, Rows]:
    """Level and code -> the cells of a dimension and kind of period that begins in a year, of all that the scope sees.

    Remembered by scope, so that no scope meets another's cells.
    """
    within = {"first_on": date(year, 1, 1), "before_on": date(year + 1, 1, 1)}
    found: dict[Key, dict[tuple[date, str], Counted]] = {}
    own = seen(scope, snapshot)
    levels, codes, cells_levels, cells_codes = (
        list(column) for column in zip(*((*place, *cells) for place, cells in own.places.items()), strict=True)
    ) if own.places else ([], [], [], [])  # fmt: skip
    rows = snapshot.query("cells", levels=levels, codes=codes, cells_levels=cells_levels, cells_codes=cells_codes,
                          dimension=dimension, period_kind=kind, **within)  # fmt: skip
    for place, _, cell_at, counted in _counted(snapshot, rows):
        found.setdefault(place, {})[cell_at] = counted
    return {place: kept for place, each in found.items() if (kept := own.rows(place, dimension, each))}


def cells_of_place(scope: Scope, snapshot: Snapshot, level: str, area_code: str) -> Mapping[Asked, Rows]:
    """Dimension, kind of period and year -> the cells of one place; nothing where the scope may not see it.

    One reading for whatever is asked of a place, and of a city for every scope that may see it.
    """
    own, place = seen(scope, snapshot), (level, area_code)
    if place not in own.places:
        return {}
    found = _of_place(snapshot, *own.places[place])
    if level != "city" or not own.unseen:
        return found
    return {asked: own.rows(place, asked[0], rows) for asked, rows in found.items()}


@lru_cache(maxsize=256)
def _of_place(snapshot: Snapshot, level: str, area_code: str) -> Mapping[Asked, Rows]:
    """Remembered without a scope, and so never to be changed: only `cells_of_place`, which asks what is seen, may hand
    it out."""
    found: dict[Asked, dict[tuple[date, str], Counted]] = {}
    rows = snapshot.query("cells_of_place", level=level, area_code=area_code)
    for _, asked, cell_at, counted in _counted(snapshot, rows):
        found.setdefault(asked, {})[cell_at] = counted
    return MappingProxyType({asked: MappingProxyType(each) for asked, each in found.items()})


def _counted(snapshot: Snapshot, rows: Iterable[Any]) -> Iterator[tuple[Key, Asked, tuple[date, str], Counted]]:
    """Level and code, what is asked for, day and value, and the cell, of every row whose place and year has noise."""
    clips, clip_members = snapshot.manifest["clip"], snapshot.manifest["clip_members"]
    noise = _noise(snapshot)
    for row in rows:
        kind, day, value = row.period_kind, row.period_on, row.value
        scales = noise.get((row.cells_level, row.cells_code, day.year))
        if scales is not None:
            s = scales[0] if row.dimension == "total" else scales[1] if row.s is None else row.s
            counted = Counted(Label(kind, day, value), row[6:11], s, clips.get(kind, 1), clip_members)
            yield (row.level, row.area_code), (row.dimension, kind, day.year), (day, value), counted


@lru_cache(maxsize=4)
def _noise(snapshot: Snapshot) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Level, code and year -> the scale of the noise of totals and of breakdowns."""
    return {(row.level, row.area_code, row.year): (row.s_total, row.s_breakdown) for row in snapshot.query("noise")}


@lru_cache(maxsize=256)
def seen(scope: Scope, snapshot: Snapshot) -> Seen:
    """The places whose cells the scope may see.

    Its neighbourhoods; the groups that it holds whole (a group minus its own part would be its neighbours); the
    residence groups of its landlords; the cities that it has a part of while its territory holds them whole or leaves
    three published neighbourhoods or more outside: a city minus its own part must not be one neighbour, or two. Of a
    campaign, the city has what its zone has, and it is the zone's neighbourhoods that are counted.
    """
    own, territory, areas = set(scope.neighbourhoods), set(scope.territory), lattice(snapshot)
    published = {area.area_code for area in areas if area.level == "neighbourhood" and area.is_published}
    outside = {area.area_code: (published - territory).intersection(area.neighbourhood_codes)
               for area in areas if area.level == "city" and not own.isdisjoint(area.neighbourhood_codes)}  # fmt: skip
    found = {
        (area.level, area.area_code): (area.cells_level, area.cells_code) for area in areas
        if (area.level == "neighbourhood" and area.area_code in own)
        or (area.level == "group" and own.issuperset(area.neighbourhood_codes))
        or (area.level == "city" and len(outside.get(area.area_code, (1,))) not in (1, 2))
        or (area.level in ("residence_group", "portfolio") and area.landlord in scope.portfolios)
    }  # fmt: skip
    unseen = [(city, zone.campaign_code) for zone in all_campaigns(snapshot) for city, others in outside.items()
              if len(others.intersection(zone.neighbourhood_codes)) in (1, 2)]  # fmt: skip
    return Seen(found, frozenset(unseen))
