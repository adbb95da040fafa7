"""A plan as an address holds it and as a form says it: read from either, written for the address.

What cannot be read is named by its field. It estimates nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from dashboard.access.drafts import read_number
from dashboard.access.notes import read_day
from dashboard.selection import STAGES
from queries import MOST_HOMES, MOST_SERVICES, PLACE_KINDS, Plan

#: Between the parts of a plan in an address, and before the number of one that is kept.
_APART, KEPT = "~", "kept-"

Field = Literal["stage", "starts", "where", "homes", "flats", "services"]


@dataclass(frozen=True)
class Described:
    """A plan as its form says it. flats: of a hundred planned homes; None: as there usually, as for services."""

    stage: str
    starts_on: date
    homes: int
    place: str = ""
    kind: str = ""
    flats: int | None = None
    services: int | None = None

    @property
    def text(self) -> str:
        """As an address holds it: `read_text` reads it back."""
        where = f"n-{self.place}" if self.place else f"k-{self.kind}"
        rest = ("" if each is None else str(each) for each in (self.flats, self.services))
        return _APART.join([self.stage, self.starts_on.isoformat(), str(self.homes), where, *rest])

    def plan(self, kind: str) -> Plan:
        """What is asked of the queries; kind: of the place, by which homes are called flats or houses there."""
        mix: tuple[tuple[str, float], ...] = ()
        if self.flats is not None and kind:
            parts = ((f"apartment_{kind}", self.flats), (f"house_{kind}", 100 - self.flats))
            mix = tuple((code, float(part)) for code, part in parts if part)
        return Plan(self.stage, self.starts_on, self.homes, self.place, self.kind, mix, self.services)


def read_text(text: str, names: Mapping[str, str]) -> Described | None:
    """The plan of an address; None where it is none, or of a place that the reader does not have."""
    parts = text.split(_APART)
    if len(parts) != 6:
        return None
    stage, starts, homes, where, flats, services = parts
    place, kind = (where[2:] if where.startswith(mark) else "" for mark in ("n-", "k-"))
    found, faults = read(stage, starts, homes, place, kind, flats, services, names)
    return None if faults else found


def read(
    stage: Any, starts: Any, homes: Any, place: Any, kind: Any, flats: Any, services: Any, names: Mapping[str, str]
) -> tuple[Described | None, dict[Field, str]]:  # fmt: skip
    """The plan that a form says, which may be anything, or why each field cannot be read.

    names: the neighbourhoods that the reader has, by code. A neighbourhood goes before a kind of place.
    """
    faults: dict[Field, str] = {}
    if not isinstance(stage, str) or stage not in STAGES:
        faults["stage"] = "unknown"
    day = read_day(starts)
    if day is None:
        faults["starts"] = "day"
    at, of_kind = (each if isinstance(each, str) else "" for each in (place, kind))
    if (at and at not in names) or (not at and of_kind not in PLACE_KINDS):
        faults["where"] = "unknown"
    numbers: dict[Field, int | None] = {}
    asked: tuple[tuple[Field, Any, int], ...] = (("homes", homes, MOST_HOMES), ("flats", flats, 100),
                                                 ("services", services, MOST_SERVICES))  # fmt: skip
    for field, given, most in asked:
        try:
            numbers[field] = _number(given, most)
        except ValueError:
            faults[field] = "number"
    if not at and not numbers.get("homes"):
        faults["homes"] = "number"
    if faults or day is None:
        return None, faults
    return Described(stage, day, numbers["homes"] or 0, at, "" if at else of_kind, numbers["flats"],
                     numbers["services"]), {}  # fmt: skip


def _number(given: Any, most: int) -> int | None:
    """A number from 0 on, None where a field is empty; ValueError for what is none, or more than `most`."""
    if isinstance(given, str) and given.strip() and not given.strip("0 "):
        return 0
    found = read_number(given)
    if found is not None and found > most:
        raise ValueError
    return found


def kept_number(text: str) -> int | None:
    """The number of a kept plan that an address names."""
    number = text.removeprefix(KEPT)
    return int(number) if text.startswith(KEPT) and number.isascii() and number.isdigit() and len(number) < 10 else None
