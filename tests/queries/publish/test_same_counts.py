"""What must leave every count as it is, or double it: other names, other years, everybody twice."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Period
from queries.publish import counts as counting
from queries.publish.behaviour import BEHAVIOURS, count_behaviour
from tests.queries.publish.conftest import Counted

CLIP = {"month": 3, "quarter": 6, "year": 12}
DIMENSIONS = ("total", "exchange_type", "type_group", "category", "theme", "direction", "dwelling_type", "gender",
              "age_band")  # fmt: skip
IDS = ("member_id", "household_id", "exchange_id", "response_id")

#: By dimension, kind of period, unit, first day and value: households, and where posts count posters and posts.
Counts = dict[tuple, tuple[int, ...]]


def every_count(connection: duckdb.DuckDBPyConnection, first_year: int) -> Counts:
    found: Counts = {}

    def add(name: str, kind: str, frame: pd.DataFrame, columns: tuple[str, ...] = ("households",)) -> None:
        for row in frame.itertuples():
            numbers = tuple(int(getattr(row, column)) for column in columns)
            found[name, kind, row.unit, row.period_on.date(), row.value] = numbers

    for kind, clip in CLIP.items():
        for dimension in DIMENSIONS:
            frame = counting.count_activity(connection, dimension, kind, clip)  # type: ignore[arg-type]
            add(dimension, kind, frame, ("households", "posters", "posts"))
        add("outcome", kind, counting.count_outcomes(connection, kind))  # type: ignore[arg-type]
    for dimension, behaviour in BEHAVIOURS.items():
        for kind in {*behaviour.kinds} - {"week"}:
            frame = count_behaviour(connection, dimension, kind)
            add(dimension, kind, frame[~frame.value.str.endswith("_by_chance")])  # drawn at random: see test_chance.py
    add("help_kind", "year", counting.count_willing(connection, [Period.parse(f"{first_year}")]))
    return found


def changed(counted: Counted, folder: Path, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Path:
    """A copy of the bundle with every table changed, read and written as text."""
    path = folder / "bundle"
    shutil.copytree(counted.town.path, path)
    for table in path.glob("*.csv"):
        change(pd.read_csv(table, dtype=str, keep_default_na=False)).to_csv(table, index=False)
    return path


def counts_of(path: Path, folder: Path, first_year: int) -> Counts:
    folders = Folders(folder / "data")
    import_bundle(path, folders, progress=False)
    connection = counting.open_mart(folders.mart)
    found = every_count(connection, first_year)
    connection.close()
    return found


@pytest.fixture(scope="module")
def as_is(counted: Counted) -> Counts:
    found = every_count(counted.connection, 2023)
    assert len(found) > 5_000
    assert {label[0] for label in found} == {*DIMENSIONS, *BEHAVIOURS, "outcome", "help_kind"}
    return found


@pytest.mark.deep
def test_everybody_twice_doubles_every_count_so_that_rates_stay(
    counted: Counted, as_is: Counts, tmp_path: Path
) -> None:
    def twice(table: pd.DataFrame) -> pd.DataFrame:
        ids = [column for column in IDS if column in table]
        return pd.concat([table, table.assign(**{each: table[each] + "-twin" for each in ids})]) if ids else table

    found = counts_of(changed(counted, tmp_path, twice), tmp_path, 2023)
    assert found == {label: tuple(2 * number for number in numbers) for label, numbers in as_is.items()}


def test_other_ids_in_another_order_change_nothing(counted: Counted, as_is: Counts, tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    members, posts = counted.town.members, counted.town.exchanges
    known = {"member_id": members.member_id, "household_id": members.household_id.drop_duplicates(),
             "exchange_id": posts.exchange_id, "response_id": counted.town.responses.response_id}  # fmt: skip
    renamed = {column: dict(zip(ids, random.permutation(ids), strict=True)) for column, ids in known.items()}

    def permuted(table: pd.DataFrame) -> pd.DataFrame:
        others = {column: table[column].map(renamed[column]) for column in IDS if column in table}
        return table.assign(**others).sample(frac=1, random_state=random)

    assert counts_of(changed(counted, tmp_path, permuted), tmp_path, 2023) == as_is


def test_the_same_four_years_earlier_is_the_same_four_years_earlier(
    counted: Counted, as_is: Counts, tmp_path: Path
) -> None:
    """Four years, so that leap days stay; weeks begin on other days of a month and are left out."""

    def earlier(table: pd.DataFrame) -> pd.DataFrame:
        dated = [column for column in table if column.endswith(("_at", "_on", "_year"))]
        return table.assign(**{column: table[column].map(_earlier) for column in dated})

    path = changed(counted, tmp_path, earlier)
    about = path / "bundle.toml"
    about.write_text(re.sub(r"\d{4}(?=-)", lambda year: _earlier(year.group()), about.read_text()))
    found = counts_of(path, tmp_path, 2019)
    assert {(*label[:3], day.replace(year=day.year + 4), value): numbers
            for (*label, day, value), numbers in found.items()} == as_is  # fmt: skip


def _earlier(text: str) -> str:
    return f"{int(text[:4]) - 4}{text[4:]}" if text else text
