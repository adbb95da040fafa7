"""What a form says of a study, and what is kept of one: read as the criteria of a study, or the reasons against it.

Pure: whatever a browser or the database holds in, values out. It must not know the screen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from dashboard.access.drafts import fault_of_title, read_places
from dashboard.access.notes import read_text
from queries import MOST_WORTH, STUDY_INDICATORS, Criteria, Period, Refusal, Visible

#: Of what is kept; the analysis of a study is that of its version.
VERSION = 1

LONGEST_DEVIATION = 240
#: In percent, as the form asks for it.
MOST_PERCENT = round(100 * MOST_WORTH)

Field = Literal["title", "indicator", "begins", "ends", "smallest", "campaign", "places", "study"]
Why = Literal["empty", "long", "signs", "unknown", "order", "number", "many", "state"]
Faults = Mapping[Field, Why]
#: Why no smallest change could be told beforehand; `early`: too few months were published.
Lacking = Literal["treated", "controls", "months", "early"]


@dataclass(frozen=True)
class Known:
    """What a form may name: places of the territory now, campaigns, and months from the first to the last."""

    places: Collection[str]
    campaigns: Collection[str]
    first: Period
    last: Period


@dataclass(frozen=True)
class Beforehand:
    """What was known when a study was registered: the data it was said with, and the smallest rise that would be seen
    in so many of its places beside so many others; lacking: why none would be."""

    snapshot: str
    covers_until: date
    smallest: float | None
    treated: int
    controls: int
    lacking: Lacking | None

    @staticmethod
    def of(visible: Visible | None, snapshot: str, covers_until: date) -> Beforehand:
        if visible is None:
            return Beforehand(snapshot, covers_until, None, 0, 0, "early")
        return Beforehand(snapshot, covers_until, visible.smallest, visible.treated, visible.controls, visible.lacking)


def read_criteria(
    title: Any, indicator: Any, begins: Any, ends: Any, smallest: Any, campaign: Any, places: Any, known: Known
) -> tuple[str, Criteria | None, dict[Field, Why]]:
    """The title and criteria of a form, which may be anything, or for each part that cannot be kept why.

    places: codes; begins, ends: months written as 2026-01; smallest: a whole percentage.
    """
    faults: dict[Field, Why] = {}
    said, months, percent = (
        read_text(title),
        [read_month(each, known) for each in (begins, ends)],
        read_percent(smallest),
    )
    if fault := fault_of_title(said):
        faults["title"] = fault if fault in ("empty", "long", "signs") else "signs"
    if not isinstance(indicator, str) or indicator not in STUDY_INDICATORS:
        faults["indicator"] = "unknown"
    if months[0] is None:
        faults["begins"] = "unknown"
    if months[1] is None:
        faults["ends"] = "unknown"
    elif months[0] is not None and months[1] < months[0]:
        faults["ends"] = "order"
    if percent is None:
        faults["smallest"] = "number"
    if campaign not in (None, "") and not (isinstance(campaign, str) and campaign in known.campaigns):
        faults["campaign"] = "unknown"
    zone, fault_of_places = read_places(places, known.places)
    if fault_of_places or not zone:
        faults["places"] = fault_of_places or "empty"
    if faults or months[0] is None or months[1] is None or percent is None:
        return said, None, faults
    return said, Criteria(zone, indicator, months[0], months[1], percent / 100, campaign or ""), faults


def read_month(given: Any, known: Known) -> Period | None:
    """A month within those that a study may be of; None for anything else."""
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}", given):
        return None
    try:
        found = Period.parse(given)
    except Refusal:
        return None
    return found if known.first <= found <= known.last else None


def read_percent(given: Any) -> int | None:
    """A whole percentage from 1 on, with or without its sign; None for anything else."""
    said = "".join(given.split()).removesuffix("%").removeprefix("+") if isinstance(given, str) else ""
    if not (said.isascii() and said.isdigit() and len(said) < 6):
        return None
    return int(said) if 0 < int(said) <= MOST_PERCENT else None


def fault_of_deviation(text: str) -> Why | None:
    """Why a note on a study cannot be kept."""
    if not text:
        return "empty"
    if len(text) > LONGEST_DEVIATION:
        return "long"
    return None if text.isprintable() else "signs"


def to_kept(criteria: Criteria, known: Beforehand) -> dict[str, Any]:
    """What the database keeps."""
    return {
        "version": VERSION,
        "asked": {
            "places": list(criteria.places), "indicator": criteria.indicator, "begins": criteria.begins.code,
            "ends": criteria.ends.code, "smallest": criteria.smallest, "campaign": criteria.campaign,
        },
        "known": {
            "snapshot": known.snapshot, "covers_until": known.covers_until.isoformat(), "smallest": known.smallest,
            "treated": known.treated, "controls": known.controls, "lacking": known.lacking,
        },
    }  # fmt: skip


def from_kept(given: Any) -> tuple[Criteria, Beforehand]:
    """What `to_kept` made; ValueError for anything else."""
    try:
        if given.keys() != {"version", "asked", "known"} or given["version"] != VERSION:
            raise ValueError("of another version")
        asked, known = dict(given["asked"]), dict(given["known"])
        texts = [*asked["places"], asked["indicator"], asked["campaign"], known["snapshot"]]
        numbers = [known["treated"], known["controls"]]
        if type(asked["places"]) is not list or not all(type(each) is str for each in texts):
            raise ValueError("of other texts")
        if not all(type(each) is int and each >= 0 for each in numbers):
            raise ValueError("of other numbers")
        asked |= {"places": tuple(asked["places"]), "begins": Period.parse(asked["begins"]),
                  "ends": Period.parse(asked["ends"])}  # fmt: skip
        known |= {"covers_until": date.fromisoformat(known["covers_until"])}
        criteria, found = Criteria(**asked), Beforehand(**known)
    except (ValueError, KeyError, TypeError, AttributeError, Refusal) as fault:
        raise ValueError("not a kept study") from fault
    is_number = found.smallest is None or (type(found.smallest) is float and math.isfinite(found.smallest))
    if not is_number or found.lacking not in (None, *get_args(Lacking)):
        raise ValueError("not a kept study")
    return criteria, found
