"""Which places a campaign is compared with, and what is told when they are too few: from the published town."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import queries
from queries import Scope, Snapshot
from queries.statistics.typical import mean_of_shown
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))

With = Callable[..., Snapshot]


def campaign(snapshot: Snapshot, scope: Scope = TOWN) -> queries.Campaign:
    return next(each for each in queries.campaigns(scope, snapshot) if each.code == "entraide")


def test_a_small_town_has_too_few_places_to_compare_and_says_so(town_snapshot: Snapshot) -> None:
    found = queries.campaign_effect(TOWN, town_snapshot, campaign(town_snapshot))
    assert found is not None
    assert found.lacking in ("controls", "treated")
    assert found.found == {}
    assert found.clear == ()
    assert [each.code for each in found.before] == ["2023-10", "2023-11", "2023-12"]
    assert [each.code for each in found.after] == ["2024-01", "2024-02", "2024-03"]
    assert [each.code for each in found.later] == ["2024-05", "2024-06"]
    assert set(found.treated) | set(found.left_out) == {"a1", "a2", "b1"}


def test_only_the_places_of_the_scope_are_treated(town_snapshot: Snapshot) -> None:
    scope = Scope("shop", ("a1", "a3"))
    found = queries.campaign_effect(scope, town_snapshot, campaign(town_snapshot, scope))
    assert found is not None
    assert set(found.treated) | set(found.left_out) == {"a1"}
    assert queries.campaigns(Scope("nobody", ()), town_snapshot) == ()


def test_what_is_near_the_zone_is_not_compared_with(with_cells: With, town_snapshot: Snapshot) -> None:
    """All the town is within a kilometre of the zone, or none of it."""
    zone, rest = ("a1", "a2", "b1"), [code for code in SIZES if code not in ("a1", "a2", "b1")]
    alone = with_cells("DELETE FROM near")
    near = with_cells(*(f"INSERT INTO near VALUES ('a1', '{code}')" for code in rest))
    most = queries.campaign_effect(TOWN, alone, campaign(alone))
    none = queries.campaign_effect(TOWN, near, campaign(near))
    assert most is not None
    assert none is not None
    assert none.controls == 0
    assert not {row.near_code for row in alone.query("near")}
    assert set(none.left_out) | set(none.treated) == set(zone)


def test_nothing_is_told_before_three_months_are_published_or_by_an_older_snapshot(town_snapshot: Snapshot) -> None:
    own = campaign(town_snapshot)
    months = [code for code in town_snapshot.manifest["whole"]["month"] if code <= "2024-02"]
    short = replace(town_snapshot, manifest={**town_snapshot.manifest, "whole": {
        **town_snapshot.manifest["whole"], "month": months}})  # fmt: skip
    assert queries.campaign_effect(TOWN, short, own) is None
    older = replace(town_snapshot, manifest={**town_snapshot.manifest, "format": 5})
    assert queries.campaign_effect(TOWN, older, own) is None


def test_a_mean_of_months_leaves_hidden_ones_out() -> None:
    import numpy as np

    nan = float("nan")
    assert mean_of_shown(np.array([[1.0, nan, 3.0], [nan, nan, nan], [0.0, 0.0, 0.0]])).tolist()[0] == 2
    assert np.isnan(mean_of_shown(np.array([[nan, nan], [0.0, 0.0]]))).all()


def test_what_would_be_seen_needs_places_beside_it(town_snapshot: Snapshot) -> None:
    found = queries.visible_ahead(TOWN, town_snapshot, ("a1", "a2"))
    assert found is not None
    assert found.lacking in ("controls", "treated")
    outside = queries.visible_ahead(Scope("shop", ("b1",)), town_snapshot, ("a1", "a2"))
    assert outside is not None
    assert outside.treated == 0, "only places of the scope can be planned for"


def months_of(with_cells: With, first: str, last: str) -> tuple[list[str], list[str], list[str]]:
    snapshot = with_cells(f"UPDATE campaigns SET starts_on = DATE '{first}', ends_on = DATE '{last}'")
    found = queries.campaign_effect(TOWN, snapshot, campaign(snapshot))
    assert found is not None
    before, after, later = ([each.code for each in months] for months in (found.before, found.after, found.later))
    return before, after, later


def test_a_month_with_a_part_of_the_campaign_is_neither_before_nor_after(with_cells: With) -> None:
    before, after, later = months_of(with_cells, "2024-01-15", "2024-05-10")
    assert before == ["2023-10", "2023-11", "2023-12"]
    assert after == ["2024-02", "2024-03", "2024-04"]
    assert later == ["2024-07", "2024-08"]


def test_of_a_short_campaign_what_lasts_is_told_of_later_months_than_its_effect(with_cells: With) -> None:
    _, after, later = months_of(with_cells, "2024-01-02", "2024-01-20")
    assert after == ["2024-02", "2024-03", "2024-04"]
    assert later == ["2024-05", "2024-06"]


def test_a_place_with_another_campaign_is_neither_treated_nor_beside(with_cells: With) -> None:
    snapshot = with_cells(
        "INSERT INTO campaigns BY NAME SELECT * REPLACE ('other' AS campaign_code, "
        "['a1', 'a4'] AS neighbourhood_codes) FROM campaigns WHERE campaign_code = 'entraide'"
    )
    found = queries.campaign_effect(TOWN, snapshot, campaign(snapshot))
    assert found is not None
    assert found.left_out["a1"] == "campaign"
    assert "a1" not in found.treated


def test_a_place_with_a_hidden_month_is_left_out_for_that(with_cells: With, town_snapshot: Snapshot) -> None:
    march = "dimension = 'total' AND period_kind = 'month' AND period_on = '2024-03-01' AND area_code = 'a2'"
    snapshot = with_cells(f"UPDATE cells SET exchanges = NULL, active_households = NULL WHERE {march}")
    found = queries.campaign_effect(TOWN, snapshot, campaign(snapshot))
    assert found is not None
    assert found.left_out["a2"] == "hidden"
    last = town_snapshot.manifest["whole"]["month"][-1]
    hidden = march.replace("2024-03-01", f"{last}-01")
    ahead = with_cells(f"UPDATE cells SET exchanges = NULL WHERE {hidden}")
    visible = queries.visible_ahead(TOWN, ahead, ("a1", "a2"))
    assert visible is not None
    assert visible.left_out["a2"] == "hidden"
    assert set(visible.left_out) <= {"a1", "a2"}
