"""Models fitted when publishing, over every neighbourhood of a city and year, from the cells just published.

They read what readers could read and nothing private; what they learn, parameters over five places or more, is stored
in the snapshot. Add a model to MODELS.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import pandas as pd

from queries.answers import answer
from queries.cell_counts import Counts, counts, hidden_cell, with_each
from queries.dimensions import EXCHANGE_TYPES
from queries.model import Answer, Period, Scope, Selection
from queries.needs import need_codes, sides
from queries.places import neighbourhoods
from queries.publish import counts as counting
from queries.publish.fitting_months import months_fitted
from queries.snapshot import LIMITS, Snapshot
from queries.statistics.derived import Estimate, estimate_of, ratio
from queries.statistics.dirichlet import fit_mixes
from queries.statistics.empirical_bayes import FEWEST_PLACES, fit_shares
from queries.statistics.false_discovery import discoveries
from queries.statistics.published_counts import Hidden, Published, posts_each
from queries.statistics.shortage import Sides, fit_gaps, shortage_of_place

#: value of the dimension -> the parameters by name
Found = dict[str, dict[str, float]]

#: Digits kept of a parameter: far more than it is known to, and fewer than two machines may differ in.
DIGITS = 6


@dataclass(frozen=True)
class City:
    """What a model may read: the cells of one city and year, by neighbourhood."""

    code: str
    scope: Scope
    snapshot: Snapshot
    year: Period

    def counts(self, measure: str, dimension: str) -> Counts:
        return counts(self.scope, self.snapshot, measure, dimension, self.year)

    def hidden(self, measure: str) -> Hidden:
        """What is known of a hidden cell of the city itself."""
        return hidden_cell(self.snapshot, "city", self.code, self.year, measure)


def share(part: tuple[str, str], whole: tuple[str, str]) -> Callable[[City], Found]:
    """The prior of a share of households, Beta(a, b); each count is a dimension and its value."""

    def fit(city: City) -> Found:
        parts, wholes = (city.counts("households", dimension) for dimension, _ in (part, whole))
        areas = [(area, n) for (area, value), n in wholes.items() if value == whole[1] and isinstance(n, Estimate)]
        prior = fit_shares([(parts[area, part[1]], n) for area, n in areas if (area, part[1]) in parts])
        return {} if prior is None else {part[1]: {"a": prior.a, "b": prior.b}}

    return fit


def outcome(part: str, whole: str) -> Callable[[City], Found]:
    """The prior of a share of `outcome`, in households that asked (or offered)."""
    return share(("outcome", part), ("outcome", whole))


def gap(dimension: str) -> Callable[[City], Found]:
    """The prior of demand against supply of each category or theme, and the probability from which one is named.

    The latter is the same for all: those of all neighbourhoods and categories together that are named are chosen so
    that few of them are expected to be wrong.
    """

    def fit(city: City) -> Found:
        found, active = city.counts("households", dimension), city.counts("active_households", "total")
        whole = answer(city.scope, city.snapshot, "needs", Selection((), city.year, dimension))
        behind = city.hidden("households")
        places = {code: sides(found, active, code) for code in need_codes(found)}
        given = {
            code: (
                list(each.values()),
                Sides(_whole(whole, f"{code}:asked", behind), _whole(whole, f"{code}:offered", behind),
                      sum(place.exposure for place in each.values())),
            )
            for code, each in places.items() if each
        }  # fmt: skip
        priors = fit_gaps(given)
        sure = {
            f"{code} {area}": shortage_of_place(place, prior).probability
            for code, prior in priors.items()
            for area, place in places[code].items()
            if isinstance(place.asked, Estimate)
        }
        flag = min((math.floor(sure[name] * 1e4) / 1e4 for name in discoveries(sure)), default=1.0)
        return {code: {**asdict(prior), "flag": flag} for code, prior in priors.items()}

    return fit


def _whole(found: Answer, value: str, behind: Hidden) -> Published:
    """The city's own cell; a sum that leaves places out says no more than a hidden one."""
    known = estimate_of(found.row(value=value))
    return behind if known is None or known.partial else known


def reach(city: City) -> Found:
    """How many enrolled households the middle one of the neighbourhoods has for each home."""
    enrolled = answer(city.scope, city.snapshot, "enrolled_households", Selection((), city.year, "neighbourhood"))
    homes = {place.area_code: place.homes for place in neighbourhoods(city.scope, city.snapshot)}
    rates = [row.answer / n for row in enrolled.shown if row.answer and (n := homes.get(row.area_code))]
    return {"total": {"usual": median(rates)}} if len(rates) >= FEWEST_PLACES else {}


def mix(city: City) -> Found:
    """The prior of the exchange mix, in posts: Dirichlet, one alpha a type, around the mix of the whole city.

    each: how many posts of the type a household makes that makes any. What is published counts those that post or
    answer; where that is hidden the type is rare, and as the one with the fewest.
    """
    found = city.counts("exchanges", "exchange_type")
    types = [value.code for value in EXCHANGE_TYPES]
    areas = [area for area in city.scope.neighbourhoods if all((area, code) in found for code in types)]
    whole, active = (
        answer(city.scope, city.snapshot, of, Selection((), city.year, "exchange_type"))
        for of in ("exchanges", "active_households")
    )
    rates = {code: ratio(estimate_of(whole.row(value=code)), estimate_of(active.row(value=code))) for code in types}
    known = {code: posts_each(rate.value) for code, rate in rates.items() if rate and not rate.partial}
    each = {code: known.get(code, min(known.values(), default=1.0)) for code in types}
    behind = city.hidden("exchanges")
    together = [with_each(_whole(whole, code, behind), each[code]) for code in types]
    prior = fit_mixes([[with_each(found[area, code], each[code]) for code in types] for area in areas], together)
    if prior is None:
        return {}
    return {code: {"alpha": a, "each": each[code]} for code, a in zip(types, prior.alpha, strict=True)}


#: Every model by its code: what is fitted, a year and city at a time.
MODELS: Mapping[str, Callable[[City], Found]] = {
    "answered": outcome("answered", "asked"),
    "completed": outcome("completed", "asked"),
    "later": share(("reply_speed", "later"), ("outcome", "answered")),
    "gap": gap("need"),
    "gap_theme": gap("need_theme"),
    "reach": reach,
    "mix": mix,
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
    """One row a model, city, year (or last month), value (or place) and parameter."""
    rows = [
        (model, city, year.start, value, parameter, number)
        for city, scope in _cities(snapshot)
        for year in map(Period.parse, snapshot.manifest["periods"]["year"])
        for model, fit in MODELS.items()
        for value, parameters in fit(City(city, scope, snapshot, year)).items()
        for parameter, number in parameters.items()
    ]
    rows += [
        (model, city, on, place, parameter, number)
        for city, scope in _cities(snapshot)
        for model, place, on, parameter, number in months_fitted(scope, snapshot)
    ]
    rows = [(*row[:-1], float(f"{row[-1]:.{DIGITS}g}")) for row in rows]
    return pd.DataFrame(rows, columns=["model", "city_code", "period_on", "value", "parameter", "number"])


def _cities(snapshot: Snapshot) -> Iterator[tuple[str, Scope]]:
    rows = snapshot.query("cities")
    for city, group in groupby(rows, key=lambda row: row.city_code):
        yield city, Scope("", tuple(row.area_code for row in group))
