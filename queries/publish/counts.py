"""True counts from the mart, in SQL, as arrays over units x periods x declared values. Private side only.

What leaves this module still is exact and must go through `protect` before it is written anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from queries.dimensions import DIMENSIONS, EXCHANGE_TYPES, OTHER
from queries.model import Period, PeriodKind, Refusal

KINDS: tuple[PeriodKind, ...] = ("week", "month", "quarter", "year")

#: Days after a period within which an answer or a completion still belongs to it.
MATURITY = timedelta(days=28)

OUTCOMES = ("asked", "answered", "completed", "offered", "taken_up", "given")
IMMATURE_AT_FIRST = frozenset({"answered", "completed", "taken_up", "given"})


@dataclass(frozen=True)
class Coverage:
    """What the bundles hold: the first day with activity, the last complete day, their files and optional columns.

    Rows before `horizon` were removed by retention: periods that began before it are never counted again.
    """

    first: date
    last: date
    files: frozenset[str]
    columns: frozenset[str]
    simulated: bool
    horizon: date = date.min

    def periods(self, kind: PeriodKind, after: timedelta = timedelta(0)) -> list[Period]:
        """The periods that hold the first day or a later one, and ended at least `after` before the last.

        Weeks begin in the first day's year, so that every week lies in a year of the lattice.
        """
        period = Period(self.first, kind).containing(kind)
        if period.start.year < self.first.year:
            period = period.shift(1)
        found = []
        while period.end - timedelta(days=1) + after <= self.last:
            found.append(period)
            period = period.shift(1)
        return found


def sql(name: str) -> str:
    return files("queries.publish").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def open_mart(mart: Path, memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """A working connection with the mart attached read-only as `mart`, and `people` and `activity` made from it."""
    if not mart.exists():
        raise Refusal("There is nothing to publish yet: run `quartier import BUNDLE` first.")
    connection = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(mart.parent / "spill")})
    connection.execute("ATTACH $mart AS mart (READ_ONLY)", {"mart": str(mart)})
    types = pd.DataFrame([(v.code, v.parent) for v in EXCHANGE_TYPES], columns=["exchange_type", "type_group"])
    connection.register("types", types)
    connection.execute("CREATE TEMP TABLE type_groups AS SELECT * FROM types")
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    residences = "residences" if "residence" in tables else "no_residences"
    local_places = "local_places" if "place" in tables else "no_local_places"
    census = "census" if "census" in tables else "no_census"
    needs = "campaign_needs" if "campaign_need" in tables else "no_campaign_needs"
    columns = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = 'neighbourhood'"
    ).fetchall()
    comparison = "comparison_places" if ("comparison_place",) in columns else "no_comparison_places"
    for name in ("macros", "cities", residences, local_places, census, needs, comparison, "people", "activity"):
        connection.execute(sql(name))
    set_small_values(connection, [])
    return connection


def set_small_values(connection: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, int, str]]) -> None:
    """Values merged before counting, for a city as a whole: (dimension, city_code, year, value)."""
    merged = pd.DataFrame(rows, columns=["dimension", "city_code", "year", "value"])
    connection.register("merged_rows", merged)
    connection.execute(sql("small_values"))


def read_coverage(
    connection: duckdb.DuckDBPyConnection, known_since: date = date.max, horizon: date = date.min
) -> Coverage:
    """What may be published: the first day with activity to the earliest last complete day of the sources.

    known_since: the first day of what was published before, whose rows retention may have removed since.
    """
    bundles = connection.execute(sql("sources")).fetchall()
    days = connection.execute("SELECT min(posted_on), max(posted_on) FROM mart.exchange").fetchall()[0]
    if not bundles or days[0] is None:
        raise Refusal("The imported bundles hold no exchange, so there is nothing to publish.")
    return Coverage(
        min(days[0], known_since),
        min(row[0] or days[1] for row in bundles),
        frozenset(name for row in bundles for name in row[2]),
        frozenset(name for row in bundles for name in row[3] or []),
        any(row[1] for row in bundles),
        horizon,
    )


def refuse_shared_codes(connection: duckdb.DuckDBPyConnection) -> None:
    """Campaigns and projects are told apart by code alone once published, so two sources must not share one."""
    for what, code, sources in connection.execute(sql("shared_codes")).fetchall():
        raise Refusal(f"The {what} “{code}” is in {sources}: rename it in one of them and import that again.")


def declared_values(connection: duckdb.DuckDBPyConnection, dimension: str) -> list[str]:
    """The codes that a dimension declares, in order; categories and themes are those of the bundles' catalogue."""
    if dimension in ("category", "theme"):
        column = [row[0] for row in connection.execute(sql(f"declared_{dimension}")).fetchall()]
        return [*[code for code in column if code != OTHER.code], OTHER.code]
    return [value.code for value in DIMENSIONS[dimension].values] or [*OUTCOMES]


@dataclass(frozen=True)
class Grid:
    """Counts over units x periods x values, each an integer array of that shape, by name of the count."""

    periods: list[Period]
    values: list[str]
    counts: dict[str, np.ndarray]


def to_grid(frame: pd.DataFrame, units: list[str], periods: list[Period], values: list[str], names: list[str]) -> Grid:
    """Lay a long frame (unit, period_on, value, counts) out over every declared row, zeros included; rows add up."""
    rows = pd.Index(units).get_indexer(pd.Index(frame.unit))
    starts = pd.DatetimeIndex([p.start for p in periods]) if periods else pd.DatetimeIndex([])
    columns = starts.get_indexer(pd.DatetimeIndex(pd.to_datetime(frame.period_on)))
    depth = pd.Index(values).get_indexer(pd.Index(frame["value"]))
    inside = (rows >= 0) & (columns >= 0) & (depth >= 0)
    counts = {}
    for name in names:
        array = np.zeros((len(units), len(periods), len(values)), dtype=np.int64)
        np.add.at(
            array, (rows[inside], columns[inside], depth[inside]), frame[name].to_numpy()[inside].astype(np.int64)
        )
        counts[name] = array
    return Grid(periods, values, counts)


def count_activity(
    connection: duckdb.DuckDBPyConnection, dimension: str, kind: PeriodKind, clip: int, second: str = "total",
    rest: list[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Households, posters and clipped posts by unit, period and value: see sql/counts.sql.

    second: another dimension to cross with; rest: count these values together instead, as "the rest".
    """
    parameters = {
        "dimension": dimension, "column": f"^{dimension}$", "second": f"^{second}$", "period_kind": kind, "clip": clip,
        "rest": rest or [],
    }  # fmt: skip
    return connection.execute(sql("counts"), parameters).df()


def count_outcomes(connection: duckdb.DuckDBPyConnection, kind: PeriodKind) -> pd.DataFrame:
    """Distinct households by outcome, long form: unit, period_on, value, households."""
    wide = connection.execute(sql("outcomes"), {"period_kind": kind}).df()
    return wide.melt(id_vars=["unit", "period_on"], var_name="value", value_name="households")


def count_enrolled(
    connection: duckdb.DuckDBPyConnection, dimension: str, periods: list[Period], clip: int, until: date
) -> pd.DataFrame:
    """Households (and clipped members) enrolled at some day of each period, as far as the bundles cover it."""
    parameters: dict[str, Any] = {
        "dimension": dimension,
        "column": f"^{dimension}$",
        "clip": clip,
        "starts": [p.start for p in periods],
        "ends": [min(p.end, until + timedelta(days=1)) for p in periods],
    }
    return connection.execute(sql("enrolled"), parameters).df()


def count_willing(connection: duckdb.DuckDBPyConnection, periods: list[Period]) -> pd.DataFrame:
    """Distinct households willing to help at the end of each period, long form: unit, period_on, value, households."""
    bounds = {"starts": [p.start for p in periods], "ends": [p.end for p in periods]}
    return connection.execute(sql("willing"), bounds).df()
