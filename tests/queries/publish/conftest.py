"""Towns that have every case, imported for real: one in the short run, three in the long one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files

import duckdb
import numpy as np
import pandas as pd
import pytest

from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import counts as counting
from tests.queries.publish import twin
from tests.town import Town, write_town

SEEDS = (7, pytest.param(8, marks=pytest.mark.deep), pytest.param(9, marks=pytest.mark.deep))


@dataclass(frozen=True)
class Counted:
    """A town, its rows as the twins need them, and the mart that the SQL reads."""

    town: Town
    acts: pd.DataFrame
    themes: dict[str, str]
    connection: duckdb.DuckDBPyConnection


def _livelier(town: Town, seed: int) -> Town:
    """The town with ages and days of joining that differ or lack, and campaign answers on every side of each limit."""
    random = np.random.default_rng(seed + 4)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 600, len(town.members)), unit="D")
    known = random.random(len(town.members)) < 0.9
    members = town.members.assign(joined_on=np.where(known, days.strftime("%Y-%m-%d"), ""))
    asked = town.members.member_id[random.random(len(members)) < 0.5]
    items = ("childcare", "repairs", "not_in_the_catalogue", "nor_this")
    answered = pd.Timestamp("2023-12-25") + pd.to_timedelta(random.integers(0, 140, 3 * len(asked)), unit="D")
    pd.DataFrame({
        "campaign_code": "entraide", "member_id": np.repeat(asked, 3), "item": random.choice(items, 3 * len(asked)),
        "answer": random.choice(["yes", "no"], 3 * len(asked)), "answered_at": answered.strftime("%Y-%m-%d"),
    }).drop_duplicates(["member_id", "item"]).to_csv(town.path / "campaign_answers.csv", index=False)  # fmt: skip
    born = random.integers(1930, 2010, len(members))
    members = members.assign(birth_year=np.where(random.random(len(members)) < 0.9, born.astype(str), ""))
    members.to_csv(town.path / "members.csv", index=False)
    return replace(town, members=members)


@pytest.fixture(scope="session", params=SEEDS, ids=lambda seed: f"town{seed}")
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    folder = tmp_path_factory.mktemp("counted")
    town = _livelier(write_town(folder / "bundle", request.param), request.param)
    folders = Folders(folder / "data")
    import_bundle(town.path, folders, progress=False)
    text = files("queries").joinpath("study", "categories.csv").read_text(encoding="utf-8")
    themes = {row["category"]: row["theme"] for row in csv.DictReader(text.splitlines())}
    connection = counting.open_mart(folders.mart)
    yield Counted(town, twin.activity(town, themes), themes, connection)
    connection.close()
