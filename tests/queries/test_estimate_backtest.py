"""Estimates on the whole demonstration of a country, trained only on earlier dates: intervals hold what they say."""

from __future__ import annotations

from datetime import date

import pytest

import queries
from queries import Plan, Scope, Snapshot
from queries.passed import passed
from tests.benchmarks.estimate import Scored, backtest, figures, publish_country

pytestmark = [pytest.mark.deep, pytest.mark.timeout(2_400)]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return publish_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="module")
def scored(country: Snapshot) -> list[Scored]:
    return backtest(country)


def test_intervals_hold_what_happened_as_often_as_they_say(scored: list[Scored]) -> None:
    found = figures(scored)
    assert found.estimates > 2_000
    assert 0.75 <= found.narrow <= 0.85
    assert 0.92 <= found.wide <= 0.98


@pytest.mark.parametrize("age", [12, 24])
def test_they_do_so_at_both_ages_and_after_every_stage(scored: list[Scored], age: int) -> None:
    own = [each for each in scored if each.age == age]
    for some in (own, *([each for each in own if each.stage == stage] for stage in ("works", "existing"))):
        found = figures(some)
        assert found.estimates > 100
        assert 0.75 <= found.narrow <= 0.85
        assert 0.92 <= found.wide <= 0.98


@pytest.mark.parametrize("outcome", ["enrolled_households", "active_households", "exchanges", "campaign_answers"])
def test_similar_places_say_more_than_all_of_them(scored: list[Scored], outcome: str) -> None:
    for age in (12, 24):
        found = figures([each for each in scored if (each.outcome, each.age) == (outcome, age)])
        assert found.score < 0.9 * found.of_all < found.of_mean


def test_few_plans_are_unlike_every_place_before(scored: list[Scored]) -> None:
    assert 0 < figures(scored).extrapolates < 0.1


def test_each_stage_has_twenty_comparable_places_and_a_developer_sees_few_names(country: Snapshot) -> None:
    scope = Scope("bati_promotion", queries.territory(country, ("city:haut-pays",)))
    for stage in ("consultation", "works", "existing"):
        found = queries.estimate(scope, country, Plan(stage, date(2026, 9, 1), 800, kind="rural"))
        told = [each for each in found.expectations if not each.why]
        assert len(told) >= 12
        assert all(each.comparable >= 20 for each in told)
        assert any(each.outcome.startswith("need:") for each in told)
        assert {each.why for each in found.expectations} == {"", "hidden"}
        named = {each.area_code for one in told for each in one.nearest} - {""}
        marked = {row.neighbourhood_code for row in country.query("comparison_places")}
        assert named <= marked | set(scope.neighbourhoods)


def test_estimates_for_places_that_passed_are_checked_by_their_own_cells(country: Snapshot) -> None:
    """With all that is known today, only their own outcome left out, as the record of past estimates will show it."""
    scope = Scope("everybody", tuple(sorted({code for _, code in passed(country)})))
    checks = []
    for (stage, code), place in list(passed(country).items())[::5]:
        found = queries.estimate(scope, country, Plan(stage, place.starts_on, 0, place=code))
        checks += queries.held(found, queries.afterwards(scope, country, code, place.starts_on))
    record = queries.track_record(checks)
    assert record.checked > 500
    assert 0.75 <= record.likely / record.checked <= 0.86
    assert 0.92 <= record.nearly_sure / record.checked <= 0.985
