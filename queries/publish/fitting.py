"""Models fitted when publishing, over every neighbourhood of a city and year, from the cells just published.

They read what readers could read and nothing private; what they learn, parameters over five places or more, is stored
in the snapshot. Add a model to MODELS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from queries.cell_counts import Counts, counts
from queries.model import Period, Scope
from queries.publish import counts as counting
from queries.snapshot import LIMITS, Snapshot
from queries.statistics.derived import Estimate
from queries.statistics.empirical_bayes import fit_shares

#: value of the dimension -> the parameters by name
Found = dict[str, dict[str, float]]

#: Digits kept of a parameter: far more than it is known to, and fewer than two machines may differ in.
DIGITS = 6


@dataclass(frozen=True)
class City:
    """What a model may read: the cells of one city and year, by neighbourhood."""

    scope: Scope
    snapshot: Snapshot
    year: Period

    def counts(self, measure: str, dimension: str) -> Counts:
        return counts(self.scope, self.snapshot, measure, dimension, self.year)


def outcome(part: str, whole: str) -> Callable[[City], Found]:
    """The prior of a share of `outcome`, in households that asked (or offered): Beta(a, b)."""

    def fit(city: City) -> Found:
        found = city.counts("households", "outcome")
        areas = [(area, n) for (area, value), n in found.items() if value == whole and isinstance(n, Estimate)]
        prior = fit_shares([(found[area, part], n) for area, n in areas if (area, part) in found])
        return {} if prior is None else {part: {"a": prior.a, "b": prior.b}}

    return fit


#: Every model by its code: what is fitted, a year and city at a time.
MODELS: Mapping[str, Callable[[City], Found]] = {
    "answered": outcome("answered", "asked"),
    "completed": outcome("completed", "asked"),
    "taken_up": outcome("taken_up", "offered"),
    "given": outcome("given", "offered"),
}


def add_fits(staged: Path, manifest: dict[str, Any]) -> None:
    """Fit every model on the cells of a staged snapshot, and store what is found beside them."""
    path = str(staged / "cells.duckdb")
    with duckdb.connect(path, config=LIMITS) as connection:
        frame = fitted(Snapshot("staged", staged, manifest, connection))
    with duckdb.connect(path) as connection:
        connection.register("fits_frame", frame)
        connection.execute(counting.sql("fits"))


def fitted(snapshot: Snapshot) -> pd.DataFrame:
    """One row a model, city, year, value and parameter."""
    rows = [
        (model, city, year.start, value, parameter, float(f"{number:.{DIGITS}g}"))
        for city, scope in _cities(snapshot)
        for year in map(Period.parse, snapshot.manifest["periods"]["year"])
        for model, fit in MODELS.items()
        for value, parameters in fit(City(scope, snapshot, year)).items()
        for parameter, number in parameters.items()
    ]
    return pd.DataFrame(rows, columns=["model", "city_code", "period_on", "value", "parameter", "number"])


def _cities(snapshot: Snapshot) -> Iterator[tuple[str, Scope]]:
    rows = snapshot.query("cities")
    for city, group in groupby(rows, key=lambda row: row.city_code):
        yield city, Scope("", tuple(row.area_code for row in group))
