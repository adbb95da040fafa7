"""An estimate of a plan: from places that went before, named only where one may see them, or an honest "not enough"."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import queries
from queries import Happened, Plan, Refusal, Scope, Snapshot
from queries.estimate import MOST_HIDDEN
from queries.passed import comparable
from queries.saved_estimate import from_text, to_text
from queries.statistics.analogues import FEWEST, STEP
from queries.statistics.beforehand import FEATURES
from queries.statistics.derived import Estimate
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
PART = Scope("promoteur", ("a1", "a2"))
START = date(2024, 9, 1)
NEW = Plan("works", START, 900, kind="large_city")

#: Plans that have different places beside them.
PLANS = [
    replace(NEW, dwellings=homes, mix=(("house_large_city", houses), ("apartment_large_city", 1 - houses)))
    for homes in range(500, 3_000, 250) for houses in (0.2, 0.5, 0.8)
]  # fmt: skip

World = Callable[..., Snapshot]


def statements(places: int = 40, hidden: int = 0, without: tuple[str, ...] = ()) -> Iterator[str]:
    """Places that passed works long ago: those of the town and others; 3 homes of 10 enrol, exchanges vary."""
    yield "DELETE FROM passed"
    yield "DELETE FROM passed_outcomes"
    codes = [code for code in SIZES if code not in without]
    codes += [f"x{number:02d}" for number in range(places - len(codes))]
    rng = np.random.default_rng(2)
    for at, code in enumerate(codes):
        homes = int(rng.integers(500, 3_000))
        flats, large = (0.2 + 0.07 * at, 0.9) if code in SIZES else rng.uniform(0.2, 0.8, 2)
        row = [math.log(homes), flats, large, 0.0, *rng.normal(5, 1, 1), *rng.normal(-1.4, 0.1, 1), 1.5]
        numbers = ", ".join(map(str, row))
        yield f"INSERT INTO passed VALUES ('works', '{code}', DATE '2021-05-01', {homes}, {numbers})"
        for outcome, share in (("enrolled_households", 0.3), ("exchanges", 0.5 + 0.4 * rng.random())):
            value = "NULL" if at < hidden else share * homes
            yield (f"INSERT INTO passed_outcomes VALUES ('works', '{code}', DATE '2021-05-01', '{outcome}', 12, "
                   f"DATE '2022-07-01', {value}, 4.5)")  # fmt: skip


@pytest.fixture
def world(with_cells: Callable[..., Snapshot]) -> World:
    def made(*more: str, **shape: object) -> Snapshot:
        return with_cells(*statements(**shape), *more)  # type: ignore[arg-type]

    return made


def expected(scope: Scope, snapshot: Snapshot, plan: Plan, outcome: str = "exchanges") -> queries.Expectation:
    found = queries.estimate(scope, snapshot, plan).expectation(outcome, 12)
    assert found is not None
    return found


def test_the_estimate_is_so_many_for_each_home(world: World) -> None:
    found = expected(TOWN, world(), NEW, "enrolled_households")
    assert found.value == pytest.approx(0.3 * 900, rel=STEP / 2 + 1e-6)
    assert found.likely is not None
    assert found.nearly_sure is not None
    wide = expected(TOWN, world(), NEW)
    assert wide.likely is not None
    assert wide.nearly_sure is not None
    assert wide.value is not None
    assert wide.nearly_sure.low < wide.likely.low < wide.value < wide.likely.high < wide.nearly_sure.high


def test_twice_the_homes_are_twice_the_households_where_nothing_else_differs(world: World) -> None:
    snapshot = world(places=FEWEST)
    one, other = (queries.estimate(TOWN, snapshot, replace(NEW, dwellings=homes)) for homes in (900, 1_800))
    rates = [found.expectation("enrolled_households", 12) for found in (one, other)]
    assert rates[0] is not None
    assert rates[1] is not None
    assert rates[1].value == pytest.approx(2 * (rates[0].value or 0), rel=1e-9)


def test_five_places_are_named_only_in_the_scope_or_where_the_operator_says_so(world: World) -> None:
    snapshot, part, whole = world(), set[str](), set[str]()
    marked = world("INSERT INTO comparison_places SELECT area_code FROM areas WHERE level = 'neighbourhood'")
    for plan in PLANS:
        alone, town = expected(PART, snapshot, plan), expected(TOWN, snapshot, plan)
        assert len(alone.nearest) == len(town.nearest) == 5
        for ours, theirs in zip(alone.nearest, town.nearest, strict=True):
            assert ours.distance == theirs.distance
            assert ours.area_code == (theirs.area_code if theirs.area_code in PART.neighbourhoods else "")
            for each in (ours, theirs):
                assert bool(each.name) == bool(each.area_code) == (each.starts_on is not None)
        part |= {each.area_code for each in alone.nearest}
        whole |= {each.area_code for each in town.nearest}
        assert alone.value == town.value, "an estimate does not depend on who asks"
        assert expected(PART, marked, plan).nearest == town.nearest
    assert part == {"", "a1", "a2"}
    assert len(whole) > 5


def test_no_number_and_no_code_of_a_place_outside_is_in_what_is_told(world: World) -> None:
    snapshot = world()
    told = "".join(repr(queries.estimate(PART, snapshot, plan)) for plan in PLANS)
    assert not [code for code in (*(f"x{at:02d}" for at in range(40)), "'b1'", "'a3'") if code in told]
    assert "'a1'" in told
    assert "enrolled_near" not in told


@pytest.mark.parametrize(("places", "why"), [(FEWEST - 1, "few"), (FEWEST, "")])
def test_under_twenty_comparable_places_nothing_is_told(world: World, places: int, why: str) -> None:
    found = expected(TOWN, world(places=places), NEW)
    assert found.why == why
    assert found.comparable == places
    assert (found.value is None) == (found.likely is None) == bool(why)
    assert bool(found.nearest) == (not why)


def test_where_nobody_passed_the_stage_it_says_so_with_a_count(town_snapshot: Snapshot) -> None:
    for stage in ("existing", "works"):
        found = expected(TOWN, town_snapshot, replace(NEW, stage=stage))
        assert (found.why, found.value, found.nearest) == ("few", None, ())
        assert found.comparable == (stage == "works")


def test_what_most_places_hide_is_not_told_of_the_others(world: World) -> None:
    found = expected(TOWN, world(places=60, hidden=30), NEW)
    assert (found.why, found.hidden, found.comparable) == ("hidden", 30, 30)
    fine = expected(TOWN, world(places=60, hidden=int(60 * MOST_HIDDEN)), NEW)
    assert (fine.why, fine.hidden) == ("", 20)


def test_a_plan_for_a_place_adds_to_it_and_is_not_compared_with_itself(world: World) -> None:
    snapshot = world()
    plan = Plan("works", START, 100, place="a1", services=3)
    found = queries.estimate(TOWN, snapshot, plan)
    assert found.homes == 4 * SIZES["a1"] + 100
    assert dict(found.assumed)["homes"] == pytest.approx(math.log(found.homes))
    without = found.expectation("exchanges", 12)
    assert without is not None
    assert without.comparable == 39
    assert "a1" not in [each.area_code for each in without.nearest]
    assert queries.estimate(TOWN, snapshot, replace(plan, place="neighbourhood:a1")).expectations == found.expectations


def test_the_mix_of_a_plan_moves_the_mix_of_the_place(world: World) -> None:
    snapshot, plan = world(), Plan("works", START, 600, place="a1")
    as_there = dict(queries.estimate(TOWN, snapshot, plan).assumed)
    houses = dict(queries.estimate(TOWN, snapshot, replace(plan, mix=(("house_rural", 1),))).assumed)
    assert as_there["flats"] == pytest.approx(0.7, abs=0.01)
    assert houses["flats"] == pytest.approx(0.7 * 1_200 / 1_800, abs=0.01)
    assert houses["rural"] > as_there["rural"]
    doubled = dict(queries.estimate(TOWN, snapshot, replace(plan, mix=(("house_rural", 2),))).assumed)
    assert doubled == houses, "the unit of a mix does not matter"


def test_a_kind_of_place_is_as_usual_in_what_a_plan_leaves_open(world: World) -> None:
    assumed = dict(queries.estimate(TOWN, world(), NEW).assumed)
    assert assumed["flats"] == pytest.approx(0.7, abs=0.01)
    assert assumed["large_city"] == pytest.approx(0.8, abs=0.01)
    assert set(assumed) == set(FEATURES) - {"enrolled_near", "services"}, "the town has no local places"
    own = dict(queries.estimate(TOWN, world(), replace(NEW, mix=(("house_large_city", 1.0),))).assumed)
    assert own["flats"] == 0
    assert own["density"] == assumed["density"]
    with pytest.raises(Refusal, match="Fewer than five"):
        queries.estimate(TOWN, world(), replace(NEW, kind="rural"))


def test_a_plan_unlike_all_places_is_flagged(world: World) -> None:
    assert not expected(TOWN, world(), replace(NEW, dwellings=1_200)).extrapolates
    assert expected(TOWN, world(), replace(NEW, dwellings=90_000)).extrapolates


def test_no_more_households_are_expected_than_homes(world: World) -> None:
    more = world("UPDATE passed_outcomes SET value = value * 3.2 WHERE outcome = 'enrolled_households' "
                 "AND area_code < 'b'")  # fmt: skip
    found = expected(TOWN, more, NEW, "enrolled_households")
    assert found.nearly_sure is not None
    assert found.nearly_sure.high <= 900


def test_a_plan_is_compared_by_what_is_known_before_it(world: World) -> None:
    snapshot = world("UPDATE cells SET enrolled_households = 9 * enrolled_households "
                     "WHERE period_kind = 'quarter' AND period_on >= '2024-01-01'")  # fmt: skip
    before, after = (Plan("works", day, 0, place="a1") for day in (date(2024, 2, 1), date(2024, 9, 1)))
    same = world()
    assert queries.estimate(TOWN, snapshot, before).expectations == queries.estimate(TOWN, same, before).expectations
    assert queries.estimate(TOWN, snapshot, after).expectations != queries.estimate(TOWN, same, after).expectations


def test_a_place_of_which_nothing_was_known_before_is_no_example(world: World) -> None:
    snapshot = world("UPDATE passed SET enrolled_near = NULL WHERE area_code < 'b'")
    assert expected(TOWN, snapshot, NEW).comparable == 35


def test_only_what_was_known_by_a_day_is_compared_then(world: World) -> None:
    snapshot = world("UPDATE passed_outcomes SET known_on = DATE '2024-01-01' WHERE area_code < 'b'")
    now, then = (comparable(snapshot, "works", "exchanges", 12, by=day) for day in (date.max, date(2023, 12, 31)))
    assert (len(now.codes), len(then.codes)) == (40, 35)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (replace(NEW, stage="opening"), "no stage"),
        (replace(NEW, place="a1"), "one of the two"),
        (replace(NEW, kind=""), "one of the two"),
        (replace(NEW, kind="village"), "no kind of place"),
        (replace(NEW, dwellings=0), "from 1 to"),
        (replace(NEW, dwellings=-3), "cannot be planned"),
        (replace(NEW, dwellings=10**7), "cannot be planned"),
        (replace(NEW, services=-1), "local places"),
        (replace(NEW, mix=(("castle", 1.0),)), "no kind of dwelling"),
        (replace(NEW, mix=(("house_rural", 1.0),)), "does not belong"),
        (replace(NEW, mix=(("house_large_city", -1.0),)), "cannot be the part"),
        (replace(NEW, mix=(("house_large_city", math.nan),)), "cannot be the part"),
        (replace(NEW, mix=(("house_large_city", 0.0),)), "Every part"),
        (replace(NEW, mix=(("house_large_city", 1.0),) * 2), "twice"),
        (replace(NEW, kind="", place="zz"), "no place"),
        (replace(NEW, kind="", place="groupe-a"), "no neighbourhood"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_a_sentence(town_snapshot: Snapshot, plan: Plan, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        queries.estimate(TOWN, town_snapshot, plan)


def test_a_place_out_of_the_scope_is_refused_as_if_it_did_not_exist(town_snapshot: Snapshot) -> None:
    for code in ("b1", "zz"):
        with pytest.raises(Refusal) as refused:
            queries.estimate(PART, town_snapshot, Plan("works", START, 10, place=code))
        assert str(refused.value) == f"There is no place “{code}” in this territory."


def test_an_older_snapshot_expects_nothing(town_snapshot: Snapshot) -> None:
    older = replace(town_snapshot, manifest={**town_snapshot.manifest, "format": 6})
    assert queries.estimate(TOWN, older, NEW).expectations == ()


def happened(value: float | None, age: int = 12) -> Happened:
    return Happened("exchanges", age, date(2026, 1, 1), None if value is None else Estimate(value, 4.5))


def test_an_estimate_is_checked_against_what_happened(world: World) -> None:
    found = queries.estimate(TOWN, world(), NEW)
    line = found.expectation("exchanges", 12)
    assert line is not None
    assert line.value is not None
    assert line.likely is not None
    assert line.nearly_sure is not None
    between = (line.likely.high + line.nearly_sure.high) / 2
    for value, likely, sure in ((line.value, True, True), (between, False, True), (1e6, False, False)):
        checked = {(each.outcome, each.age): each for each in queries.held(found, [happened(value)])}
        own = checked["exchanges", 12]
        assert (own.happened, own.likely, own.nearly_sure) == (value, likely, sure)
        assert checked["enrolled_households", 12].likely is None, "nothing is known of it yet"


def test_no_truth_yet_or_one_below_threshold_checks_nothing(world: World) -> None:
    found = queries.estimate(TOWN, world(), NEW)
    for truth in ([], [happened(None)], [happened(300.0, age=24)]):
        assert queries.track_record(queries.held(found, truth)).checked == 0


def test_a_track_record_counts_what_was_held(world: World) -> None:
    found = queries.estimate(TOWN, world(), NEW)
    line = found.expectation("exchanges", 12)
    assert line is not None
    assert line.value is not None
    checks = [check for value in (line.value, line.value, 1e6) for check in queries.held(found, [happened(value)])]
    assert queries.track_record(checks) == queries.TrackRecord(3, 2, 2)


def test_a_saved_estimate_is_checked_with_the_places_own_cells(town_snapshot: Snapshot) -> None:
    found = queries.afterwards(TOWN, town_snapshot, "a1", date(2023, 2, 1))
    told = {(each.outcome, each.age): each for each in found}
    assert told["active_households", 12].count is not None
    assert ("active_households", 24) not in told
    assert queries.afterwards(PART, town_snapshot, "b1", date(2023, 2, 1)) == ()


def test_a_saved_estimate_comes_back_whole(world: World) -> None:
    for plan in (PLANS[0], Plan("works", START, 40, place="a1", services=2)):
        found = queries.estimate(TOWN, world(), plan)
        assert any(each.why for each in found.expectations)
        assert any(each.starts_on for one in found.expectations for each in one.nearest)
        assert from_text(to_text(found)) == found


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1}', '{"version": 1, "plan": 3}', "7"])
def test_no_other_text_is_taken_for_a_saved_estimate(text: str) -> None:
    with pytest.raises(ValueError):
        from_text(text)
