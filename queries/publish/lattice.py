"""The lattice of a year: which places are published, with how much noise, and which small values are merged.

Decided once a year from noisy enrolment and stored; later publications of that year read the decision back.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from queries.durable import write_atomically
from queries.publish.closure import merge_small_values, unpublished_rest
from queries.publish.noise import discrete_gaussian, uniform
from queries.publish.places import Place, Places, children

#: Noise on the enrolment that decides levels and merges; the decision is then frozen for the year.
ENROLMENT_NOISE = 1.5


@dataclass(frozen=True)
class Lattice:
    """`lattice.toml` as read: see the comments there."""

    raw: dict[str, Any]

    @property
    def version(self) -> int:
        return self.raw["version"]

    @property
    def k(self) -> int:
        return self.raw["k"]

    @property
    def dimensions(self) -> list[str]:
        return list(self.raw["dimensions"])

    def clip(self, period_kind: str) -> int:
        return self.raw["clip"][period_kind]

    @property
    def clip_members(self) -> int:
        return self.raw["clip_members"]["year"]

    def measures(self, dimension: str, levels: set[str]) -> dict[str, set[str]]:
        """The measures published for places standing for these levels, each with its kinds of period."""
        entry = self.raw["dimensions"][dimension]
        wanted = [entry["below_city"]] if levels & {"neighbourhood", "group"} else []
        wanted += [entry["city"]] if levels & {"city", "everything"} else []
        found: dict[str, set[str]] = {}
        for part in wanted:
            for measure, kinds in part.items():
                found.setdefault(measure, set()).update(kinds)
        return found

    def noise(self, enrolled: float, few_children: bool) -> tuple[float, float]:
        """(s on totals, s on breakdowns) for a place of this frozen enrolment."""
        row = next(r for r in self.raw["noise"] if enrolled < r.get("below", float("inf")))
        floor = self.raw["few_children"]["noise"] if few_children else 0.0
        return max(row["total"], floor), max(row["breakdown"], floor)


@cache
def load_lattice() -> Lattice:
    """The lattice that ships with the product."""
    text = files("queries.publish").joinpath("lattice.toml").read_text(encoding="utf-8")
    return Lattice(tomllib.loads(text))


@dataclass(frozen=True)
class FrozenPlace:
    """What was decided for one place in one year: the noise, and per dimension the values merged into `merged`."""

    s_total: float
    s_breakdown: float
    merged: dict[str, tuple[str, ...]]


Year = dict[str, FrozenPlace]  # place label -> decision; a place that is absent is not published that year


def freeze_year(
    year: int, places: Places, enrolled: dict[str, pd.DataFrame], lattice: Lattice, key: bytes, folder: Path
) -> Year:
    """The frozen lattice of a year: read back if decided before, else decided and stored.

    enrolled: households enrolled in the year, one frame a static dimension ("total", "dwelling_type", ...) with
    neighbourhood_code, value, households. Cities that were not there when the year was decided are decided now.
    """
    path = folder / f"{year}.json"
    stored: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {"version": lattice.version}
    before = json.dumps(stored, sort_keys=True)
    cities = stored.setdefault("cities", {})
    totals = enrolled["total"].set_index("neighbourhood_code").households.to_dict()
    for city in (p for p in places.all if p.level == "city"):
        inside = [p for p in places.canonical if p.neighbourhoods <= city.neighbourhoods]
        if city.code not in cities:
            cities[city.code] = _decide(year, inside, totals, lattice, key)
        _decide_merges(cities[city.code], inside, places, enrolled, lattice)
    if "everything" not in stored:
        stored["everything"] = _decide_everything(year, places, cities, totals, enrolled, lattice, key)
    if json.dumps(stored, sort_keys=True) != before:
        write_atomically(path, json.dumps(stored, indent=1, sort_keys=True).encode())
    decided = {label: found for part in [*cities.values(), stored["everything"]] for label, found in part.items()}
    return {
        place.label: FrozenPlace(found["s_total"], found["s_breakdown"], _merged(found))
        for place in places.canonical
        if (found := decided.get(place.label)) and found["neighbourhoods"] == sorted(place.neighbourhoods)
    }


def _merged(found: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {dimension: tuple(values) for dimension, values in found["merged"].items() if values}


def _decide(
    year: int, candidates: list[Place], totals: dict[str, int], lattice: Lattice, key: bytes
) -> dict[str, dict[str, Any]]:
    """Which of a city's places are kept, and their noise. The extent is stored: it is what the decision holds for."""
    noisy = {place.label: _noisy_enrolment(place, totals, year, key) for place in candidates}
    kept = [place for place in candidates if _is_kept(place, noisy[place.label], totals, lattice)]
    while dropped := unpublished_rest(kept, totals, lattice.k):
        kept.remove(dropped)
    decided = {}
    for place in kept:
        few = 0 < children(place, kept) < lattice.raw["few_children"]["under"]
        s_total, s_breakdown = lattice.noise(noisy[place.label], few)
        decided[place.label] = {
            "s_total": s_total,
            "s_breakdown": s_breakdown,
            "neighbourhoods": sorted(place.neighbourhoods),
            "merged": {},
        }
    return decided


def _decide_merges(
    decided: dict[str, dict[str, Any]],
    candidates: list[Place],
    places: Places,
    enrolled: dict[str, pd.DataFrame],
    lattice: Lattice,
) -> None:
    """Decide, in place, the merges of the attributes that have none yet: a bundle may bring one within a year."""
    kept = [p for p in candidates if p.label in decided]
    for dimension, frame in enrolled.items():
        with_it = [p for p in kept if lattice.measures(dimension, places.levels_of(p))]
        if dimension == "total" or all(dimension in decided[p.label]["merged"] for p in with_it):
            continue
        for label, values in merge_small_values(with_it, frame, lattice.k).items():
            decided[label]["merged"][dimension] = sorted(values)


def _decide_everything(
    year: int,
    places: Places,
    cities: dict[str, dict[str, dict[str, Any]]],
    totals: dict[str, int],
    enrolled: dict[str, pd.DataFrame],
    lattice: Lattice,
    key: bytes,
) -> dict[str, dict[str, Any]]:
    """The sum of several cities, without any attribute, and only if the cities leave nobody or at least k to it."""
    whole = next((p for p in places.canonical if p.level == "everything"), None)
    if whole is None:
        return {}
    kept = [p for p in places.canonical for city in cities.values() if p.label in city]
    if unpublished_rest([*kept, whole], totals, lattice.k):
        return {}
    decided = _decide(year, [whole], totals, lattice, key)
    for found in decided.values():
        for dimension, frame in enrolled.items():
            if dimension != "total":
                found["merged"][dimension] = sorted(set(frame["value"]))
    return decided


def _noisy_enrolment(place: Place, totals: dict[str, int], year: int, key: bytes) -> float:
    parts = [f"P|{place.label}|lattice|enrolled", f"F|{place.label}|lattice|{year}|enrolled|0"]
    noise = int(discrete_gaussian(np.array([uniform(key, text) for text in parts]), ENROLMENT_NOISE).sum())
    return _enrolled(place, totals) + noise


def _enrolled(place: Place, totals: dict[str, int]) -> int:
    return sum(totals.get(code, 0) for code in place.neighbourhoods)


def _is_kept(place: Place, noisy: float, totals: dict[str, int], lattice: Lattice) -> bool:
    floors = lattice.raw["enrolled"]
    floor = floors["group"] if place.level == "group" else floors["neighbourhood"]
    return _enrolled(place, totals) >= lattice.k and noisy >= max(floor, 16)
