"""A snapshot of thousands of neighbourhoods and five years, made of the demonstration's own cells, for measurements.

Neighbourhoods and groups are copied under other codes, and all cells once more three years earlier; the city keeps its
own. Numbers are as plausible as the demonstration's, sums over places are not: it is for timing alone.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import geopandas
import pandas as pd

from queries import Period
from queries.folders import Folders
from queries.publish.write import publish_folder
from queries.snapshot import Snapshot, open_current

#: How far the copies in time lie back: months, and weeks that begin on a Monday.
BACK, WEEKS_BACK = 36, 156
MONTHS = 60

_FINE = "('neighbourhood', 'group')"
#: The tables that hold places: their columns of codes, and which rows are copied.
_COPIED = {
    "areas": (("area_code", "group_code", "cells_code", "name"), f"level IN {_FINE}"),
    "extents": (("area_code", "neighbourhood_code"), f"level IN {_FINE}"),
    "cells": (("area_code",), f"level IN {_FINE}"),
    "noise": (("area_code",), f"level IN {_FINE}"),
    "merges": (("area_code",), f"level IN {_FINE}"),
    "census": (("neighbourhood_code",), "TRUE"),
    "fits": (("value",), "value LIKE 'neighbourhood:%' OR value LIKE 'group:%'"),
}


def enlarge(folders: Folders, neighbourhoods: int) -> Snapshot:
    """Publish, in a copy of the demonstration's folder, a snapshot of at least so many neighbourhoods and 60 months."""
    small = open_current(folders)
    assert small is not None
    staged = folders.published / ".staging-large"
    shutil.copytree(small.folder, staged)
    (staged / "manifest.json").unlink()
    own = small.connection.execute("SELECT count(*) FROM areas WHERE level = 'neighbourhood'").fetchone()
    assert own is not None
    copies = -(-neighbourhoods // own[0])
    with duckdb.connect(staged / "cells.duckdb") as connection:
        last = connection.execute("SELECT max(period_on) FROM cells WHERE period_kind = 'month'").fetchone()
        _more_years(connection)
        _more_places(connection, copies)
        assert last is not None
        first = Period(last[0], "month").shift(1 - MONTHS)
        connection.execute("DELETE FROM cells WHERE period_on < $first", {"first": first.start})
    _more_shapes(staged / "neighbourhoods.geojson", copies)
    content = {**small.manifest, "periods": _longer(small.manifest["periods"], first),
               "matured": _longer(small.manifest["matured"], first), "whole": _longer(small.manifest["whole"], first),
               "covers_from": first.code}  # fmt: skip
    content["weeks"] = _earlier(small.manifest["weeks"], WEEKS_BACK, first)
    publish_folder(folders, staged, f"{small.id}-large", content)
    large = open_current(folders)
    assert large is not None
    return large


def _more_years(connection: duckdb.DuckDBPyConnection) -> None:
    days = timedelta(weeks=WEEKS_BACK).days
    connection.execute(f"""INSERT INTO cells SELECT * REPLACE (CAST(CASE period_kind WHEN 'week'
        THEN period_on - INTERVAL {days} DAY ELSE period_on - INTERVAL {BACK} MONTH END AS DATE) AS period_on)
        FROM cells WHERE period_kind <> 'campaign'""")
    connection.execute(f"""INSERT INTO fits SELECT * REPLACE (
        CAST(period_on - INTERVAL {BACK} MONTH AS DATE) AS period_on) FROM fits""")
    for table in ("noise", "merges"):
        connection.execute(f"""INSERT INTO {table} SELECT * REPLACE (year - {BACK // 12} AS year) FROM {table}
            WHERE year - {BACK // 12} < (SELECT min(year) FROM {table})""")


def _more_places(connection: duckdb.DuckDBPyConnection, copies: int) -> None:
    for table, (columns, which) in _COPIED.items():
        renamed = ", ".join(f"{column} || '~' || copy AS {column}" for column in columns)
        connection.execute(f"""INSERT INTO {table} SELECT given.* REPLACE ({renamed})
            FROM (SELECT * FROM {table} WHERE {which}) AS given, range(1, {copies}) AS numbers(copy)""")
    connection.execute(f"""INSERT INTO extents SELECT level, area_code, neighbourhood_code || '~' || copy
        FROM (SELECT * FROM extents WHERE level IN ('city', 'everything')) AS given,
        range(1, {copies}) AS numbers(copy)""")


def _more_shapes(path: Path, copies: int) -> None:
    """The shapes of the copies lie east of each other."""
    given = geopandas.read_file(path)
    moved = [
        given.assign(geometry=given.translate(0.7 * copy), neighbourhood_code=given.neighbourhood_code + f"~{copy}",
                     group_code=given.group_code + f"~{copy}")
        for copy in range(1, copies)
    ]  # fmt: skip
    path.write_text(pd.concat([given, *moved], ignore_index=True).to_json(), encoding="utf-8")


def _longer(periods: dict[str, list[str]], first: Period) -> dict[str, list[str]]:
    steps = {"month": BACK, "quarter": BACK // 3, "year": BACK // 12, "week": WEEKS_BACK}
    return {kind: _earlier(codes, steps[kind], first) for kind, codes in periods.items()}


def _earlier(codes: list[str], back: int, first: Period) -> list[str]:
    """The periods, and those as many steps before them, that do not begin before the first month."""
    found = {Period.parse(code) for code in codes}
    earlier = {period.shift(-back) for period in found}
    return [period.code for period in sorted(found | earlier) if period.start >= first.start]
