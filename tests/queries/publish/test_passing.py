"""Places that passed a stage: public stages alone, what was known before, and what came of it from published cells."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

from queries import Period, Scope, Snapshot
from queries.afterwards import afterwards
from queries.beforehand import beforehand, known_quarter
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from queries.publish.passing import passed
from queries.snapshot import open_current
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))


def rows(snapshot: Snapshot, table: str) -> list[dict]:
    found, columns = snapshot.select(f"SELECT * FROM {table}", {})
    return [dict(zip(columns, row, strict=True)) for row in found]


def published(snapshot: Snapshot, area: str, measure: str, quarter: str) -> float:
    found, _ = snapshot.select(
        f"SELECT {measure} FROM cells WHERE level = 'neighbourhood' AND area_code = $area AND dimension = 'total' "
        "AND period_kind = 'quarter' AND period_on = $day", {"area": area, "day": Period.parse(quarter).start},
    )  # fmt: skip
    return found[0][0]


def test_only_public_stages_that_have_begun_are_there(town_snapshot: Snapshot) -> None:
    found = {(row["stage"], row["starts_on"]) for row in rows(town_snapshot, "passed")}
    assert found == {("consultation", date(2023, 2, 1)), ("works", date(2023, 9, 1))}
    assert {row["stage"] for row in rows(town_snapshot, "passed_outcomes")} == {"consultation", "works"}


def test_a_stage_made_public_appears(with_cells: Callable[..., Snapshot]) -> None:
    opened = with_cells("UPDATE project_stages SET public = TRUE WHERE project_code = 'parc'")
    places, _ = passed(opened)
    assert ("existing", date(2024, 6, 1)) in {(row.stage, row.starts_on) for row in places.itertuples()}


def test_a_stage_that_has_not_begun_is_nobodys_example(with_cells: Callable[..., Snapshot]) -> None:
    later = with_cells("UPDATE project_stages SET starts_on = DATE '2025-02-01' WHERE stage = 'works'")
    places, outcomes = passed(later)
    assert set(places.stage) == {"consultation"}
    assert set(outcomes.stage) == {"consultation"}


def test_of_two_projects_a_place_passes_a_stage_with_the_first(with_cells: Callable[..., Snapshot]) -> None:
    twice = with_cells(
        "INSERT INTO projects SELECT * REPLACE ('again' AS project_code) FROM projects WHERE project_code = 'parc'",
        "INSERT INTO project_stages VALUES ('again', 'consultation', DATE '2023-01-15', TRUE)",
    )
    places, _ = passed(twice)
    own = places[places.stage == "consultation"]
    assert own.starts_on.tolist() == [date(2023, 1, 15)]


def test_what_came_of_it_is_the_mean_of_the_four_whole_quarters(town_snapshot: Snapshot) -> None:
    stored = {(row["stage"], row["outcome"], row["age"]): row for row in rows(town_snapshot, "passed_outcomes")}
    area = rows(town_snapshot, "passed")[0]["area_code"]
    quarters = ("2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1")
    for measure in ("active_households", "exchanges"):
        row = stored["consultation", measure, 12]
        assert row["value"] == mean(published(town_snapshot, area, measure, each) for each in quarters)
        assert row["variance"] > 0
        assert row["known_on"] == date(2024, 4, 1)
    enrolled = stored["consultation", "enrolled_households", 12]
    assert enrolled["value"] == published(town_snapshot, area, "enrolled_households", "2024-Q1")
    assert ("consultation", "exchanges", 24) not in stored, "two years have not gone by"
    assert stored["works", "exchanges", 12]["known_on"] == date(2024, 10, 1)
    assert ("works", "need:childcare", 12) not in stored, "its calendar year has not ended"


def test_a_quarter_that_is_hidden_hides_the_outcome(with_cells: Callable[..., Snapshot]) -> None:
    hidden = with_cells("UPDATE cells SET exchanges = NULL WHERE period_kind = 'quarter' AND period_on = '2023-07-01'")
    _, outcomes = passed(hidden)
    told = outcomes[outcomes.stage == "consultation"].set_index(["outcome", "age"]).value
    assert math.isnan(told["exchanges", 12])
    assert told["active_households", 12] > 0


def test_needs_and_answers_to_campaigns_are_told_or_hidden_by_their_cells(town_snapshot: Snapshot) -> None:
    found = {(each.outcome, each.age): each for each in afterwards(TOWN, town_snapshot, "a1", date(2022, 3, 1))}
    cell, _ = town_snapshot.select(
        "SELECT households FROM cells WHERE area_code = 'a1' AND dimension = 'need' AND value = 'childcare:asked' "
        "AND period_kind = 'year' AND period_on = '2023-01-01'", {},
    )  # fmt: skip
    count = found["need:childcare", 12].count
    assert (count.value if count else None) == cell[0][0]
    answered = {(each.outcome, each.age): each for each in afterwards(TOWN, town_snapshot, "a1", date(2023, 6, 1))}
    assert ("campaign_answers", 12) in answered
    others = {each.outcome for each in afterwards(TOWN, town_snapshot, "a3", date(2023, 6, 1))}
    assert "campaign_answers" not in others, "no campaign was there"


def test_features_are_those_before_the_stage(town_snapshot: Snapshot) -> None:
    before = {row["stage"]: row for row in rows(town_snapshot, "passed")}
    assert before["consultation"]["enrolled_near"] is None, "no quarter had ended yet"
    assert before["works"]["enrolled_near"] < 0
    assert before["works"]["flats"] == pytest.approx(0.7, abs=0.01)
    assert known_quarter(town_snapshot, date(2023, 9, 1)) == Period.parse("2023-Q2")
    assert known_quarter(town_snapshot, date(2023, 7, 1)) == Period.parse("2023-Q2")
    assert known_quarter(town_snapshot, date(2023, 6, 30)) == Period.parse("2023-Q1")


def test_what_happens_later_changes_no_feature(town_snapshot: Snapshot, with_cells: Callable[..., Snapshot]) -> None:
    later = with_cells("UPDATE cells SET enrolled_households = 9 * enrolled_households WHERE period_on >= '2023-07-01'")
    one, other = passed(town_snapshot)[0], passed(later)[0]
    assert one.equals(other)
    earlier = with_cells("UPDATE cells SET enrolled_households = 9 * enrolled_households")
    assert not one.equals(passed(earlier)[0])


def test_who_is_enrolled_nearby_is_the_place_and_its_neighbours(town_snapshot: Snapshot) -> None:
    facts = beforehand(TOWN, town_snapshot, Period.parse("2023-Q2"))["a1"]
    near = {row.near_code for row in town_snapshot.query("near") if row.area_code == "a1"} | {"a1"}
    enrolled = {code: published(town_snapshot, code, "enrolled_households", "2023-Q2") for code in near - {"b4"}}
    assert len(enrolled) > 1
    assert facts.enrolled == sum(enrolled.values())
    assert facts.homes_near == sum(4 * SIZES[code] for code in enrolled)
    alone = beforehand(Scope("ville", ("a1",)), town_snapshot, Period.parse("2023-Q2"))["a1"]
    assert alone.enrolled == enrolled["a1"], "a scope sees no enrolment beyond it"


def test_what_is_stored_is_what_the_published_cells_give(town_snapshot: Snapshot) -> None:
    places, outcomes = passed(town_snapshot)
    for frame, table in ((places, "passed"), (outcomes, "passed_outcomes")):
        stored = sorted(tuple(row.values()) for row in rows(town_snapshot, table))
        again = sorted(tuple(None if isinstance(v, float) and np.isnan(v) else v for v in row)
                       for row in frame.itertuples(index=False))  # fmt: skip
        assert str(stored) == str(again)


def test_the_operator_marks_comparison_places_in_the_bundle(town: Town, tmp_path: Path) -> None:
    shutil.copytree(town.path, tmp_path / "bundle")
    path = tmp_path / "bundle" / "neighbourhoods.geojson"
    shapes = json.loads(path.read_text())
    for feature in shapes["features"]:
        feature["properties"]["comparison_place"] = feature["properties"]["neighbourhood_code"] in ("a2", "b1")
    path.write_text(json.dumps(shapes))
    folders = Folders(tmp_path / "data")
    import_bundle(tmp_path / "bundle", folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    assert [row["neighbourhood_code"] for row in rows(snapshot, "comparison_places")] == ["a2", "b1"]


def test_without_a_mark_no_place_is_a_comparison_place(town_snapshot: Snapshot) -> None:
    assert rows(town_snapshot, "comparison_places") == []
