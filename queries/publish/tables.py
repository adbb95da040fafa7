"""What is counted for each dimension and kind of period: one list, read by the publisher and by the erasure tally.

True counts only, private side; it decides neither places nor noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import duckdb
import pandas as pd

from queries.dimensions import REST
from queries.model import Period, PeriodKind
from queries.publish import counts as counting
from queries.publish.behaviour import BEHAVIOURS, count_behaviour, declared_behaviour
from queries.publish.cells import Measure
from queries.publish.counts import KINDS, MATURITY, Coverage
from queries.publish.lattice import STATIC, Lattice

#: What a dimension cannot do without: a column or file of the bundle.
NEEDS = {
    "category": "exchanges.category",
    "theme": "exchanges.category",
    "direction": "exchanges.direction",
    "outcome": "exchanges.direction",
    "dwelling_type": "members.dwelling_type",
    "gender": "members.gender",
    "age_band": "members.birth_year",
    "campaign_step": "campaigns",
    "help_kind": "help_offers",
} | {code: behaviour.needs for code, behaviour in BEHAVIOURS.items()}

ACTIVITY = ("total", "exchange_type", "type_group", "category", "theme", "direction", *STATIC)
HOUSEHOLDS = (Measure("households", "households", "households"),)


@dataclass(frozen=True)
class Table:
    """True counts of one dimension and kind of period, for the periods and values that are declared.

    frame: unit, period_on, value and one column a count; measures: what is published of them.
    """

    dimension: str
    kind: PeriodKind
    periods: list[Period]
    values: list[str]
    measures: tuple[Measure, ...]
    frame: pd.DataFrame

    @property
    def counts(self) -> list[str]:
        return [name for name in self.frame.columns if name not in ("unit", "period_on", "value")]


def fed_dimensions(lattice: Lattice, coverage: Coverage) -> list[str]:
    """The dimensions of the lattice that the bundles can feed, in its order."""

    def is_fed(dimension: str) -> bool:
        needs = [NEEDS.get(part) for part in dimension.split(":")]
        return all(need is None or need in coverage.files or need in coverage.columns for need in needs)

    return [dimension for dimension in lattice.dimensions if is_fed(dimension)]


def tables_of(
    connection: duckdb.DuckDBPyConnection, dimension: str, lattice: Lattice, coverage: Coverage, years: set[int],
    key: bytes,
) -> Iterator[Table]:  # fmt: skip
    """Every table of one dimension for the periods that begin in these years; campaigns are counted apart.

    key: that of the noise, from which is drawn what needs draws to be counted.
    """
    for kind in (kind for kind in KINDS if kind in lattice.kinds(dimension)):
        if dimension in BEHAVIOURS:
            tables = _behaviour(connection, dimension, kind, coverage, key)
        elif dimension == "outcome":
            tables = _outcomes(connection, kind, coverage)
        elif dimension == "help_kind":
            tables = [_declarations(connection, kind, coverage)]
        else:
            tables = [_activity(connection, dimension, kind, lattice, coverage)]
        for table in tables:
            periods = [p for p in table.periods if p.start.year in years and p.start >= coverage.horizon]
            if periods and table.values:
                yield Table(table.dimension, kind, periods, table.values, table.measures, table.frame)


def _activity(
    connection: duckdb.DuckDBPyConnection, dimension: str, kind: PeriodKind, lattice: Lattice, coverage: Coverage
) -> Table:
    """Active households and their posts; where published, the households enrolled and their members as well."""
    first, _, second = dimension.partition(":")
    values = counting.declared_values(connection, first)
    if second:
        values = [f"{a}:{b}" for a in values for b in counting.declared_values(connection, second)]
    frame = counting.count_activity(connection, first, kind, lattice.clip(kind), second or "total")
    measures = [
        Measure("active_households", "households", "households"),
        Measure("exchanges", "posts", "posters", lattice.clip(kind)),
    ]
    periods = coverage.periods(kind)
    told = lattice.measures(dimension, {"residence_group", "portfolio", "neighbourhood", "group", "city"})
    if kind in told.get("enrolled_households", set()) | told.get("members", set()):
        enrolled = counting.count_enrolled(connection, dimension, periods, lattice.clip_members, coverage.last)
        enrolled = enrolled.rename(columns={"households": "enrolled"})
        frame = frame.merge(enrolled, on=["unit", "period_on", "value"], how="outer").fillna(0)
        measures += [
            Measure("enrolled_households", "enrolled", "enrolled"),
            Measure("members", "members", "enrolled", lattice.clip_members),
        ]
    if rest := _rest(connection, dimension, lattice):
        tail = counting.count_activity(connection, dimension, kind, lattice.clip(kind), "total", rest)
        frame, values = pd.concat([frame, tail], ignore_index=True), [*values, REST.code]
    return Table(dimension, kind, periods, values, tuple(measures), frame)


def _rest(connection: duckdb.DuckDBPyConnection, dimension: str, lattice: Lattice) -> list[str]:
    """The fixed list of tail values that make up "the rest": of one value it would be that value's own cell."""
    first = lattice.raw["rest"].get(dimension)
    tail = counting.declared_values(connection, dimension)[first:] if first else []
    return tail if len(tail) > 1 else []


def _outcomes(connection: duckdb.DuckDBPyConnection, kind: PeriodKind, coverage: Coverage) -> list[Table]:
    """Who asked or offered as soon as a period has ended; what came of it once 28 more days are covered."""
    frame = counting.count_outcomes(connection, kind)
    fed = {"answered", "taken_up"} if "responses" in coverage.files else set()
    fed |= {"completed", "given"} if "responses.completed_at" in coverage.columns else set()
    at_once = [value for value in counting.OUTCOMES if value not in counting.IMMATURE_AT_FIRST]
    later = [value for value in counting.OUTCOMES if value in fed]
    return [
        Table("outcome", kind, coverage.periods(kind, after), values, HOUSEHOLDS, frame)
        for values, after in ((at_once, timedelta(0)), (later, MATURITY))
    ]


def _declarations(connection: duckdb.DuckDBPyConnection, kind: PeriodKind, coverage: Coverage) -> Table:
    """Who has declared to be willing to help, by kind of help: a state, told like enrolment once a period has ended."""
    periods = coverage.periods(kind)
    values = counting.declared_values(connection, "help_kind")
    return Table("help_kind", kind, periods, values, HOUSEHOLDS, counting.count_willing(connection, periods))


def _behaviour(
    connection: duckdb.DuckDBPyConnection, dimension: str, kind: PeriodKind, coverage: Coverage, key: bytes
) -> list[Table]:
    """Distinct households by what they did, each value once it is known for good."""
    behaviour = BEHAVIOURS[dimension]
    frame = count_behaviour(connection, dimension, kind, key)
    known_from = max(coverage.first.replace(day=1), coverage.horizon)

    def is_covered(period: Period) -> bool:
        return not behaviour.looks_back or period.year_before().start >= known_from

    waits: dict[timedelta, list[str]] = {}
    for value in declared_behaviour(connection, dimension):
        if behaviour.is_fed(value, coverage.files | coverage.columns):
            waits.setdefault(behaviour.matures_after(value), []).append(value)
    return [
        Table(
            dimension, kind, [p for p in coverage.periods(kind, after)[behaviour.skips :] if is_covered(p)], values,
            HOUSEHOLDS, frame,
        )
        for after, values in waits.items()
    ]  # fmt: skip
