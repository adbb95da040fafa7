"""What a snapshot's folder holds: cells.duckdb, the place layers as GeoJSON, and the content of its manifest.

Private side, the last step: it reads public facts from the mart (places, campaigns, projects) and protected cells.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import geopandas
import pandas as pd
from shapely import from_wkb

from queries.dimensions import DIMENSIONS, NEED_OUTCOMES, NEED_SIDES, OTHER, REST, THEMES, Value
from queries.publish import counts as counting
from queries.publish.cells import KEY, MEASURES, Setting
from queries.publish.counts import MATURITY, Coverage
from queries.publish.freezing import CALENDAR
from queries.publish.lattice import Lattice
from queries.publish.places import LEVELS, PORTFOLIO, RESIDENCE_GROUP, Place
from queries.publish.points import ground, local_points, residence_points, with_shapes, within_metres
from queries.publish.protect import threshold

#: Version of the input contract and of the snapshot's tables.
CONTRACT, FORMAT = 1, 7

#: Metres within which a campaign may be felt next door.
NEAR = 1_000.0


def write_files(
    connection: duckdb.DuckDBPyConnection, staged: Path, cells: pd.DataFrame, setting: Setting, coverage: Coverage,
    lattices: Collection[Lattice], dimensions: list[str], now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Write the snapshot's files into `staged`; returns the manifest's content (without the files' sha256)."""
    first = coverage.first.replace(day=1)
    campaigns = connection.execute(counting.sql("campaigns")).df()
    projects = connection.execute("SELECT * FROM mart.project ORDER BY project_code").df()
    stages = connection.execute("SELECT * FROM mart.project_stage ORDER BY project_code, starts_on").df()
    residences = connection.execute("SELECT * FROM residences").df()
    frames = {
        "areas_frame": _areas(setting, residences),
        "extents_frame": pd.DataFrame(
            [(p.level, p.code, code) for p in setting.places.all for code in sorted(p.neighbourhoods)],
            columns=["level", "area_code", "neighbourhood_code"],
        ),
        "noise_frame": pd.DataFrame(
            [(year, *label.split(":", 1), place.s_total, place.s_breakdown, place.k,
              int(threshold(place.k, place.s_total)), int(threshold(place.k, place.s_breakdown)))
             for year, frozen in setting.years.items() for label, place in frozen.items()],
            columns=["year", "level", "area_code", "s_total", "s_breakdown", "k", "threshold_total",
                     "threshold_breakdown"],
        ),
        "merges_frame": pd.DataFrame(
            [(year, *label.split(":", 1), dimension, value)
             for year, frozen in setting.years.items() for label, place in frozen.items()
             for dimension, values in place.merged.items() for value in values],
            columns=["year", "level", "area_code", "dimension", "value"],
        ),
        "declared_frame": _declared(connection, dimensions),
        "kinds_frame": connection.execute("SELECT category, kind FROM mart.category").df(),
        "campaigns_frame": campaigns,
        "near_frame": within_metres(setting.places.table, NEAR),
        "ground_frame": ground(setting.places.table),
        "comparison_places_frame": connection.execute("SELECT * FROM comparison_places").df(),
        "campaign_needs_frame": connection.execute("SELECT * FROM campaign_needs").df(),
        "projects_frame": with_shapes(projects),
        "local_places_frame": local_points(connection.execute("SELECT * FROM local_places").df()),
        "residence_points_frame": residence_points(residences),
        "census_frame": connection.execute("SELECT * FROM census").df().astype({"persons": "Int32"}),
        "stages_frame": stages,
        "cells_frame": cells,
    }  # fmt: skip
    for name, frame in frames.items():
        connection.register(name, frame)
    connection.execute("ATTACH $path AS snapshot", {"path": str(staged / "cells.duckdb")})
    connection.execute(counting.sql("snapshot"))
    connection.execute("DETACH snapshot")
    _write_places(staged, setting)
    return {
        "published_at": now.isoformat(timespec="seconds"),
        "contract": CONTRACT,
        "format": FORMAT,
        "lattice": setting.lattice.version,
        "k": min(
            (place.k for frozen in setting.years.values() for place in frozen.values()), default=setting.lattice.k
        ),
        "clip": setting.lattice.raw["clip"],
        "clip_members": setting.lattice.clip_members,
        "covers_from": coverage.first.isoformat()[:7],
        "covers_until": coverage.last.isoformat(),
        "simulated": coverage.simulated,
        "bundle_files": sorted(coverage.files),
        "bundle_columns": sorted(coverage.columns),
        "dimensions": dimensions,
        "periods": {kind: [p.code for p in coverage.periods(kind)] for kind in CALENDAR},
        "whole": {kind: [p.code for p in coverage.periods(kind) if p.start >= first] for kind in CALENDAR},
        "matured": {kind: [p.code for p in coverage.periods(kind, MATURITY)] for kind in CALENDAR},
        "told": {dimension: _told(lattices, dimension) for dimension in dimensions},
        "weeks": [p.code for p in coverage.periods("week")],
        "cells": len(cells),
        "content_sha256": _content_hash(cells),
    }


def _told(lattices: Collection[Lattice], dimension: str) -> dict[str, dict[str, list[str]]]:
    """Level -> measure -> kinds of period: what the lattice of any year publishes of a dimension, shown or hidden."""
    found: dict[str, dict[str, list[str]]] = {level: {} for level in (*LEVELS, RESIDENCE_GROUP, PORTFOLIO)}
    for lattice, level in product(lattices, found):
        for measure, kinds in lattice.measures(dimension, {level}).items():
            found[level][measure] = sorted(kinds.union(found[level].get(measure, ())))
    return found


def _content_hash(cells: pd.DataFrame) -> str:
    """sha256 of the published cells, whatever file they are written to: equal for equal numbers."""
    ordered = cells.assign(period_on=cells.period_on.dt.strftime("%Y-%m-%d")).sort_values(KEY).reset_index(drop=True)
    rows = pd.util.hash_pandas_object(ordered[[*KEY, *MEASURES, "s"]], index=False).to_numpy()
    return hashlib.sha256(rows.tobytes()).hexdigest()


def _sum(numbers: pd.Series) -> int | None:
    return int(numbers.sum()) if len(numbers) and numbers.notna().all() else None


def _dwellings(residences: pd.DataFrame, place: Place) -> pd.Series:
    """The dwellings of a landlord's residences in a place, one number a residence."""
    own = (residences.landlord == place.landlord) & residences.neighbourhood_code.isin(place.neighbourhoods)
    return residences.dwellings[own]


def _areas(setting: Setting, residences: pd.DataFrame) -> pd.DataFrame:
    facts = setting.places.table
    row = {code: at for at, code in enumerate(facts.neighbourhood_code)}
    rows = []
    for place in setting.places.all:
        inside = facts.iloc[sorted(row[code] for code in place.neighbourhoods)]
        cities = setting.places.cities_of(place)
        rows.append({
            "level": place.level,
            "area_code": place.code,
            "name": place.name,
            "city_code": cities.pop() if len(cities) == 1 else None,
            "group_code": inside.group_code.iloc[0] if place.level in ("neighbourhood", "group") else None,
            "homes": _sum(_dwellings(residences, place) if place.landlord else inside.homes),
            "population": None if place.landlord else _sum(inside.population),
            "landlord": place.landlord,
            "cells_level": place.cells_level,
            "cells_code": place.cells_code,
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame.astype({"homes": "Int64", "population": "Int64"})


def _declared(connection: duckdb.DuckDBPyConnection, dimensions: list[str]) -> pd.DataFrame:
    """Every declared value with its labels, in order; catalogue labels are the bundle's own."""
    known = {dimension: _labelled(connection, dimension) for dimension in DIMENSIONS}
    rows: list[tuple[str, str, int, str, str, str]] = []
    for dimension in dimensions:
        first, _, second = dimension.partition(":")
        values = known[first]
        if second:
            values = [
                (f"{a}:{b}", f"{en}: {en_b}", f"{fr} : {fr_b}", "")
                for a, en, fr, _ in values for b, en_b, fr_b, _ in known[second]
            ]  # fmt: skip
        unique = list({value[0]: value for value in values}.values())
        rows += [(dimension, code, i, en, fr, parent) for i, (code, en, fr, parent) in enumerate(unique)]
    return pd.DataFrame(rows, columns=["dimension", "value", "position", "label_en", "label_fr", "parent"])


#: Dimensions of needs: the catalogue dimension that they speak of, and what follows its code.
_NEEDS = {
    "need": ("category", NEED_SIDES),
    "need_theme": ("theme", NEED_SIDES),
    "need_outcome": ("theme", NEED_OUTCOMES),
}


def _labelled(connection: duckdb.DuckDBPyConnection, dimension: str) -> list[tuple[str, str, str, str]]:
    """(code, English, French, coarser value) of each declared value; none of campaigns, which are named by codes."""
    if dimension == "category":
        values = connection.execute(counting.sql("labelled_categories")).fetchall()
        return [*values, _row(OTHER), _row(REST)]
    if dimension == "theme":
        known = {value.code: value.label for value in THEMES}
        codes = counting.declared_values(connection, "theme")
        labels = [known.get(code, dict.fromkeys(("en", "fr"), code.replace("_", " ").capitalize())) for code in codes]
        return [(code, label["en"], label["fr"], "") for code, label in zip(codes, labels, strict=True)]
    if dimension in _NEEDS:
        of, acts = _NEEDS[dimension]
        return [
            (f"{code}:{act.code}", f"{en}: {_lower(act.label['en'])}", f"{fr} : {_lower(act.label['fr'])}", "")
            for code, en, fr, _ in _labelled(connection, of) if code != REST.code for act in acts
        ]  # fmt: skip
    return [_row(value) for value in DIMENSIONS[dimension].values]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _row(value: Value) -> tuple[str, str, str, str]:
    return value.code, value.label["en"], value.label["fr"], value.parent


def _write_places(staged: Path, setting: Setting) -> None:
    table = setting.places.table
    frame = geopandas.GeoDataFrame(
        table[["neighbourhood_code", "name", "city_code", "city_name", "group_code", "group_name"]],
        geometry=from_wkb([bytes(g) for g in table.geometry]),
        crs=4326,
    )
    (staged / "neighbourhoods.geojson").write_text(frame.to_json(drop_id=True, ensure_ascii=False), encoding="utf-8")
