"""The counting SQL against its slow twin, and against rows counted by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from shapely.geometry import box, mapping

from queries.dimensions import DIMENSIONS
from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Period, PeriodKind
from queries.publish import counts as counting
from tests.queries.publish import twin
from tests.queries.publish.conftest import Counted

CLIP = {"week": 2, "month": 3, "quarter": 6, "year": 12}


def by_neighbourhood(frame: pd.DataFrame) -> pd.DataFrame:
    """Counts of units added up to their neighbourhoods: a household has one unit."""
    frame = frame.assign(neighbourhood=frame.unit.str.split("/").str[0]).drop(columns="unit")
    return frame.groupby(["neighbourhood", "period_on", "value"], as_index=False).sum()


@pytest.mark.parametrize("kind", ["quarter", *(pytest.param(kind, marks=pytest.mark.deep)
                                               for kind in ("week", "month", "year"))])  # fmt: skip
@pytest.mark.parametrize(
    "dimension",
    ["total", "exchange_type", "type_group", "category", "theme", "direction", "dwelling_type", "gender", "age_band"],
)
def test_the_counting_sql_agrees_with_its_slow_twin(counted: Counted, dimension: str, kind: str) -> None:
    expected = twin.counts(counted.acts, dimension, kind, CLIP[kind])
    frame = by_neighbourhood(counting.count_activity(counted.connection, dimension, kind, CLIP[kind]))
    found = {
        (row.neighbourhood, row.period_on.date(), row.value): (row.households, row.posters, row.posts)
        for row in frame.itertuples()
    }
    assert found == expected
    assert len(found) > 10


@pytest.mark.parametrize(
    "kind", ["quarter", *(pytest.param(kind, marks=pytest.mark.deep) for kind in ("month", "year"))]
)
def test_outcomes_agree_with_their_slow_twin(counted: Counted, kind: str) -> None:
    expected = {label: len(households) for label, households in twin.outcomes(counted.town, kind).items()}
    frame = by_neighbourhood(counting.count_outcomes(counted.connection, kind))
    found = {
        (row.neighbourhood, row.period_on.date(), row.value): row.households
        for row in frame.itertuples()
        if row.households
    }
    assert found == expected
    assert {label[2] for label in found} == set(counting.OUTCOMES)


@pytest.mark.parametrize("kind", ["year", pytest.param("month", marks=pytest.mark.deep)])
def test_willing_households_agree_with_their_slow_twin(counted: Counted, kind: PeriodKind) -> None:
    expected = {label: len(households) for label, households in twin.willing(counted.town, kind, "2024-12-15").items()}
    periods = counting.read_coverage(counted.connection).periods(kind)
    frame = by_neighbourhood(counting.count_willing(counted.connection, periods))
    found = {(row.neighbourhood, row.period_on.date(), row.value): row.households for row in frame.itertuples()}
    assert found == expected
    assert {label[2] for label in found} == {value.code for value in DIMENSIONS["help_kind"].values}


def _write(path: Path, **tables: str) -> Path:
    path.mkdir()
    for name, text in tables.items():
        (path / f"{name}.csv").write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")
    features = [
        {"type": "Feature", "geometry": mapping(box(2.3 + i, 48.8, 2.4 + i, 48.9)),
         "properties": {"neighbourhood_code": code, "name": code, "city_code": "c", "city_name": "C"}}
        for i, code in enumerate(("north", "south"))
    ]  # fmt: skip
    (path / "neighbourhoods.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_given_rows_give_the_expected_cells(tmp_path: Path) -> None:
    bundle = _write(
        tmp_path / "bundle",
        members="""member_id,neighbourhood_code,household_id
            m1,north,h1
            m2,south,h1
            m3,south,h2""",
        exchanges="""exchange_id,posted_at,member_id,exchange_type,direction,category
            x1,2024-03-01,m1,item_sharing,offer,kitchen
            x2,2024-03-02,m2,item_sharing,offer,kitchen
            x3,2024-03-03,m1,item_sharing,request,sports
            x4,2024-03-31,m2,local_news,information,
            x5,2024-04-01,m1,item_sharing,request,kitchen""",
        responses="""response_id,exchange_id,member_id,responded_at,completed_at
            r1,x3,m3,2024-03-31,2024-03-31
            r2,x5,m3,2024-04-30,""",
    )
    folders = Folders(tmp_path / "data")
    import_bundle(bundle, folders, progress=False)
    connection = counting.open_mart(folders.mart)

    def cells(dimension: str, kind: str, clip: int) -> set[tuple]:
        frame = counting.count_activity(connection, dimension, kind, clip)
        return {(r.unit, r.period_on.month, r.value, r.households, r.posters, r.posts)
                for r in frame.itertuples()}  # fmt: skip

    assert cells("total", "month", 3) == {
        (
            "north",
            3,
            "total",
            1,
            1,
            3,
        ),  # four posts count as three; m2 lives where m1 does
        ("north", 4, "total", 1, 1, 1),
        ("south", 3, "total", 1, 0, 0),  # answering makes a household active, and is no post
        ("south", 4, "total", 1, 0, 0),
    }
    assert cells("exchange_type", "quarter", 6) == {
        ("north", 1, "item_sharing", 1, 1, 3),
        ("north", 1, "local_news", 1, 1, 1),
        ("north", 4, "item_sharing", 1, 1, 1),
        ("south", 1, "item_sharing", 1, 0, 0),
        ("south", 4, "item_sharing", 1, 0, 0),
    }
    assert cells("direction", "year", 12) == {
        ("north", 1, "offer", 1, 1, 2),
        ("north", 1, "request", 1, 1, 2),
        ("north", 1, "information", 1, 1, 1),
    }, "who answers a request has not asked"
    months = counting.count_outcomes(connection, "month")
    found = {(r.unit, r.period_on.month, r.value): r.households for r in months.itertuples()}
    assert found["north", 3, "asked"] == found["north", 3, "answered"] == found["north", 3, "completed"] == 1
    assert found["north", 4, "asked"] == 1
    assert found["north", 4, "answered"] == 0, "an answer after 29 days is none"
    assert found["north", 3, "offered"] == 1
    connection.close()


def test_a_household_is_willing_once_while_the_member_who_declared_it_is_enrolled(tmp_path: Path) -> None:
    bundle = _write(
        tmp_path / "bundle",
        members="""member_id,neighbourhood_code,household_id,joined_on,left_on
            m1,north,h1,2023-01-01,
            m2,south,h1,2023-01-01,
            m3,south,h3,2023-01-01,2024-03-31
            m4,south,h4,2024-05-01,
            m5,south,h5,,""",
        exchanges="""exchange_id,posted_at,member_id,exchange_type
            x1,2023-01-01,m1,local_news
            x2,2024-12-31,m1,local_news""",
        help_offers="""member_id,help_kind,declared_on
            m1,food,2023-12-31
            m2,food,2024-01-01
            m2,diy,2024-03-31
            m3,diy,2023-06-01
            m4,parcels,2024-04-01
            m5,diy,2025-01-01""",
    )
    folders = Folders(tmp_path / "data")
    import_bundle(bundle, folders, progress=False)
    connection = counting.open_mart(folders.mart)

    def cells(*codes: str) -> set[tuple]:
        frame = counting.count_willing(connection, [Period.parse(code) for code in codes])
        return {(r.unit, f"{r.period_on:%Y-%m}", r.value, r.households) for r in frame.itertuples()}

    assert cells("2023", "2024-Q2") == {
        ("north", "2023-01", "food", 1),
        ("north", "2023-01", "any", 1),
        ("south", "2023-01", "diy", 1),
        ("south", "2023-01", "any", 1),
        ("north", "2024-04", "food", 1),
        ("north", "2024-04", "diy", 1),
        ("north", "2024-04", "any", 1),
        ("south", "2024-04", "parcels", 1),
        ("south", "2024-04", "any", 1),
    }, "m2 lives where m1 does; m3 has left; m4 declared before joining; m5 has not declared yet"
    connection.close()
