"""The lattice as declared: `lattice.toml` with a deployment's own entries, what of it a frozen year holds, and changes.

It decides nothing about places or counts; what a year publishes of it is `freezing.py`'s decision.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from queries.model import Refusal
from queries.publish.places import PORTFOLIO, RESIDENCE_GROUP

#: Attributes of people and dwellings: not published above the city.
STATIC = ("dwelling_type", "gender", "age_band")

#: The entry of `lattice.toml` that stands for each level of places.
ENTRY = {"residence_group": "residence", "everything": "city"}

#: The entries that define a dimension, and those that may never change once a year is frozen.
DEFINITIONS = ("dimensions", "crossed", "same", "rest", "city_only")
FOREVER = ("k", "clip", "clip_members")

SMALLEST_K = 7


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

    def k_of(self, cities: Iterable[str]) -> int:
        """The threshold of a place: its city's own, the common one where it spans several."""
        own = {self.raw.get("city", {}).get(city, {}).get("k", self.k) for city in cities}
        return own.pop() if len(own) == 1 else self.k

    @property
    def dimensions(self) -> list[str]:
        """Every dimension, the two-way ones (FIRST:SECOND) last."""
        return [*self.raw["dimensions"], *self.raw["crossed"]]

    def clip(self, period_kind: str) -> int:
        return self.raw["clip"][period_kind]

    @property
    def clip_members(self) -> int:
        return self.raw["clip_members"]["year"]

    def measures(self, dimension: str, levels: set[str]) -> dict[str, set[str]]:
        """The measures published for places standing for these levels, each with its kinds of period."""
        found: dict[str, set[str]] = {}
        for level in levels:
            if level == "everything" and dimension.split(":")[0] in STATIC:
                continue
            entry = ENTRY.get(level, level)
            if dimension in self.raw["crossed"]:
                published = self.raw["crossed"][dimension] if entry == "city" else {}
            else:
                published = self.raw["dimensions"].get(dimension, {}).get(entry, {})
            for measure, kinds in published.items():
                found.setdefault(measure, set()).update(kinds)
        return found

    def kinds(self, dimension: str) -> set[str]:
        """The kinds of period of a dimension at any level."""
        levels = {"residence_group", "portfolio", "neighbourhood", "group", "city"}
        return {kind for kinds in self.measures(dimension, levels).values() for kind in kinds}

    def is_told(self, dimension: str, value: str, levels: set[str]) -> bool:
        """Whether places of these levels tell this value: some values are for cities only."""
        return bool(levels & {"city", "everything"}) or value not in self.raw["city_only"].get(dimension, ())

    def noise(self, level: str, enrolled: float, few_children: bool = False) -> tuple[float, float]:
        """(s on totals, s on breakdowns) for a place of this level and frozen enrolment."""
        row = next(r for r in self.raw["noise"] if enrolled < r.get("below", float("inf")))
        landlord = self.raw["landlord"]["noise"] if level in (RESIDENCE_GROUP, PORTFOLIO) else 0.0
        floor = max(landlord, self.raw["few_children"]["noise"] if few_children else 0.0)
        return max(row["total"], floor), max(row["breakdown"], floor)

    @property
    def definition(self) -> dict[str, Any]:
        """What a frozen year stores: the definition of every dimension, and what may never change."""
        return {name: self.raw[name] for name in (*DEFINITIONS, *FOREVER)}


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(files("queries.publish").joinpath("lattice.toml").read_text(encoding="utf-8"))


def load_lattice(own: Path | None = None) -> Lattice:
    """The lattice that ships with the product, with the entries of a deployment's own file laid over it."""
    shipped = _shipped()
    if own is None or not own.exists():
        return Lattice(shipped)
    try:
        entries = tomllib.loads(own.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refusal(f"{own.name} of this deployment is not TOML that can be read: {fault}.") from fault
    if unknown := sorted(set(entries) - set(shipped) - {"city"}):
        raise Refusal(f"{own.name} of this deployment: there is no entry {', '.join(unknown)}; see lattice.toml.")
    if wrong := next(_wrong_types(shipped, entries), None):
        raise Refusal(f"{own.name} of this deployment: {wrong} is not of the kind that it is in the one that ships.")
    for city, profile in entries.get("city", {}).items():
        k = profile.get("k") if isinstance(profile, dict) and set(profile) == {"k"} else None
        if not isinstance(k, int) or not SMALLEST_K <= k <= shipped["k"]:
            raise Refusal(f"{own.name}: city.{city} may only state k, from {SMALLEST_K} to {shipped['k']}.")
    if entries.get("k", shipped["k"]) < shipped["k"]:
        raise Refusal(f"{own.name}: k is at least {shipped['k']}; a single city may have {SMALLEST_K}.")
    laid = _laid_over(shipped, entries)
    if weaker := [name for name, is_weaker in _weaker(Lattice(shipped), Lattice(laid)) if is_weaker]:
        raise Refusal(
            f"{own.name} of this deployment may protect more than the one that ships, never less: "
            f"{', '.join(weaker)} would."
        )
    return Lattice(laid)


def _wrong_types(shipped: Any, own: Any, path: str = "") -> Iterator[str]:
    """The entries of a deployment's own file that are of another type than the shipped ones, a number for a number."""
    if isinstance(shipped, dict) and isinstance(own, dict):
        for name in own:
            if name in shipped:
                yield from _wrong_types(shipped[name], own[name], f"{path}.{name}".strip("."))
    elif isinstance(own, bool) or not isinstance(own, (int, float) if isinstance(shipped, float) else type(shipped)):
        yield path


def _weaker(shipped: Lattice, own: Lattice) -> Iterator[tuple[str, bool]]:
    """What a deployment may not weaken, by name, and whether it does: noise, floors, clipping, names of one set."""
    try:
        sizes = sorted({0, *(row["below"] for each in (shipped, own) for row in each.raw["noise"] if "below" in row)})
        levels = [(level, few) for level in ("neighbourhood", RESIDENCE_GROUP) for few in (False, True)]
        pairs = [(own.noise(level, n, few), shipped.noise(level, n, few)) for n in sizes for level, few in levels]
        yield "noise", any(mine < theirs for pair in pairs for mine, theirs in zip(*pair, strict=True))
    except (KeyError, TypeError, StopIteration):
        yield "noise", True
    limits = [row.get("below", float("inf")) for row in own.raw["noise"]]
    yield "noise (its rows are in the order of their limits)", limits != sorted(limits)
    floors = shipped.raw["enrolled"]
    yield "enrolled", any(own.raw["enrolled"][name] < least for name, least in floors.items())
    yield "few_children", own.raw["few_children"]["under"] < shipped.raw["few_children"]["under"]
    for name in ("clip", "clip_members"):
        yield name, any(own.raw[name][kind] > most for kind, most in shipped.raw[name].items())
    yield "same", any(own.raw["same"][name] != stands for name, stands in shipped.raw["same"].items())


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    return below | {
        name: _laid_over(below[name], entry) if isinstance(entry, dict) and isinstance(below.get(name), dict) else entry
        for name, entry in above.items()
    }


def lattice_of_year(year: int, current: Lattice, folder: Path, new_year: bool) -> Lattice:
    """The lattice in force for a year: as stored when the year was frozen, with the dimensions added since.

    Refusal when a dimension of a frozen year was changed or removed, unless `new_year` says that the change is meant
    for the years to come; then a frozen year keeps to what it stored.
    """
    stored = _stored(folder / f"{year}.json")
    if stored is None:
        return current
    now = current.definition
    for name in FOREVER:
        if stored[name] != now[name]:
            raise Refusal(f"“{name}” of the lattice cannot change: {year} was published with another. Put it back.")
    changed = [
        f"{part}.{key}" for part in DEFINITIONS for key, entry in stored[part].items() if now[part].get(key) != entry
    ]
    if changed and not new_year:
        raise Refusal(
            f"The lattice of {year} is frozen, and {', '.join(changed)} was changed or removed. Put it back, or run "
            "`quartier publish --new-year` to let the change hold from the first year that is not frozen yet."
        )
    return Lattice(current.raw | {part: now[part] | stored[part] for part in DEFINITIONS})


def editions(lattices: Mapping[int, Lattice]) -> Iterator[tuple[Lattice, set[int]]]:
    """Years by the lattice that holds for them: usually all of them by the same one."""
    by_definition: dict[str, tuple[Lattice, set[int]]] = {}
    for year, lattice in lattices.items():
        text = json.dumps(lattice.definition, sort_keys=True)
        by_definition.setdefault(text, (lattice, set()))[1].add(year)
    yield from by_definition.values()


def _stored(path: Path) -> dict[str, Any] | None:
    """The definition that a frozen year stored; None for a year that is not frozen, or was before definitions were."""
    return json.loads(path.read_text()).get("definition") if path.exists() else None
