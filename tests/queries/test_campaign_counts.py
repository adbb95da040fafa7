"""Steps of campaigns as they are read back: over or running, as a whole or by place, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import queries
from queries import Estimate, Scope, Snapshot
from queries.statistics.published_counts import Hidden
from tests.conftest import cell
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
CITY = "level = 'city' AND area_code = 'ville'"

With = Callable[..., Snapshot]


def campaign(snapshot: Snapshot, scope: Scope = TOWN) -> queries.Campaign:
    return next(each for each in queries.campaigns(scope, snapshot) if each.code == "entraide")


def step(number: int | None, code: str, where: str = CITY) -> str:
    return cell(number, "campaign_step", f"entraide:{code}", where, "period_kind = 'campaign'")


@pytest.fixture
def counted(with_cells: With) -> Snapshot:
    return with_cells(step(800, "contacted"), step(400, "opened"), step(None, "answered"), step(100, "offered"))


def test_each_step_is_a_share_of_the_last_one_that_is_shown(counted: Snapshot) -> None:
    found = queries.funnel(TOWN, counted, campaign(counted))
    contacted, opened, answered, offered = found.steps[:4]
    assert found.homes == 3000
    assert (contacted.of, opened.of, offered.of) == ("homes", "contacted", "opened")
    assert opened.share is not None
    assert opened.share.share == 0.5
    assert 0.44 <= opened.share.low < 0.5 < opened.share.high <= 0.56
    assert isinstance(answered.count, Hidden)
    assert answered.share is None
    assert offered.share is not None
    assert offered.share.share == 0.25
    reached = found.reached(offered)
    assert reached is not None
    assert reached.share == 0.13 or reached.share == 0.12
    assert found.reached(answered) is None


def test_a_step_larger_than_the_one_before_has_no_share(with_cells: With) -> None:
    snapshot = with_cells(step(100, "contacted"), step(104, "opened"))
    assert queries.funnel(TOWN, snapshot, campaign(snapshot)).steps[1].share is None


def test_every_neighbourhood_has_its_own_steps_beside_its_homes(town_snapshot: Snapshot) -> None:
    found = queries.funnels_by_place(TOWN, town_snapshot, campaign(town_snapshot))
    assert [each.place.area_code for each in found if each.place] == ["a1", "a2", "b1"]
    shown = [each.steps[0].count for each in found]
    assert any(isinstance(count, Estimate) for count in shown)


def running(snapshot: Snapshot, with_week: str) -> Snapshot:
    """The same when the campaign has not ended, and one week of it is told."""
    manifest = {**snapshot.manifest, "covers_until": "2024-02-18", "weeks": [with_week]}
    manifest["periods"] = {**manifest["periods"], "month": ["2023-12", "2024-01"]}
    return replace(snapshot, manifest=manifest)


WEEK = ("INSERT INTO cells BY NAME SELECT 'city' AS level, 'ville' AS area_code, 'week' AS period_kind, "
        "DATE '2024-02-12' AS period_on, 'campaign_step' AS dimension, 'entraide:answered' AS value, "
        "70 AS households, 3.0 AS s")  # fmt: skip


def test_a_campaign_that_runs_is_told_as_of_the_last_closed_week(with_cells: With) -> None:
    snapshot = running(with_cells(WEEK), "2024-W07")
    own = campaign(snapshot)
    assert not queries.is_over(own, snapshot)
    assert queries.has_begun(own, snapshot)
    found = {each.code: each.count for each in queries.funnel(TOWN, snapshot, own).steps}
    assert isinstance(found["answered"], Estimate)
    assert found["answered"].value == 70
    assert found["contacted"] is None
    until = queries.counted_until(own, snapshot, "city")
    assert until is not None
    assert until.isoformat() == "2024-02-18"
    assert queries.funnels_by_place(TOWN, snapshot, own) == ()


def test_one_place_of_the_zone_outside_the_territory_hides_its_weeks_too(with_cells: With) -> None:
    """The zone less their own part would be a neighbour's number, at the end of every week."""
    most = tuple(code for code in SIZES if code not in ("b1", "b2", "b3"))
    snapshot = running(with_cells(WEEK), "2024-W07")
    for scope, sees in ((Scope("most", most), False), (TOWN, True)):
        rows = queries.cells.cells_of_place(scope, snapshot, "city", "ville").get(("campaign_step", "week", 2024), {})
        assert bool([value for _, value in rows if value.startswith("entraide:")]) is sees
