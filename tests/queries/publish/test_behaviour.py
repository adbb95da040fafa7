"""The SQL of what households do, against its slow twins, on a town that has every case."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from queries.dimensions import DIMENSIONS
from queries.publish import counts as counting
from queries.publish.behaviour import BEHAVIOURS, count_behaviour, declared_behaviour
from tests.queries.publish import twin, twin_campaigns
from tests.queries.publish.conftest import Counted

#: What is drawn at random has a twin of its own (`test_chance.py`).
BY_CHANCE = "_by_chance"

#: By the longest kind of period every time, by the others in the long runs.
CASES = [
    pytest.param(dimension, kind, marks=[pytest.mark.deep] * (kind != behaviour.kinds[-1]))
    for dimension, behaviour in BEHAVIOURS.items()
    for kind in behaviour.kinds
]


def _cells(connection: duckdb.DuckDBPyConnection, dimension: str, kind: str) -> dict[tuple, int]:
    """(neighbourhood, first day, value) -> households, the parts of a neighbourhood added up."""
    frame = count_behaviour(connection, dimension, kind)
    assert list(frame.columns) == ["unit", "period_on", "value", "households"]
    assert (frame.households > 0).all()
    assert not frame.duplicated(["unit", "period_on", "value"]).any()
    found: dict[tuple, int] = {}
    for row in frame.itertuples():
        label = (row.unit.split("/")[0], row.period_on.date(), row.value)
        found[label] = found.get(label, 0) + row.households
    return found


def _expected(counted: Counted, dimension: str, kind: str) -> dict[tuple, int]:
    town, acts, themes = counted.town, counted.acts, counted.themes
    households = {
        "need": lambda: twin.needs(acts, dimension, kind),
        "need_theme": lambda: twin.needs(acts, dimension, kind),
        "need_outcome": lambda: twin.need_outcomes(town, acts, kind),
        "reply_time": lambda: twin.reply_times(town, kind, coarse=False),
        "reply_speed": lambda: twin.reply_times(town, kind, coarse=True),
        "activity_band": lambda: twin.activity_bands(acts, kind, coarse=False),
        "activity_level": lambda: twin.activity_bands(acts, kind, coarse=True),
        "giving": lambda: twin.giving(town, acts, kind),
        "tie": lambda: twin.ties(town, kind),
        "linking": lambda: twin.linkings(town, acts, kind),
        "standing": lambda: twin.standings(acts, kind),
        "cohort": lambda: twin.cohorts(town, acts),
        "campaign_item": lambda: twin_campaigns.campaign_items(town, themes),
        "campaign_offer_time": lambda: twin_campaigns.campaign_offer_times(town),
        "campaign_standing": lambda: twin_campaigns.campaign_standings(town, acts),
    }[dimension]()
    return {label: len(behind) for label, behind in households.items()}


@pytest.mark.parametrize(("dimension", "kind"), CASES)
def test_the_sql_agrees_with_its_slow_twin(counted: Counted, dimension: str, kind: str) -> None:
    found = _cells(counted.connection, dimension, kind)
    found = {label: households for label, households in found.items() if not label[2].endswith(BY_CHANCE)}
    assert found == _expected(counted, dimension, kind)
    assert len(found) > 10


@pytest.mark.parametrize("dimension", BEHAVIOURS)
def test_every_counted_value_is_declared_and_every_short_list_is_used(counted: Counted, dimension: str) -> None:
    kind = BEHAVIOURS[dimension].kinds[-1]
    found = {value for _, _, value in _cells(counted.connection, dimension, kind)}
    declared = declared_behaviour(counted.connection, dimension)
    assert len(set(declared)) == len(declared)
    assert found <= set(declared)
    if DIMENSIONS[dimension].values and (dimension, kind) != ("standing", "year"):
        assert found == set(declared), "the town has a household of every kind"


def test_fine_values_belong_to_declared_coarse_ones() -> None:
    for dimension in ("reply_time", "activity_band"):
        coarser = DIMENSIONS[dimension].coarser
        assert {v.parent for v in DIMENSIONS[dimension].values} == {v.code for v in DIMENSIONS[coarser].values}


def test_the_residents_of_a_residence_are_counted_apart(counted: Counted) -> None:
    frame = count_behaviour(counted.connection, "activity_level", "year")
    assert frame.unit.str.contains("/").any(), "the town has residences"
    assert set(frame.unit.str.split("/").str[0]) == set(counted.town.members.neighbourhood_code)


def test_the_town_feeds_every_value(counted: Counted) -> None:
    coverage = counting.read_coverage(counted.connection)
    present = coverage.files | coverage.columns
    for dimension, behaviour in BEHAVIOURS.items():
        assert all(behaviour.is_fed(v, present) for v in declared_behaviour(counted.connection, dimension)), dimension


def test_a_value_without_its_column_is_not_fed() -> None:
    present = {"exchanges", "responses", "exchanges.direction", "exchanges.category", "responses.completed_at"}
    assert BEHAVIOURS["need_outcome"].is_fed("care:completed", present)
    assert BEHAVIOURS["need_outcome"].is_fed("care:answered", present - {"responses.completed_at"})
    assert not BEHAVIOURS["need_outcome"].is_fed("care:completed", present - {"responses.completed_at"})
    assert not BEHAVIOURS["tie"].is_fed("same_dwelling", present)
    assert BEHAVIOURS["tie"].is_fed("same_dwelling", {*present, "members.dwelling_type"})
    assert not BEHAVIOURS["tie"].is_fed("same_residence", {*present, "members.dwelling_type"})
    assert not BEHAVIOURS["need"].is_fed("kitchen:asked", present - {"exchanges.direction"})


def test_a_value_waits_for_the_days_that_still_belong_to_it() -> None:
    def days(dimension: str, value: str) -> int:
        return BEHAVIOURS[dimension].matures_after(value) // timedelta(days=1)

    assert days("need", "kitchen:asked") == days("standing", "lapsed") == days("cohort", "joined") == 0
    assert days("giving", "none") == days("reply_time", "1h") == days("need_outcome", "care:answered") == 28
    assert (days("cohort", "1"), days("cohort", "12")) == (31, 372)
    quarter_ends = date(2024, 9, 30)
    assert quarter_ends + BEHAVIOURS["cohort"].matures_after("3") >= date(2024, 12, 31)


def test_a_kind_of_period_that_makes_no_sense_is_refused(counted: Counted) -> None:
    for dimension, kind in (("cohort", "month"), ("campaign_item", "year"), ("giving", "campaign")):
        with pytest.raises(ValueError, match="is counted by"):
            count_behaviour(counted.connection, dimension, kind)
