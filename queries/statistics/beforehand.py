"""What a place is like before something begins there, as numbers that places can be compared by.

Pure. Logarithms of sizes and rates, shares as they are; nan for what is not known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

#: What places are compared by, in the order of a row: homes; the shares of homes that are flats, in a large city and
#: rural; homes a km2; enrolled households a home, there and within a kilometre; local places.
FEATURES = ("homes", "flats", "large_city", "rural", "density", "enrolled_near", "services")

#: The kinds of places, by what the codes of dwelling types end with.
KindOfPlace = Literal["large_city", "medium_city", "rural"]
KINDS: tuple[KindOfPlace, ...] = ("large_city", "medium_city", "rural")


@dataclass(frozen=True)
class Facts:
    """dwellings: homes by dwelling type, empty where nobody counted them; services: local places; enrolled: households,
    of homes_near homes. None for what is not known."""

    homes: float | None
    dwellings: Mapping[str, float]
    km2: float | None
    services: float | None
    enrolled: float | None
    homes_near: float | None


def features(facts: Facts) -> tuple[float, ...]:
    """One row, in the order of FEATURES."""
    counted = sum(facts.dwellings.values())
    flats = sum(homes for code, homes in facts.dwellings.items() if code.startswith("apartment"))
    large, rural = (_of_kind(facts.dwellings, kind) for kind in ("large_city", "rural"))
    return (
        _log(facts.homes),
        *(part / counted if counted else math.nan for part in (flats, large, rural)),
        _log(facts.homes) - _log(facts.km2),
        _log(facts.enrolled) - _log(facts.homes_near),
        math.nan if facts.services is None else math.log1p(facts.services),
    )


def kind_of(dwellings: Mapping[str, float]) -> KindOfPlace | None:
    """The kind of place that most of the homes are in; None where nobody counted them."""
    sizes = {kind: _of_kind(dwellings, kind) for kind in KINDS}
    kind = max(sizes, key=lambda each: sizes[each])
    return kind if sizes[kind] > 0 else None


def usual(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean of each feature over the places in which it is known."""
    columns = np.array(rows, dtype=float).reshape(len(rows), len(FEATURES)).T
    return tuple(float(each[np.isfinite(each)].mean()) if np.isfinite(each).any() else math.nan for each in columns)


def filled(row: Sequence[float], typical: Sequence[float]) -> tuple[float, ...]:
    """The row, as it is usual where it is not known."""
    return tuple(there if math.isnan(own) else own for own, there in zip(row, typical, strict=True))


def in_proportion(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    """The parts, in any unit, of a whole."""
    total = sum(parts.values())
    return {code: whole * part / total for code, part in parts.items()} if total else {}


def _of_kind(dwellings: Mapping[str, float], kind: KindOfPlace) -> float:
    return sum(homes for code, homes in dwellings.items() if code.endswith(kind))


def _log(value: float | None) -> float:
    return math.log(value) if value is not None and value > 0 else math.nan
