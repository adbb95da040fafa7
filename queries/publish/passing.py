"""Which places passed a public stage of a project, what was known of each before, and what came of it, when publishing.

From published cells and public facts alone. An estimate compares a plan with them all, whoever asks; that it names only
places of one's own, and tells a mean over five, is `queries.estimate`'s to keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from queries.afterwards import afterwards
from queries.beforehand import beforehand, known_quarter
from queries.model import Scope
from queries.publish import counts as counting
from queries.snapshot import LIMITS, Snapshot
from queries.statistics.beforehand import FEATURES, features

#: What names a stage of a place.
_KEY = ["stage", "area_code", "starts_on"]


def add_passed(staged: Path, manifest: dict[str, Any]) -> None:
    """Store, beside the cells of a staged snapshot, the places that passed a stage."""
    path = str(staged / "cells.duckdb")
    with duckdb.connect(path, config=LIMITS) as connection:
        places, outcomes = passed(Snapshot("staged", staged, manifest, connection))
    with duckdb.connect(path) as connection:
        connection.register("places_frame", places)
        connection.register("outcomes_frame", outcomes)
        connection.execute(counting.sql("passed"))


def passed(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a place and stage with its features, and one row each outcome and age that is known by now."""
    rows = snapshot.query("cities")
    every = Scope("", tuple(row.area_code for row in rows))
    places, outcomes = [], []
    for stage, code, starts_on in _entered(snapshot, set(every.neighbourhoods)):
        known = beforehand(every, snapshot, known_quarter(snapshot, starts_on))[code]
        places.append((stage, code, starts_on, known.homes, *features(known)))
        for each in afterwards(every, snapshot, code, starts_on):
            value, variance = (each.count.value, each.count.variance) if each.count else (None, None)
            outcomes.append((stage, code, starts_on, each.outcome, each.age, each.known_on, value, variance))
    return (
        pd.DataFrame(places, columns=[*_KEY, "place_homes", *FEATURES]),
        pd.DataFrame(outcomes, columns=[*_KEY, "outcome", "age", "known_on", "value", "variance"]),
    )


def _entered(snapshot: Snapshot, known: set[str]) -> Iterator[tuple[str, str, date]]:
    """Stage, neighbourhood, and the first day on which a project entered it there, as far as it is public and covered.

    Several projects of one place make one row a stage: it is places that are compared.
    """
    covered = date.fromisoformat(snapshot.manifest["covers_until"])
    first: dict[tuple[str, str], date] = {}
    for row in snapshot.query("projects"):
        if row.public and row.starts_on <= covered:
            for code in known.intersection(row.neighbourhood_codes):
                first[row.stage, code] = min(row.starts_on, first.get((row.stage, code), date.max))
    yield from ((stage, code, day) for (stage, code), day in sorted(first.items()))
