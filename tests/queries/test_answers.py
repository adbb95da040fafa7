"""Answers from the snapshot: whose numbers, over which places, and what is said where a cell is hidden."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

import queries
from queries import Period, Refusal, Scope, Selection, Snapshot
from queries.answers import nearest
from queries.cells import cells_of, cells_of_place
from queries.statistics.derived import Estimate, as_share, cell, change, complement, part_of, ratio, total
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
TWO = Scope("bailleur", ("a1", "a2"))
NOBODY = Scope("nobody", ())
YEAR = Period.parse("2023")


def value(scope: Scope, snapshot: Snapshot, indicator: str, **selection) -> float | None:
    found = queries.answer(scope, snapshot, indicator, Selection(**selection))
    assert len(found.rows) == 1
    return found.rows[0].answer


@pytest.mark.parametrize(
    ("indicator", "by"),
    [(code, by) for code, entry in queries.INDICATORS.items()
     for by in ("total", *(("neighbourhood",) if "total" in entry.dimensions else ()))],
)  # fmt: skip
def test_an_empty_scope_sees_nothing(town_snapshot: Snapshot, indicator: str, by: str) -> None:
    assert queries.answer(NOBODY, town_snapshot, indicator, Selection(by=by)).rows == ()
    assert queries.places(NOBODY, town_snapshot) == ()
    assert queries.campaigns(NOBODY, town_snapshot) == ()
    assert queries.projects(NOBODY, town_snapshot) == ()


@pytest.mark.parametrize("indicator", list(queries.INDICATORS))
def test_a_scope_never_gets_a_row_about_a_place_outside_it(town_snapshot: Snapshot, indicator: str) -> None:
    entry = queries.INDICATORS[indicator]
    for by in (*entry.dimensions, *(("neighbourhood",) if "total" in entry.dimensions else ())):
        rows = queries.answer(TWO, town_snapshot, indicator, Selection(by=by)).rows
        assert {row.area_code for row in rows} <= {"a1", "a2", queries.TERRITORY}


@pytest.mark.parametrize("code", ["b1", "nowhere", "group:groupe-b", "'; DROP TABLE cells; --", ""])
def test_a_place_outside_the_scope_and_an_unknown_place_are_refused_alike(town_snapshot: Snapshot, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        queries.answer(TWO, town_snapshot, "active_households", Selection(places=(code,)))
    assert str(refusal.value) == f"There is no place “{code}” in this territory."


def test_the_whole_town_is_the_published_cell_of_the_city(town_snapshot: Snapshot) -> None:
    found = queries.answer(TOWN, town_snapshot, "active_households", Selection(period=YEAR))
    assert (found.rows[0].area_code, found.rows[0].shown) == ("ville", "yes")
    assert found.rows[0].answer == value(TOWN, town_snapshot, "active_households", period=YEAR, places=("city:ville",))


def test_a_territory_that_is_no_place_is_the_sum_of_its_neighbourhoods(town_snapshot: Snapshot) -> None:
    found = queries.answer(TWO, town_snapshot, "active_households", Selection(period=YEAR)).rows[0]
    parts = queries.answer(TWO, town_snapshot, "active_households", Selection(period=YEAR, by="neighbourhood")).rows
    assert found.area_code == queries.TERRITORY
    assert found.answer == sum(row.answer or 0 for row in parts)
    assert found.noise_sd == pytest.approx(math.sqrt(2 * cell(0, 1.5).variance))


def test_a_sum_with_a_hidden_neighbourhood_is_partial(town_snapshot: Snapshot) -> None:
    scope = Scope("x", ("a1", "b4"))
    found = queries.answer(scope, town_snapshot, "active_households", Selection(period=YEAR)).rows[0]
    assert found.shown == "partial"
    assert found.answer == value(scope, town_snapshot, "active_households", period=YEAR, places=("a1",))


def test_a_hidden_cell_says_why(town_snapshot: Snapshot) -> None:
    rows = queries.answer(TOWN, town_snapshot, "active_households",
                          Selection(("a2",), Period.parse("2023"), "dwelling_type")).rows  # fmt: skip
    assert {row.why for row in rows if row.shown == "no"} == {"threshold"}, "no household in some, under any key"
    monthly = queries.answer(TOWN, town_snapshot, "active_households",
                             Selection(period=Period.parse("2024-06"), by="category")).rows  # fmt: skip
    assert {row.why for row in monthly} == {"not_published"}, "categories are told by year"
    later = queries.answer(TOWN, town_snapshot, "match_rate", Selection(period=Period.parse("2024-11"))).rows[0]
    assert (later.shown, later.why) == ("no", "not_yet")
    tiny = queries.answer(TOWN, town_snapshot, "active_households", Selection(period=YEAR, places=("b4",))).rows[0]
    assert (tiny.shown, tiny.why) == ("no", "not_published")


def test_the_mix_by_month_below_the_city_speaks_of_active_households(town_snapshot: Snapshot) -> None:
    a1 = [p for p in queries.places(TOWN, town_snapshot) if p.area_code == "a1"]
    city = [p for p in queries.places(TOWN, town_snapshot) if p.level == "city"]
    assert queries.is_of_households(a1, "exchange_type", "month")
    assert not queries.is_of_households(a1, "exchange_type", "year")
    assert queries.is_of_households(a1, "type_group", "year")
    assert not queries.is_of_households(city, "exchange_type", "month")
    rows = queries.answer(TOWN, town_snapshot, "mix_share", Selection(period=YEAR)).rows
    assert sum(row.answer or 0 for row in rows) == pytest.approx(1, abs=0.05)


def test_shares_on_few_households_come_in_steps_of_five_points(town_snapshot: Snapshot) -> None:
    rows = queries.answer(TOWN, town_snapshot, "match_rate", Selection(period=YEAR, by="neighbourhood")).rows
    small = [row for row in rows if row.answer is not None and row.base is not None and row.base < 100]
    assert small
    assert all(0.05 <= row.answer <= 0.95 and row.answer * 20 == pytest.approx(round(row.answer * 20)) for row in small)


def test_shares_are_counts_of_published_cells_alone(town_snapshot: Snapshot) -> None:
    asked, met = (
        queries.answer(TOWN, town_snapshot, code, Selection(period=YEAR)).rows[0]
        for code in ("unanswered", "match_rate")
    )
    assert asked.base == met.base
    assert 0 < met.answer < 1 - asked.answer < 1


def test_a_stock_is_read_at_the_nearest_published_period(town_snapshot: Snapshot) -> None:
    assert nearest(town_snapshot, Period.parse("2023"), "quarter").code == "2023-Q4"
    assert nearest(town_snapshot, Period.parse("2024-05"), "quarter").code == "2024-Q2"
    assert nearest(town_snapshot, Period.parse("2024-11"), "quarter").code == "2024-Q3"
    assert nearest(town_snapshot, Period.parse("2024-05"), "year").code == "2023"


def test_unknown_questions_are_refused_in_words(town_snapshot: Snapshot) -> None:
    for indicator, selection, words in (
        ("happiness", Selection(), "no indicator"),
        ("exchanges", Selection(by="colour"), "no dimension"),
        ("unanswered", Selection(by="gender"), "not broken down"),
        ("shares_pm", Selection(period=Period.parse("2024-05")), "published by year"),
    ):
        with pytest.raises(Refusal, match=words):
            queries.answer(TOWN, town_snapshot, indicator, selection)


def test_a_stage_that_is_not_public_is_seen_by_its_owner_only(town_snapshot: Snapshot) -> None:
    def stages(owner: str) -> dict[str, list[str]]:
        found = queries.projects(Scope(owner, tuple(SIZES)), town_snapshot)
        return {project.code: [stage.stage for stage in project.stages] for project in found}

    assert stages("bailleur") == {"parc": ["consultation", "works"]}
    assert stages("ville") == {"parc": ["consultation", "works", "existing"]}
    assert stages("promoteur") == {"parc": ["consultation", "works"], "tour": ["consultation"]}


def test_campaign_steps_narrow_down_and_stay_in_the_zone(town_snapshot: Snapshot) -> None:
    rows = queries.answer(TOWN, town_snapshot, "campaign_step", Selection(period=Period.parse("2024"))).rows
    steps = {row.value.split(":")[1]: row.answer for row in rows}
    assert steps["contacted"] > steps["opened"]
    elsewhere = queries.answer(
        Scope("x", ("a4",)), town_snapshot, "campaign_step", Selection(period=Period.parse("2024"))
    )
    assert elsewhere.rows == ()


def test_the_city_less_ones_own_places_is_never_one_neighbour_or_two(town_snapshot: Snapshot) -> None:
    """Nobody reads a neighbourhood that is not theirs by subtraction: b4 is too small to be published."""
    cities = {}
    for missing in ((), ("b4",), ("b3", "b4"), ("b2", "b3"), ("b1", "b2", "b3")):
        scope = Scope("x", tuple(code for code in TOWN.neighbourhoods if code not in missing))
        levels = {(p.level, p.area_code) for p in queries.places(scope, town_snapshot)}
        rows = (
            queries.answer(
                scope, town_snapshot, "active_households", Selection(("city:ville",), Period.parse("2023"))
            ).rows
            if ("city", "ville") in levels
            else ()
        )
        cities[missing] = any(row.answer is not None for row in rows)
    assert cities == {
        (): True, ("b4",): True, ("b3", "b4"): False, ("b2", "b3"): False, ("b1", "b2", "b3"): True
    }  # fmt: skip


def test_a_citys_cell_of_a_campaign_is_not_what_lies_outside_a_scope(town_snapshot: Snapshot) -> None:
    """The zone is a1, a2 and b1: whoever holds two of them would read the third from the city's cell."""

    def places(*neighbourhoods: str) -> set[str]:
        return {
            level
            for level, _ in cells_of(Scope("town", neighbourhoods), town_snapshot, "campaign_step", "campaign", 2024)
        }  # fmt: skip

    assert places("a1", "a2", "b1") == {"neighbourhood", "city"}
    assert places("a1", "a2") == places("b1") == {"neighbourhood"}
    assert places("a3") == {"city"}, "three neighbourhoods of the zone lie outside"


@pytest.mark.parametrize("scope", [TOWN, Scope("three", ("a1", "b3", "b4")), NOBODY])
def test_a_place_has_the_same_cells_by_itself_as_among_all_that_are_seen(scope: Scope, town_snapshot: Snapshot) -> None:
    read = 0
    everywhere = [(place.level, place.area_code) for place in queries.places(TOWN, town_snapshot)]
    for dimension, kind, year in product(
        ("total", "need", "campaign_step"), ("month", "year", "campaign"), (2023, 2024)
    ):
        among = cells_of(scope, town_snapshot, dimension, kind, year)
        for place in everywhere:
            alone = cells_of_place(scope, town_snapshot, *place).get((dimension, kind, year), {})
            assert alone == among.get(place, {}), (place, dimension, kind, year)
            read += len(alone)
    assert (read > 100) == bool(scope.neighbourhoods)


def test_narrowing_a_scope_never_widens_it(town_snapshot: Snapshot) -> None:
    assert queries.narrow(TWO, town_snapshot, ("a1",)).neighbourhoods == ("a1",)
    assert queries.narrow(TOWN, town_snapshot, ("group:groupe-a",)).neighbourhoods == ("a1", "a2", "a3", "a4", "a5")
    with pytest.raises(Refusal):
        queries.narrow(TWO, town_snapshot, ("group:groupe-a",))  # the group minus its own part is its neighbours
    with pytest.raises(Refusal):
        queries.narrow(TWO, town_snapshot, ("b1",))
    with pytest.raises(ValueError, match="never wider"):
        replace(TWO, neighbourhoods=("a1", "b1"))


def test_what_a_territory_must_not_see_no_part_of_it_sees(town_snapshot: Snapshot) -> None:
    """One neighbourhood lies outside, and would be the city less the sum; narrowed, more seem to lie outside."""
    own = Scope("most", tuple(code for code in SIZES if code != "a1"))
    narrowed = queries.narrow(own, town_snapshot, own.neighbourhoods[:2])
    for scope in (own, narrowed, replace(own, neighbourhoods=own.neighbourhoods[:2])):
        assert cells_of_place(scope, town_snapshot, "city", "ville") == {}
        assert ("city", "ville") not in cells_of(scope, town_snapshot, "total", "month", 2023)
    assert cells_of_place(Scope("two", own.neighbourhoods[:2]), town_snapshot, "city", "ville"), "a territory of two"


def test_territories_are_found_by_city_or_neighbourhood_and_by_nothing_else(town_snapshot: Snapshot) -> None:
    assert queries.territory(town_snapshot, ("city:ville",)) == tuple(SIZES)
    assert queries.territory(town_snapshot, ("neighbourhood:a1", "neighbourhood:zz")) == ("a1",)
    assert queries.territory(town_snapshot, ("group:groupe-a", "everything:everything", "a1", "%")) == ()


def test_derived_numbers_carry_the_noise_of_their_cells() -> None:
    one = cell(40, 1.5)
    assert math.sqrt(one.variance) == pytest.approx(2.1213, abs=1e-3)
    assert math.sqrt(cell(40, 1.5, clip=3).variance) == pytest.approx(6.364, abs=1e-3)
    assert total([one, None]) == Estimate(40, one.variance, True, one.permanent)
    assert total([None]) is None
    assert ratio(one, None) is None
    half = ratio(Estimate(50, 4.0), Estimate(100, 4.0))
    assert half is not None
    assert half.variance == pytest.approx((4 + 0.25 * 4) / 100**2)
    part = part_of(Estimate(50, 4.0), Estimate(100, 8.0))
    assert part is not None
    assert part.variance == pytest.approx((0.25 * 4 + 0.25 * 4) / 100**2)
    assert complement(Estimate(0.2, 0.1)) == Estimate(0.8, 0.1)


@pytest.mark.parametrize(
    ("share", "base", "told"), [(0.0, 50, 0.05), (1.0, 99, 0.95), (0.43, 50, 0.45), (0.434, 100, 0.43), (1.0, 500, 1.0)]
)
def test_a_share_is_told_as_finely_as_its_base_allows(share: float, base: float, told: float) -> None:
    found = as_share(Estimate(share, 0.0), base)
    assert found is not None
    assert found.value == pytest.approx(told)


def test_a_change_within_the_noise_is_no_change(town_snapshot: Snapshot) -> None:
    periods = [Period.parse("2024-05"), Period.parse("2024-06")]
    before, now = queries.trend(Scope("x", ("a1",)), town_snapshot, "active_households", Selection(), periods).rows
    found = change(now, before)
    assert found is not None
    assert found.sd == pytest.approx(math.sqrt(2) * 1.5), "the permanent half of the noise cancels"
    assert found.is_clear == (abs(found.difference) > 1.96 * math.sqrt(2) * 1.5)


def test_periods_are_half_open_calendar_periods() -> None:
    quarter = Period.parse("2024-Q4")
    assert (quarter.start, quarter.end) == (date(2024, 10, 1), date(2025, 1, 1))
    assert [p.code for p in quarter.within("month")] == ["2024-10", "2024-11", "2024-12"]
    assert quarter.year_before().code == "2023-Q4"
    assert Period.parse("2024-05").containing("quarter").code == "2024-Q2"
    for wrong in ("2024-13", "24", "2024-Q5", "2024-05-01", "x", "2024-Q3; DROP"):
        with pytest.raises(Refusal):
            Period.parse(wrong)


def test_a_sum_compared_over_time_keeps_to_the_same_neighbourhoods(town_snapshot: Snapshot) -> None:
    quarters = [Period.parse(code) for code in town_snapshot.manifest["periods"]["quarter"]]

    def told(value: str, *codes: str, comparable: bool = False) -> list[queries.Row]:
        """Active households in one group of types by quarter."""
        found = queries.trend(Scope("x", codes), town_snapshot, "active_households", Selection(by="type_group"),
                              quarters, comparable)  # fmt: skip
        return [row for row in found.rows if row.value == value]

    def hidden(value: str, code: str) -> int:
        return sum(row.answer is None for row in told(value, code))

    # whichever neighbourhood is hidden now and then, beside two that never are
    code, value = next((code, value) for code in SIZES for value in ("items", "services", "news_events", "collective")
                       if 0 < hidden(value, code) < len(quarters)
                       and sum(not hidden(value, other) for other in SIZES) >= 2)  # fmt: skip
    whole = [other for other in SIZES if told(value, other) and not hidden(value, other)][:2]
    assert {row.shown for row in told(value, *whole, code)} == {"yes", "partial"}
    steady = told(value, *whole, code, comparable=True)
    assert [row.answer for row in steady] == [row.answer for row in told(value, *whole)]
    assert {row.shown for row in steady} == {"partial"}


def test_a_step_of_a_campaign_is_told_as_finely_as_its_base_allows() -> None:
    def row(answer: float | None) -> queries.Row:
        return queries.Row("a1", "A1", "2024", "campaign_step", "x:answered", answer, 2.8, "yes")

    assert queries.share_of(row(20), row(20)) == pytest.approx(0.95), "never everybody on a small base"
    assert queries.share_of(row(23), row(50)) == pytest.approx(0.45)
    assert queries.share_of(row(230), row(500)) == pytest.approx(0.46)
    assert queries.share_of(row(None), row(500)) is None
    some = replace(row(36), shown="partial")
    assert queries.share_of(some, row(375)) is None, "a sum of some places is no share of all of them"
    assert queries.share_of(row(36), replace(row(375), shown="partial")) is None


def test_silence_is_too_few_active_or_enrolled_households_and_nothing_else(town_snapshot: Snapshot) -> None:
    quarter, later = Period.parse("2023-Q1"), Period.parse("2024-12")
    rows = queries.answer(TOWN, town_snapshot, "active_households", Selection((), quarter, "neighbourhood")).rows
    silent = [row.area_code for row in queries.silent(TOWN, town_snapshot, quarter)]
    assert silent == [row.area_code for row in rows if row.answer is None] == ["b4"]
    unknown = queries.answer(TOWN, town_snapshot, "active_households", Selection((), later, "neighbourhood")).rows
    assert {row.why for row in unknown} == {"not_yet"}
    assert queries.silent(TOWN, town_snapshot, later) == ()
    assert queries.silent(NOBODY, town_snapshot, quarter) == ()
