"""Giving, ties beside chance, standing, cohorts, bands and stickiness: from the town, and from cells made by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

import queries
from queries import Period, Place, Scope, Snapshot
from queries.cohesion import cohesion
from queries.cohorts import MONTHS, cohorts, kept_together
from queries.dependence import bands, stickiness
from queries.standing import standing
from queries.statistics.against_chance import REWIRED
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from tests.conftest import cell
from tests.queries.publish import twin
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))
YEAR, QUARTER = Period.parse("2023"), Period.parse("2024-Q2")
CITY = "level = 'city' AND area_code = 'ville'"
IN_2024 = "period_kind = 'year' AND period_on = '2024-01-01'"
IN_QUARTER = "period_kind = 'quarter' AND period_on = '2024-04-01'"

Cells = Callable[..., Snapshot]


def place(snapshot: Snapshot, code: str = "city:ville", scope: Scope = TOWN) -> Place:
    return queries.place(scope, snapshot, code)


def city(number: int | None, dimension: str, value: str, period: str = IN_QUARTER, measure: str = "households") -> str:
    return cell(number, dimension, value, CITY, period, measure)


@pytest.fixture
def holding(with_cells: Cells) -> Snapshot:
    """A city of 1,000 households with an exchange in a quarter, whose ties cross dwellings less than by chance."""
    return with_cells(
        city(200, "giving", "gives"), city(100, "giving", "receives"), city(700, "giving", "both"),
        city(250, "giving", "none"), city(400, "tie", "other_dwelling"),
        city(500, "tie", "other_dwelling_by_chance"), city(60, "tie", "other_residence"),
        city(58, "tie", "other_residence_by_chance"), city(400, "linking", "without"), city(100, "linking", "linked"),
    )  # fmt: skip


def test_shares_of_giving_are_those_of_the_cells(holding: Snapshot) -> None:
    found = cohesion(TOWN, holding, place(holding), QUARTER)
    assert {value: share.share for value, share in found.shares.items()} == {
        "gives": 0.16, "receives": 0.08, "both": 0.56, "none": 0.2
    }  # fmt: skip
    assert found.without == found.shares["none"]
    assert found.both_ways is not None
    assert found.both_ways.share == 0.7
    assert found.both_ways.low <= 0.7 <= found.both_ways.high
    assert 0 < found.both_ways.high - found.both_ways.low < 0.05


def test_ties_beside_chance_have_the_interval_of_both_noises(holding: Snapshot) -> None:
    dwelling, residence = cohesion(TOWN, holding, place(holding), QUARTER).ties
    assert dwelling.across == "dwelling"
    assert dwelling.against is not None
    assert residence.against is not None
    assert (dwelling.against.ratio, dwelling.against.is_clear) == (0.8, True)
    assert isinstance(dwelling.observed, Estimate)
    noise = dwelling.observed.variance
    sd = math.sqrt(noise / 400**2 + noise * (1 + REWIRED) / 500**2 + 1 / 500)
    assert 0 <= 0.8 * math.exp(-1.96 * sd) - dwelling.against.low < 0.01
    assert 0 <= dwelling.against.high - 0.8 * math.exp(1.96 * sd) < 0.01
    told = residence.against
    assert (told.ratio, told.is_clear) == (1.05, False), "in steps of five under a hundred households"
    assert all(round(20 * end) == pytest.approx(20 * end) for end in (told.low, told.high))
    asked = queries.answer(TOWN, holding, "bridging", queries.Selection(period=QUARTER)).rows
    assert [row.answer for row in asked] == [dwelling.against.ratio], "one number, wherever it is asked for"


def test_who_was_linked_is_a_share_of_who_had_no_exchange_for_a_year(holding: Snapshot) -> None:
    linked = cohesion(TOWN, holding, place(holding), QUARTER).linked
    assert linked is not None
    assert linked.share is not None
    assert linked.share.share == 0.25


def test_hidden_cells_give_no_number(holding: Snapshot, with_cells: Cells) -> None:
    hidden = with_cells(
        *(city(None, "giving", value) for value in ("none",)), city(None, "tie", "other_dwelling_by_chance"),
        city(None, "linking", "linked"),
    )  # fmt: skip
    found = cohesion(TOWN, hidden, place(hidden), QUARTER)
    assert isinstance(found.patterns["none"], Hidden)
    assert found.shares == {}
    assert found.without is None
    assert found.both_ways is not None, "of those with an exchange, whoever else was active"
    assert [each.against is None for each in found.ties] == [True, False]
    assert found.linked is not None
    assert found.linked.share is None
    gone = with_cells(city(None, "giving", "gives"))
    assert cohesion(TOWN, gone, place(gone), QUARTER).both_ways is None


def test_the_town_is_told_as_its_rows_are(town: Town, town_snapshot: Snapshot) -> None:
    found = cohesion(TOWN, town_snapshot, place(town_snapshot), YEAR)
    ties = twin.ties(town, "year")
    by_chance = twin.ties_by_chance(town, "year", 20)
    for each in found.ties:
        true = sum(len(who) for (_, start, value), who in ties.items()
                   if start == YEAR.start and value == f"other_{each.across}")  # fmt: skip
        assert isinstance(each.observed, Estimate)
        assert isinstance(each.by_chance, Estimate)
        assert each.observed.value == pytest.approx(true, abs=4 * math.sqrt(each.observed.variance))
        mean = by_chance[YEAR.start, f"other_{each.across}_by_chance"]
        assert each.by_chance.value == pytest.approx(mean, abs=4 * math.sqrt(each.by_chance.variance) + 8)
        assert each.against is not None
        assert not each.against.is_clear, "in the town nobody prefers their own kind"


def test_below_the_city_shares_are_of_those_with_an_exchange_and_ties_are_told_of_groups(
    town_snapshot: Snapshot, with_cells: Cells
) -> None:
    group = cohesion(TOWN, town_snapshot, place(town_snapshot, "groupe-a"), YEAR)
    assert set(group.patterns) == {"gives", "receives", "both"}
    assert (group.without, group.linked) == (None, None)
    assert [each.across for each in group.ties] == ["dwelling", "residence"]
    assert cohesion(TOWN, town_snapshot, place(town_snapshot, "groupe-a"), QUARTER).patterns == {}
    here = "area_code = 'a1'"
    few = with_cells(cell(22, "giving", "gives", here), cell(20, "giving", "receives", here),
                     cell(40, "giving", "both", here))  # fmt: skip
    one = cohesion(TOWN, few, place(few, "a1"), YEAR)
    assert one.ties == ()
    assert one.both_ways == one.shares["both"]
    assert {value: share.share for value, share in one.shares.items()} == {
        "gives": 0.25, "receives": 0.25, "both": 0.5
    }, "five points under a hundred households"  # fmt: skip
    for share in one.shares.values():
        for number in (share.low, share.high):
            assert 20 * number == pytest.approx(round(20 * number))


def test_standings_are_apart_from_the_active_households_by_no_more_than_the_noise(town_snapshot: Snapshot) -> None:
    """The permanent part of the noise sets the same four cells apart in every period, so that none is beyond it."""
    whole = place(town_snapshot)
    periods = [Period.parse(code) for code in ("2023-Q4", *(f"2023-{month:02d}" for month in range(3, 12)))]
    found = [standing(TOWN, town_snapshot, whole, period) for period in periods]
    told = [each for each in found if each.apart is not None]
    assert len(told) > 3
    for each in told:
        assert each.apart is not None
        assert abs(each.apart.difference) < 3.5 * each.apart.sd
        assert each.adds_up == (abs(each.apart.difference) <= 1.96 * each.apart.sd)
    assert len({each.apart for each in told}) > 3
    assert standing(TOWN, town_snapshot, place(town_snapshot, "a1"), QUARTER).counts == {}


def test_growth_is_who_came_less_who_left_over_who_was_there(with_cells: Cells) -> None:
    before = "period_kind = 'quarter' AND period_on = '2024-01-01'"
    cells = (
        city(100, "standing", "new"), city(600, "standing", "continuing"), city(80, "standing", "returning"),
        city(60, "standing", "lapsed"), city(780, "total", "total", measure="active_households"),
        city(600, "total", "total", before, "active_households"),
    )  # fmt: skip
    made = with_cells(*cells)
    found = standing(TOWN, made, place(made), QUARTER)
    assert found.adds_up
    assert found.apart is not None
    assert found.apart.difference == 0
    assert found.growth is not None
    assert found.growth.growth == 0.2
    assert found.growth.low < 0.2 < found.growth.high
    other = with_cells(
        *cells, city(900, "total", "total", measure="active_households"), city(240, "standing", "lapsed")
    )
    changed = standing(TOWN, other, place(other), QUARTER)
    assert changed.adds_up is False
    assert changed.growth is not None
    assert changed.growth.growth == -0.1
    hidden = with_cells(*cells, city(None, "standing", "returning"))
    gone = standing(TOWN, hidden, place(hidden), QUARTER)
    assert (gone.apart, gone.adds_up, gone.growth) == (None, None, None)


def test_a_cohort_tells_hidden_cells_from_those_not_known_yet(with_cells: Cells, town_snapshot: Snapshot) -> None:
    assert cohorts(TOWN, town_snapshot, place(town_snapshot, "a1")) == ()
    columns = "level, area_code, period_kind, period_on, dimension, value, households"
    told = [(400, "joined"), (200, "1"), (100, "3"), (None, "6")]
    made = with_cells(
        "DELETE FROM cells WHERE dimension = 'cohort'",
        *(f"INSERT INTO cells ({columns}) VALUES ('city', 'ville', 'quarter', DATE '2024-01-01', 'cohort', '{value}', "
          f"{'NULL' if number is None else number})" for number, value in told),
        *(f"INSERT INTO cells ({columns}) VALUES ('city', 'ville', 'quarter', DATE '2024-04-01', 'cohort', '{value}', "
          f"{'NULL' if number is None else number})" for number, value in [(None, "joined"), (30, "1")]),
    )  # fmt: skip
    first, second = cohorts(TOWN, made, place(made))
    assert first.quarter == Period.parse("2024-Q1")
    assert [each.months for each in first.kept] == [int(months) for months in MONTHS]
    assert [each.state for each in first.kept] == ["shown", "shown", "hidden", "not_yet"]
    assert [each.share.share for each in first.kept if each.share] == [0.5, 0.25]
    assert isinstance(second.joined, Hidden)
    assert [each.state for each in second.kept] == ["hidden", "not_yet", "not_yet", "not_yet"], (
        "a share of nothing known"
    )


def test_cohorts_together_are_told_no_finer_than_shares_of_so_few(with_cells: Cells) -> None:
    columns = "level, area_code, period_kind, period_on, dimension, value, households"
    made = with_cells(
        "DELETE FROM cells WHERE dimension = 'cohort'",
        *(f"INSERT INTO cells ({columns}) VALUES ('city', 'ville', 'quarter', DATE '2024-01-01', 'cohort', '{value}', "
          f"{number})" for number, value in [(61, "joined"), (22, "1")]),
    )  # fmt: skip
    first, *_ = kept_together(cohorts(TOWN, made, place(made)))
    assert first is not None
    assert first.value == 0.35, "of 61 households in steps of five points"
    assert all(round(20 * end) == pytest.approx(20 * end) for end in first.interval)


def test_bands_are_the_finest_that_the_place_tells(with_cells: Cells, town_snapshot: Snapshot) -> None:
    made = with_cells(city(None, "activity_band", "16_plus"), city(123, "activity_band", "1"))
    whole = bands(TOWN, made, place(made), QUARTER)
    assert whole is not None
    assert (whole.place.level, whole.dimension) == ("city", "activity_band")
    assert list(whole.counts) == ["1", "2_3", "4_7", "8_15", "16_plus"]
    assert isinstance(whole.counts["16_plus"], Hidden)
    assert isinstance(once := whole.counts["1"], Estimate)
    assert once.value == 123
    assert once.variance > 0
    here = place(town_snapshot, "a1")
    one = bands(Scope("town hall", ("a1",)), town_snapshot, here, YEAR)
    assert one is not None
    assert (one.place.area_code, one.dimension, list(one.counts)) == ("a1", "activity_level", ["1", "2_3", "4_plus"])
    assert bands(Scope("town hall", ("a1",)), town_snapshot, here, QUARTER) is None
    assert bands(Scope("two", ("a2", "b1")), town_snapshot, here, YEAR) is None
    assert bands(Scope("nobody", ()), town_snapshot, here, YEAR) is None


def test_stickiness_is_the_mean_of_weeks_over_the_month(with_cells: Cells) -> None:
    may = Period.parse("2024-05")
    weeks = "period_kind = 'week' AND period_on BETWEEN '2024-05-06' AND '2024-05-20'"
    month = "period_kind = 'month' AND period_on = '2024-05-01'"

    def made(*more: str) -> Snapshot:
        return with_cells(city(60, "total", "total", weeks, "active_households"),
                          city(200, "total", "total", month, "active_households"), *more)  # fmt: skip

    snapshot = made()
    found = stickiness(TOWN, snapshot, place(snapshot), may)
    assert found is not None
    assert found.share == 0.3
    assert found.low < 0.3 < found.high
    one = made(city(None, "total", "total", weeks.replace("05-20", "05-06"), "active_households"))
    assert stickiness(TOWN, one, place(one), may) is None
    assert stickiness(TOWN, snapshot, place(snapshot, "a1"), may) is None, "weeks are told of cities"


def test_who_holds_a_part_of_the_city_reads_the_same_and_who_holds_nothing_nothing(town_snapshot: Snapshot) -> None:
    part = Scope("office", ("a1", "b1"))
    whole = cohesion(TOWN, town_snapshot, place(town_snapshot), YEAR)
    seen = cohesion(part, town_snapshot, place(town_snapshot, scope=part), YEAR)
    assert (seen.shares, seen.ties, seen.linked) == (whole.shares, whole.ties, whole.linked)
    with pytest.raises(queries.Refusal):
        place(town_snapshot, scope=Scope("nobody", ()))
    group = place(town_snapshot, "groupe-a")
    assert cohesion(part, town_snapshot, group, YEAR).patterns == {}, "a group is for those who hold it whole"
