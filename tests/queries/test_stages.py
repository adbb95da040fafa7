"""Stages of the town's project: the periods inside, the places beside it, and what is said of too little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from statistics import median

import pytest

import queries
from queries import Period, Project, Scope, Snapshot
from queries.before_after import Told
from queries.stages import comparable
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
OTHER = Scope("bailleur", tuple(SIZES))
OWNER = Scope("promoteur", tuple(SIZES))

#: Neighbourhoods that are as a2 is, each with numbers of its own: as many as a comparison needs.
TWINS = tuple(f"c{number:02d}" for number in range(1, 15))
#: The months of the works and of the existing place of the park, whose stages begin on the first of a month.
WORKS = "period_on >= '2023-09-01' AND period_on < '2024-06-01'"

With = Callable[..., Snapshot]


def project(snapshot: Snapshot, scope: Scope = TOWN, code: str = "parc") -> Project:
    return next(each for each in queries.projects(scope, snapshot) if each.code == code)


def twins() -> list[str]:
    """Statements that make the town large enough to compare: the park’s place and its twins are nearly as a2."""
    made = ["DELETE FROM cells WHERE area_code = 'a1' AND dimension = 'total'", "DELETE FROM near"]
    like = "level = 'neighbourhood' AND area_code = 'a2'"
    for code in ("a1", *TWINS):
        shift = f"(hash('{code}' || period_on || 'x') % 9)::INTEGER - 4"
        made.append(f"INSERT INTO cells SELECT * REPLACE ('{code}' AS area_code, active_households + {shift} AS "
                    f"active_households, exchanges + {shift} AS exchanges) FROM cells WHERE {like} "
                    "AND dimension = 'total'")  # fmt: skip
    for code in TWINS:
        made += [
            f"INSERT INTO areas SELECT * REPLACE ('{code}' AS area_code, '{code}' AS cells_code) "
            f"FROM areas WHERE {like}",
            f"INSERT INTO extents SELECT * REPLACE ('{code}' AS area_code, '{code}' AS neighbourhood_code) "
            f"FROM extents WHERE {like}",
            f"INSERT INTO noise SELECT * REPLACE ('{code}' AS area_code) FROM noise WHERE {like}",
            f"INSERT INTO ground SELECT '{code}', km2 FROM ground WHERE neighbourhood_code = 'a2'",
        ]
    return made


WIDE = Scope("ville", (*SIZES, *TWINS))


@pytest.fixture
def wide(with_cells: With) -> Snapshot:
    return with_cells(*twins())


@pytest.fixture
def hushed(with_cells: With) -> Snapshot:
    """The same, with two fifths less of everything where the park is, while its works last."""
    return with_cells(
        *twins(),
        "UPDATE cells SET active_households = (active_households * 0.6)::INTEGER, "
        f"exchanges = (exchanges * 0.6)::INTEGER WHERE area_code = 'a1' "
        f"AND dimension = 'total' AND period_kind = 'month' AND {WORKS}",
    )


def told(snapshot: Snapshot, scope: Scope, indicator: str = "active_households") -> Told:
    found = queries.before_after(scope, snapshot, project(snapshot, scope))
    return next(each for each in found if each.indicator == indicator)


def test_a_stage_goes_to_the_next_that_the_reader_may_see(town_snapshot: Snapshot) -> None:
    def stages(scope: Scope) -> list[tuple[str, str, bool]]:
        found = queries.phases(town_snapshot, project(town_snapshot, scope))
        return [(each.stage, f"{each.ends_on:%Y-%m}", each.is_over) for each in found]

    assert stages(TOWN) == [("before", "2023-02", True), ("consultation", "2023-09", True), ("works", "2024-06", True),
                            ("existing", "2024-12", False)]  # fmt: skip
    assert stages(OTHER)[-1] == ("works", "2024-12", False), "who may not see the existing place never hears of it"


def test_only_periods_wholly_inside_a_stage_are_read(with_cells: With) -> None:
    snapshot = with_cells("UPDATE project_stages SET starts_on = DATE '2023-09-02' WHERE stage = 'works'")
    _, before, during, _ = queries.phases(snapshot, project(snapshot))
    assert before.whole(snapshot, "month")[-1].code == "2023-08"
    assert during.whole(snapshot, "month")[0].code == "2023-10"
    assert [each.code for each in during.whole(snapshot, "quarter")] == ["2023-Q4", "2024-Q1"]
    assert before.whole(snapshot, "year") == ()


def test_a_stage_that_has_not_begun_is_none(with_cells: With) -> None:
    later = with_cells("UPDATE project_stages SET starts_on = DATE '2030-01-01' WHERE project_code = 'parc'")
    assert queries.phases(later, project(later)) == ()
    assert queries.before_after(TOWN, later, project(later)) == () or all(
        not each.levels for each in queries.before_after(TOWN, later, project(later))
    )


def test_a_small_town_tells_means_and_claims_nothing(town_snapshot: Snapshot) -> None:
    found = told(town_snapshot, TOWN)
    assert [phase.stage for phase, _ in found.levels] == ["before", "consultation", "works", "existing"]
    during = {phase.stage: mean for phase, mean in found.levels}["works"]
    assert during.months == 9
    assert during.value is not None
    assert during.low is not None
    assert during.low < during.value
    assert {each.step.lacking for each in found.steps} <= {"months", "places", "hidden"}
    assert not any(each.is_clear for each in found.steps)


def test_the_mean_of_a_stage_is_that_of_its_published_months(town_snapshot: Snapshot) -> None:
    own = project(town_snapshot)
    scope = replace(TOWN, neighbourhoods=own.neighbourhoods)
    months = [Period.parse(f"2023-0{month}") for month in range(2, 9)]
    rows = queries.trend(scope, town_snapshot, "active_households", queries.Selection(), months).rows
    mean = {phase.stage: mean for phase, mean in told(town_snapshot, TOWN).levels}["consultation"]
    assert mean.value == pytest.approx(sum(row.answer or 0 for row in rows) / 7)


def test_a_fall_during_the_works_is_claimed_and_undone_after_them(hushed: Snapshot) -> None:
    found = {(each.before.stage, each.after.stage): each for each in told(hushed, WIDE).steps}
    during, after = found["consultation", "works"], found["works", "existing"]
    assert during.is_clear
    assert after.is_clear
    assert during.step.low is not None
    assert during.step.high is not None
    assert during.step.low < -0.4 < during.step.high
    assert after.step.value is not None
    assert after.step.value > 0.3
    assert not found["consultation", "existing"].is_clear


def test_without_a_fall_nothing_is_claimed_in_this_town(wide: Snapshot) -> None:
    steps = [each for one in queries.before_after(WIDE, wide, project(wide, WIDE)) for each in one.steps]
    assert any(not each.step.lacking for each in steps)
    assert not [each for each in steps if each.is_clear]


def test_places_next_door_and_places_with_a_project_are_not_compared_with(with_cells: With, wide: Snapshot) -> None:
    own = project(wide, WIDE)
    beside = comparable(WIDE, wide, own)
    assert set(TWINS) <= set(beside)
    assert not set(own.neighbourhoods) & set(beside)
    near = with_cells(*twins(), f"INSERT INTO near VALUES ('{own.neighbourhoods[0]}', 'c01')")
    assert set(beside) - set(comparable(WIDE, near, own)) == {"c01"}
    also = with_cells(*twins(), "UPDATE projects SET neighbourhood_codes = ['c02'] WHERE project_code = 'tour'")
    assert "c02" in comparable(WIDE, also, project(also, WIDE)), "a project unseen is not given away"
    owner = replace(WIDE, organisation_code="promoteur")
    assert "c02" not in comparable(owner, also, project(also, owner))


def test_a_project_is_compared_alike_whatever_else_the_scope_holds(hushed: Snapshot) -> None:
    """Comparable places lie in the whole snapshot; a reader of one neighbourhood is told the same difference."""
    alone = Scope("ville", project(hushed, WIDE).neighbourhoods)
    assert [each.step for each in told(hushed, alone).steps] == [each.step for each in told(hushed, WIDE).steps]


def test_an_older_snapshot_has_no_places_to_compare(wide: Snapshot) -> None:
    older = replace(wide, manifest={**wide.manifest, "format": 5})
    assert comparable(WIDE, older, project(older, WIDE)) == ()


def test_what_a_handover_measures_by_is_the_last_year_of_the_stage(town_snapshot: Snapshot) -> None:
    during = queries.phases(town_snapshot, project(town_snapshot))[2]
    found = {
        code: (kind, mean) for code, kind, mean in queries.baseline(TOWN, town_snapshot, project(town_snapshot), during)
    }
    assert found["active_households"][0] == "month"
    assert found["active_households"][1].months == 9
    assert found["enrolled_households"][0] == "quarter"
    assert found["enrolled_households"][1].months == 2
    long = replace(during, ends_on=date(2024, 12, 1))
    (_, _, mean), *_ = [each for each in queries.baseline(TOWN, town_snapshot, project(town_snapshot), long)
                        if each[0] == "active_households"]  # fmt: skip
    assert mean.months == 12


def test_the_mix_of_a_stage_is_the_mean_of_its_quarters(town_snapshot: Snapshot) -> None:
    own, during = project(town_snapshot), queries.phases(town_snapshot, project(town_snapshot))[2]
    found = queries.stage_mix(TOWN, town_snapshot, own, during)
    assert [each.code for each in found.quarters] == ["2023-Q4", "2024-Q1"]
    scope, selection = replace(TOWN, neighbourhoods=own.neighbourhoods), queries.Selection(by="type_group")
    rows = queries.trend(scope, town_snapshot, "mix_share", selection, found.quarters).rows
    for row in found.rows:
        each = [one.answer for one in rows if one.value == row.value]
        if None in each:
            assert row.answer is None
        else:
            assert row.answer == pytest.approx(sum(each) / len(each), abs=0.03)  # type: ignore[arg-type]
    assert any(row.answer is not None for row in found.rows)


def test_needs_are_those_of_a_year_inside_the_stage_or_of_the_city_around(with_cells: With) -> None:
    snapshot = with_cells("UPDATE project_stages SET starts_on = DATE '2023-01-01' WHERE stage = 'consultation'",
                          "UPDATE project_stages SET starts_on = DATE '2024-01-01' WHERE stage = 'works'")  # fmt: skip
    own = project(snapshot)
    _, before, during, _ = queries.phases(snapshot, own)
    here = queries.stage_needs(TOWN, snapshot, own, before)
    assert (here.kind, [each.code for each in here.periods], here.around) == ("year", ["2023"], None)
    around = queries.stage_needs(TOWN, snapshot, own, during)
    assert around.kind == "quarter"
    assert around.around is not None
    assert around.around.level == "city"
    shown = [each.asked.answer for each in here.needs if each.asked.answer is not None]
    assert shown == sorted(shown, reverse=True)


def test_who_sees_no_city_is_told_no_needs_of_it(town_snapshot: Snapshot) -> None:
    """Of the city less two neighbourhoods, what is missing would be theirs."""
    most = tuple(code for code in SIZES if code not in ("b2", "b3"))
    scope = Scope("ville", most)
    own = project(town_snapshot, scope)
    found = queries.stage_needs(scope, town_snapshot, own, queries.phases(town_snapshot, own)[1])
    assert all(each.asked.answer is None for each in found.needs)


def test_at_the_same_age_too_few_projects_are_no_comparison(wide: Snapshot) -> None:
    own = project(wide, WIDE)
    found = queries.same_age(WIDE, wide, own, "works", "active_households")
    assert found is not None
    assert [each.code for each in found.months] == [each.code for each in found.phase.whole(wide, "month")]
    assert found.own is not None
    assert found.own.months == 8, "the data begin in January, eight months before the works"
    assert not found.projects.is_told
    assert found.places.is_told
    assert found.places.places.min() >= 5
    alone = replace(WIDE, neighbourhoods=own.neighbourhoods)
    narrow = queries.same_age(alone, wide, own, "works", "active_households")
    assert narrow is not None
    assert not narrow.places.is_told, "no median of places outside the scope"
    assert queries.same_age(WIDE, wide, own, "consultation", "active_households").own is None  # type: ignore[union-attr]
    assert queries.same_age(WIDE, wide, own, "works", "enrolled_households") is None
    assert queries.same_age(WIDE, wide, own, "demolition", "active_households") is None


def test_at_the_same_age_each_project_counts_from_its_own_start(with_cells: With) -> None:
    """Six more projects whose works began one month after each other: the median is that of their own months."""
    more = [f"c{number:02d}" for number in range(1, 7)]
    made = twins()
    for at, code in enumerate(more):
        made += [
            f"INSERT INTO projects SELECT * REPLACE ('q{code}' AS project_code, ['{code}'] AS neighbourhood_codes) "
            "FROM projects WHERE project_code = 'parc'",
            f"INSERT INTO project_stages SELECT * REPLACE ('q{code}' AS project_code, true AS public, "
            f"(starts_on + INTERVAL {at} MONTH)::DATE AS starts_on) FROM project_stages WHERE project_code = 'parc'",
        ]
    snapshot = with_cells(*made)
    found = queries.same_age(WIDE, snapshot, project(snapshot, WIDE), "works", "active_households")
    assert found is not None
    assert found.is_seasonal, "eight places without a project are too few to tell the season"
    assert found.projects.places.tolist() == [6] * 9
    third = []
    for at, code in enumerate(more):
        scope = replace(WIDE, neighbourhoods=(code,))
        start = Period.parse("2023-09").shift(at)
        months = [start.shift(step) for step in range(-8 - at if at < 5 else -12, 0)]
        rows = queries.trend(scope, snapshot, "active_households", queries.Selection(), [*months, start.shift(2)]).rows
        before = [row.answer or 0.0 for row in rows[:-1]]
        third.append((rows[-1].answer or 0.0) / (sum(before) / len(before)))
    assert found.projects.median[2] == pytest.approx(median(third))
