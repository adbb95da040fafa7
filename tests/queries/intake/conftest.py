"""Small real bundles written to disk."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from queries.folders import Folders
from queries.intake import Report, import_bundle


def square(left: float, bottom: float, side: float = 0.01) -> dict[str, Any]:
    right, top = left + side, bottom + side
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def neighbourhood(code: str, geometry: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    said = {"neighbourhood_code": code, "name": code.title(), "city_code": "c", "city_name": "City", **more}
    return feature(geometry, **said)


NORTH, SOUTH = square(2.35, 48.86), square(2.35, 48.85)
NEIGHBOURHOODS = [neighbourhood("north", NORTH), neighbourhood("south", SOUTH)]
MEMBERS = ["member_id,neighbourhood_code", "ada-lovelace,north", "grace-hopper,north", "alan-turing,south"]
EXCHANGES = [
    "exchange_id,posted_at,member_id,exchange_type,category",
    "x1,2024-03-01,ada-lovelace,item_sharing,kitchen",
    "x2,2024-03-02,grace-hopper,service_sharing,repairs",
    "x3,2024-03-31,alan-turing,local_news,",
]
CAMPAIGNS = [
    "campaign_code,title,theme,organisation,starts_on,ends_on,neighbourhood_codes",
    "flood,Flood,safety,city,2024-03-01,2024-04-30,north|south",
]
PROJECT = {"project_code": "park", "name": "Park", "owner": "city", "kind": "public_space"}


class Written:
    """A bundle in a folder. Every writing method replaces one file and returns the bundle."""

    square = staticmethod(square)
    feature = staticmethod(feature)
    neighbourhood = staticmethod(neighbourhood)
    neighbourhoods, members, exchanges, project = NEIGHBOURHOODS, MEMBERS, EXCHANGES, PROJECT

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.places("neighbourhoods", NEIGHBOURHOODS).rows("members", MEMBERS).rows("exchanges", EXCHANGES)

    def toml(self, text: str) -> Written:
        return self.raw("bundle.toml", text.encode())

    def raw(self, name: str, content: bytes) -> Written:
        (self.path / name).write_bytes(content)
        return self

    def rows(self, table: str, lines: list[str], encoding: str = "utf-8") -> Written:
        return self.raw(f"{table}.csv", ("\n".join(lines) + "\n").encode(encoding))

    def places(self, table: str, features: list[dict[str, Any]], crs: str | None = None) -> Written:
        content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
        if crs:
            content["crs"] = {"type": "name", "properties": {"name": crs}}
        return self.raw(f"{table}.geojson", json.dumps(content).encode())

    def gzipped(self, table: str) -> Written:
        path = self.path / f"{table}.csv"
        self.raw(f"{table}.csv.gz", gzip.compress(path.read_bytes()))
        path.unlink()
        return self

    def parquet(self, table: str) -> Written:
        path = self.path / f"{table}.csv"
        names, *rows = csv.reader(io.StringIO(path.read_text("utf-8")))
        columns = {name: [row[at] or None for row in rows] for at, name in enumerate(names)}
        pq.write_table(pa.table(columns), self.path / f"{table}.parquet")
        path.unlink()
        return self

    def zipped(self, inside: bool = True) -> Path:
        """A zip with one top folder, or of the bare files."""
        base, name = self.path.with_name(self.path.name + "-zip") / "small", self.path.name
        target = shutil.make_archive(str(base), "zip", *((self.path.parent, name) if inside else (self.path,)))
        return Path(target)

    def with_campaign(self) -> Written:
        return self.rows("campaigns", CAMPAIGNS)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data")


@pytest.fixture
def bundle(tmp_path: Path) -> Written:
    """A small valid bundle: two neighbourhoods, three members, three posts."""
    return Written(tmp_path / "small")


@pytest.fixture
def imported(folders: Folders):
    """Import without a progress bar: `imported(bundle.path)`."""

    def run(path: Path, **options: bool) -> Report:
        return import_bundle(path, folders, progress=False, **options)

    return run


@pytest.fixture
def mart(folders: Folders):
    """Rows of the mart: `mart("SELECT ...")`."""

    def rows(sql: str) -> list[tuple]:
        with duckdb.connect(folders.mart, read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return rows
