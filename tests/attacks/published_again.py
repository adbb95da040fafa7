"""A slow second writing of the exit of the publisher: every cell of a snapshot, computed again from true counts.

It shares with the product what is counted (`tables_of`, `count_campaigns`) and which year was frozen, and nothing of
how a count is placed, labelled, hidden or given noise.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import duckdb
import pandas as pd

from queries.folders import Folders
from queries.model import Period
from queries.publish import campaign_cells as campaigns
from queries.publish import counts as counting
from queries.publish.cells import MEASURES
from queries.publish.freezing import read_small_values
from queries.publish.lattice import Lattice, load_lattice
from queries.publish.places import LEVELS
from queries.publish.tables import fed_dimensions, tables_of
from queries.publish.tally import read_tally
from queries.snapshot import Snapshot

#: level, area, kind of period, its code or first day, dimension, value, measure.
Name = tuple[str, str, str, str, str, str, str]

_ORDER = {level: number for number, level in enumerate(LEVELS)}


@dataclass(frozen=True)
class Known:
    """What the publisher knew of one cell, and the value that follows from it; None is hidden.

    s: its noise; clip: how often a household counts; households: the base that decides whether it is shown.
    """

    count: int
    households: int
    s: float
    clip: int
    value: float | None


def shown_values(snapshot: Snapshot) -> dict[Name, float | None]:
    """Every measure of every row of the snapshot."""
    rows, columns = snapshot.select("SELECT * FROM cells", {})
    found: dict[Name, float | None] = {}
    for row in rows:
        cell = dict(zip(columns, row, strict=True))
        key = (cell["level"], cell["area_code"], cell["period_kind"], cell["period_on"].isoformat())
        for measure in MEASURES:
            found[*key, cell["dimension"], cell["value"], measure] = cell[measure]
    return found


def published_again(folders: Folders) -> dict[Name, Known]:
    """Every declared cell of a deployment without erased members or revisions, by the specification alone."""
    assert read_tally(folders).empty, "counts of erased members are not looked at here"
    connection = counting.open_mart(folders.mart)
    try:
        return dict(_cells(connection, folders))
    finally:
        connection.close()


def _cells(connection: duckdb.DuckDBPyConnection, folders: Folders) -> Iterator[tuple[Name, Known]]:
    key = bytes.fromhex((folders.keys / "noise.key").read_text().strip())
    lattice, coverage = load_lattice(), counting.read_coverage(connection)
    counting.set_small_values(connection, read_small_values(folders.lattices))
    years = {int(path.stem): json.loads(path.read_text()) for path in folders.lattices.glob("*.json")}
    same, standing_for = _same(connection, lattice), _extents(connection)
    for dimension in fed_dimensions(lattice, coverage):
        if dimension in campaigns.DIMENSIONS:
            yield from _campaigns(connection, dimension, years, coverage, key)
            continue
        for table in tables_of(connection, dimension, lattice, coverage, set(years), key):
            true = defaultdict(int)
            for row in table.frame.to_dict("records"):
                day = pd.Timestamp(row["period_on"]).date().isoformat()
                for name in table.counts:
                    true[row["unit"], day, row["value"], name] += int(row[name])
            units = {unit for unit, *_ in true}
            for period in table.periods:
                for label, decided in _decided(years[period.start.year]).items():
                    level, _, code = label.partition(":")
                    levels = {level} | (standing_for.get(frozenset(decided["neighbourhoods"]), set()) if level in LEVELS
                                        else set())  # fmt: skip
                    told = lattice.measures(dimension, levels)
                    if table.kind not in decided["kinds"] or dimension.split(":")[0] in decided.get("whole", ()):
                        continue
                    inside = [unit for unit in units if _is_inside(unit, decided)]
                    merged = decided["merged"].get(dimension.split(":")[0], ())
                    for value in table.values:
                        sources = _sources(value, table.values, merged)
                        for measure in table.measures:
                            if table.kind not in told.get(measure.name, ()):
                                continue
                            if value in lattice.raw["city_only"].get(dimension, ()) and not levels & {
                                "city",
                                "everything",
                            }:
                                continue
                            day = period.start.isoformat()
                            count, households = (
                                sum(true[unit, day, source, name] for unit in inside for source in sources)
                                for name in (measure.count, measure.base)
                            )
                            s = decided["s_total" if dimension == "total" else "s_breakdown"]
                            name = (level, code, table.kind, day, dimension, value, measure.name)
                            text = _label(name, same, period)
                            yield name, _known(count, households, s, measure.clip, text, measure.name, key)


def _extents(connection: duckdb.DuckDBPyConnection) -> dict[frozenset[str], set[str]]:
    """Neighbourhoods -> the levels of the places that are made of exactly these."""
    rows = connection.execute(counting.sql("neighbourhoods")).df()
    found: dict[frozenset[str], set[str]] = {frozenset(rows.neighbourhood_code): {"everything"}}
    for level, column in (("neighbourhood", "neighbourhood_code"), ("group", "group_code"), ("city", "city_code")):
        for _, own in rows.groupby(column):
            found.setdefault(frozenset(own.neighbourhood_code), set()).add(level)
    return found


def _decided(year: dict[str, Any]) -> dict[str, Any]:
    return {label: found for part in (*year["cities"].values(), year["everything"], year["residences"])
            for label, found in part.items()}  # fmt: skip


def _is_inside(unit: str, decided: dict[str, Any]) -> bool:
    return unit in decided["units"] if "units" in decided else unit.split("/")[0] in decided["neighbourhoods"]


def _sources(value: str, values: list[str], merged: list[str]) -> list[str]:
    """The counted values that a published value of a place stands for; of a pair, by its first part."""
    first, colon, second = value.partition(":")
    if first in merged:
        return []
    return [value, *(v + colon + second for v in merged if v + colon + second in values)] if first == "merged" else [
        value
    ]  # fmt: skip


def _same(connection: duckdb.DuckDBPyConnection, lattice: Lattice) -> dict[str, str]:
    """Names of the same households: those of the lattice, and themes of one category, read from the mart itself."""
    found = dict(lattice.raw["same"])
    themes = connection.execute("SELECT theme, list(category) FROM mart.category GROUP BY theme").fetchall()
    for theme, inside in [*themes, ("other", ["other"])]:
        names = [name for name in inside if name != "other"] if theme != "other" else inside
        if len(names) == 1:
            found[f"theme:{theme}"] = f"category:{names[0]}"
            found |= {f"need_theme:{theme}:{side}": f"need:{names[0]}:{side}" for side in ("asked", "offered")}
    return found


def _label(name: Name, same: dict[str, str], period: Period) -> tuple[str, str]:
    """What the permanent and the epoch part are keyed on."""
    level, code, _, _, dimension, value, measure = name
    if standing := same.get(f"{dimension}:{value}"):
        dimension, _, value = standing.partition(":")
        if dimension in ("exchange_type", "category", "theme", "direction") and measure == "households":
            measure = "active_households"
    place = f"{level}:{code}|{dimension}|{value}"
    return f"P|{place}|{measure}", f"F|{place}|{period.code}|{measure}|0"


def _campaigns(
    connection: duckdb.DuckDBPyConnection,
    dimension: str,
    years: dict[int, Any],
    coverage: counting.Coverage,
    key: bytes,
) -> Iterator[tuple[Name, Known]]:
    """Places wholly inside the zone, and the part of a city in it; the permanent part does not know the campaign.

    Of two places with the same part of the zone, the coarser shows the cells of the finer.
    """
    true = campaigns.count_campaigns(connection, dimension)
    homes = true.unit.str.split("/").str[0]
    for campaign in campaigns.campaigns_of(connection, coverage, set(years)):
        if not campaigns.is_over(campaign, coverage):
            continue
        decided = _decided(years[campaign.starts_on.year])
        zone = {code for code in campaign.neighbourhood_codes if f"neighbourhood:{code}" in decided}
        first: dict[frozenset[str], str] = {}
        whole: list[frozenset[str]] = []
        for level, code in sorted((tuple(label.split(":", 1)) for label in decided), key=lambda p: _ORDER.get(p[0], 9)):
            place = decided[f"{level}:{code}"]
            inside = frozenset(zone & set(place["neighbourhoods"]))
            is_whole = inside == set(place["neighbourhoods"])
            if level not in LEVELS or not inside or (level == "group" and not is_whole):
                continue
            shared = first.setdefault(inside, f"{level}:{code}")
            finer = [part for part in whole if part < inside]
            few = sum(not any(part < other for other in finer) for part in finer) in (1, 2)
            s = max(decided[shared]["s_breakdown"], 3.0 if few else 0.0)
            whole += [inside] if is_whole else []
            for ending in campaigns.declared_endings(connection, dimension, coverage):
                said = ending.split(":")[-1]
                of_cities = dimension in ("campaign_offer_time", "campaign_standing") or (dimension, said) in (
                    ("campaign_item", "no"), ("campaign_item", "matched"), ("campaign_step", "opened"),
                    ("campaign_step", "completed"),
                )  # fmt: skip
                if of_cities and {level, shared.split(":")[0]} & {"neighbourhood", "group"}:
                    continue
                value = f"{campaign.campaign_code}:{ending}"
                count = int(true[(true.value == value) & homes.isin(inside)].households.sum())
                text = f"{shared}|{dimension}|{ending}"
                told_as = f"{campaign.campaign_code}/{campaign.starts_on.isoformat()}"
                parts = f"P|{text}|households", f"F|{text}|{told_as}|households|0"
                name = (level, code, "campaign", campaign.starts_on.isoformat(), dimension, value, "households")
                yield name, _known(count, count, s, 1, parts, "households", key)


def _known(
    count: int, households: int, s: float, clip: int, text: tuple[str, str], measure: str, key: bytes
) -> Known:  # fmt: skip
    uniforms = [_uniform(key, part) for part in text]
    noisy = households + sum(_gaussian(u, s) for u in uniforms)
    if households < 11 or noisy < math.ceil(11 + 2 * math.sqrt(2) * s):
        return Known(count, households, s, clip, None)
    value = max(0, count + sum(_gaussian(u, clip * s) for u in uniforms))
    return Known(count, households, s, clip, round(value / 10) * 10 if measure == "enrolled_households" else value)


def _uniform(key: bytes, text: str) -> float:
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return (int.from_bytes(digest, "big") >> 203) / 2**53


@cache
def _cumulative(s: float) -> list[float]:
    reach = math.ceil(12 * s)
    weights = [math.exp(-(z**2) / (2 * s * s)) for z in range(-reach, reach + 1)]
    whole = math.fsum(weights)
    return list(accumulate(weight / whole for weight in weights))


def _gaussian(u: float, s: float) -> int:
    cumulative = _cumulative(s)
    return min(bisect_right(cumulative, u), len(cumulative) - 1) - math.ceil(12 * s)
