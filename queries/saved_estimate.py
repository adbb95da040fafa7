"""An estimate as text and back: what is saved with its assumptions, to be checked against what happens.

It knows no file and no database; a text that it did not write is a ValueError.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from queries.estimate import Analogue, Expectation, Plan, PlanEstimate
from queries.statistics.intervals import Interval

#: Of the form of the text.
VERSION = 1


def to_text(found: PlanEstimate) -> str:
    """JSON, the same for the same estimate."""
    return json.dumps(
        {"version": VERSION, **asdict(found)}, default=_day, ensure_ascii=False, sort_keys=True, allow_nan=False
    )


def from_text(text: str) -> PlanEstimate:
    """The estimate that was written; ValueError for any other text."""
    try:
        given = json.loads(text)
        if given.pop("version") != VERSION:
            raise ValueError("an estimate of another version")
        plan = given.pop("plan")
        plan |= {"starts_on": date.fromisoformat(plan["starts_on"]), "mix": tuple(map(tuple, plan["mix"]))}
        given |= {
            "plan": Plan(**plan),
            "known_until": date.fromisoformat(given["known_until"]),
            "assumed": tuple(map(tuple, given["assumed"])),
            "expectations": tuple(map(_expectation, given["expectations"])),
        }
        return PlanEstimate(**given)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("not a saved estimate") from fault


def _expectation(given: dict[str, Any]) -> Expectation:
    intervals = {name: given[name] and Interval(*given[name]) for name in ("likely", "nearly_sure")}
    return Expectation(**{**given, **intervals, "nearest": tuple(map(_analogue, given["nearest"]))})


def _analogue(given: dict[str, Any]) -> Analogue:
    day = given["starts_on"]
    return Analogue(**{**given, "starts_on": day and date.fromisoformat(day)})


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is not part of an estimate")
