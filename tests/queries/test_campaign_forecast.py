"""What a campaign may expect in the town, from its published cells and nothing else."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import queries
from queries.campaign_forecast import (
    asked_before,
    capacity,
    expected,
    homes_of,
    staggered,
    willing,
)
from queries.campaign_kits import kits
from queries.model import Scope
from queries.snapshot import Snapshot
from tests.conftest import cell
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
FLOOD, REPAIR = kits()["flood"], kits()["repair_day"]
CAMPAIGN = "period_kind = 'campaign'"
CATEGORIES = Path(queries.__file__).parent / "study" / "categories.csv"


def step(number: int | None, name: str, where: str = "level IN ('city', 'everything')") -> str:
    return cell(number, "campaign_step", f"entraide:{name}", where, CAMPAIGN)


def test_every_theme_has_items_of_the_contract_and_both_languages() -> None:
    with CATEGORIES.open(encoding="utf-8", newline="") as file:
        declared = {row["category"] for row in csv.DictReader(file)}
    assert list(kits()) == ["flood", "heat_wave", "cold_spell", "moving_in", "school_start", "repair_day",
                            "food_sharing", "storm", "zero_waste", "other"]  # fmt: skip
    for code, kit in kits().items():
        assert re.fullmatch("[a-z0-9_-]{1,64}", code)
        assert set(kit.items) <= declared, code
        assert len(set(kit.items)) == len(kit.items)
        assert len(kit.items) >= 4 or code == "other"
        assert kit.label["en"]
        assert kit.label["fr"]
        assert kit.is_of(code)


def test_what_was_reached_is_scaled_by_homes(with_cells: Callable[..., Snapshot]) -> None:
    snapshot = with_cells(step(600, "contacted"), step(150, "answered"), step(60, "offered"))
    found = {each.step: each for each in expected(TOWN, snapshot, FLOOD, ("a1", "a3"))}
    homes = 4 * (SIZES["a1"] + SIZES["a3"])
    assert homes_of(TOWN, snapshot, ("a1", "a3")) == homes
    for name, count in (("contacted", 600), ("answered", 150), ("offered", 60)):
        each = found[name]
        assert each.households == pytest.approx(count / 3000 * homes, rel=0.01)
        assert each.bounds is None, "one campaign does not say how much campaigns differ"
        assert [past.campaign.code for past in each.past] == ["entraide"]
        assert each.past[0].households.value == count
        assert each.is_of_kind
        assert each.hidden == 0


def test_another_theme_falls_back_to_all_and_says_so(town_snapshot: Snapshot) -> None:
    assert not any(each.is_of_kind for each in expected(TOWN, town_snapshot, REPAIR, ("a1",)))
    assert all(each.past for each in expected(TOWN, town_snapshot, REPAIR, ("a1",)))


def test_all_steps_are_read_from_the_same_campaigns(with_cells: Callable[..., Snapshot]) -> None:
    """Of the theme's own campaign only the contacted are shown: then every step is told of all themes."""
    other = again("two", 300)
    snapshot = with_cells(*other, "UPDATE campaigns SET theme = 'environment' WHERE campaign_code = 'two'")
    found = expected(TOWN, snapshot, REPAIR, ("a1",))
    assert [each.step for each in found] == ["contacted", "answered", "offered"]
    assert {each.is_of_kind for each in found} == {False}
    assert {past.campaign.code for past in found[0].past} == {"entraide", "two"}


def test_a_campaign_below_threshold_gives_no_number(with_cells: Callable[..., Snapshot]) -> None:
    snapshot = with_cells(step(None, "offered", "TRUE"))
    (found,) = [each for each in expected(TOWN, snapshot, FLOOD, ("a1",)) if each.step == "offered"]
    assert (found.households, found.past, found.hidden) == (None, (), 1)


def test_a_part_of_a_campaign_is_read_from_its_own_neighbourhoods(with_cells: Callable[..., Snapshot]) -> None:
    """The city's cells of the campaign, less one's own, would be one neighbour's."""
    snapshot = with_cells(step(9_999, "contacted"), step(100, "contacted", "area_code = 'a1'"),
                          step(70, "contacted", "area_code = 'a2'"))  # fmt: skip
    part = Scope("landlord", ("a1", "a2"))
    (found,) = [each for each in expected(part, snapshot, FLOOD, ("a1",)) if each.step == "contacted"]
    assert found.past[0].households.value == 170
    assert found.past[0].homes == 4 * (SIZES["a1"] + SIZES["a2"])


def test_no_scope_learns_of_a_campaign_or_a_place_that_is_not_its_own(town_snapshot: Snapshot) -> None:
    elsewhere = Scope("shop", ("b2",))
    assert all(not each.past and each.hidden == 0 for each in expected(elsewhere, town_snapshot, FLOOD, ("b2",)))
    assert homes_of(elsewhere, town_snapshot, ("a1",)) is None
    assert capacity(elsewhere, town_snapshot, ("a1", "b1"), ("childcare",))[0].offered is None
    assert willing(elsewhere, town_snapshot, ("a1",)) is None
    assert staggered(elsewhere, town_snapshot, tuple(SIZES), "x") is None


def again(code: str, number: int) -> tuple[str, str, str]:
    """The town's campaign once more under another code, with its contacted households."""
    value = f"{code}:contacted"
    return (
        f"INSERT INTO campaigns SELECT * REPLACE ('{code}' AS campaign_code) FROM campaigns "
        "WHERE campaign_code = 'entraide'",
        f"INSERT INTO cells SELECT * REPLACE ('{value}' AS value) FROM cells "
        "WHERE dimension = 'campaign_step' AND value = 'entraide:contacted'",
        cell(number, "campaign_step", value, "level IN ('city', 'everything')", CAMPAIGN),
    )


def test_several_campaigns_give_an_interval_unless_they_differ_too_much(with_cells: Callable[..., Snapshot]) -> None:
    def contacted(last: int) -> queries.Expected:
        snapshot = with_cells(step(100, "contacted"), *again("two", 120), *again("three", last))
        return next(each for each in expected(TOWN, snapshot, FLOOD, ("a1",)) if each.step == "contacted")

    alike = contacted(90)
    assert alike.bounds is not None
    assert alike.bounds.low < (alike.households or 0) < alike.bounds.high
    assert len(alike.past) == 3
    apart = contacted(2_000)
    assert apart.bounds is None
    assert sorted(round(past.scaled or 0) for past in apart.past) == [40, 48, 800]


def test_capacity_adds_what_is_shown_and_counts_what_is_hidden(with_cells: Callable[..., Snapshot]) -> None:
    snapshot = with_cells(cell(31, "need", "childcare:offered", "area_code = 'a1'"),
                          cell(22, "need", "childcare:offered", "area_code = 'b1'"),
                          cell(None, "need", "childcare:offered", "area_code = 'a2'"))  # fmt: skip
    (found,) = capacity(TOWN, snapshot, ("a1", "a2", "b1"), ("childcare",))
    assert found.offered is not None
    assert found.offered.shown is not None
    assert (found.offered.shown.value, found.offered.hidden) == (53, 1)
    assert found.offered.shown.partial
    assert found.offered.most >= 11
    assert found.declared is None, "no kind of help means childcare"


def test_declared_help_is_told_beside_the_item_that_means_the_same(with_cells: Callable[..., Snapshot]) -> None:
    year = "period_kind = 'year' AND period_on = '2023-01-01'"
    snapshot = with_cells(cell(44, "help_kind", "diy", "area_code = 'a1'", year),
                          cell(60, "help_kind", "any", "area_code = 'a1'", year))  # fmt: skip
    (found,) = capacity(TOWN, snapshot, ("a1",), ("diy_service",))
    assert found.declared is not None
    assert found.declared.shown is not None
    assert found.declared.shown.value == 44
    whole = willing(TOWN, snapshot, ("a1",))
    assert whole is not None
    assert whole.shown is not None
    assert whole.shown.value == 60


def test_an_item_that_nobody_declared_is_not_told(town_snapshot: Snapshot) -> None:
    (found,) = capacity(TOWN, town_snapshot, ("a1",), ("no_such_item",))
    assert (found.offered, found.declared) == (None, None)


def test_a_staggered_start_is_the_same_for_the_same_campaign(town_snapshot: Snapshot) -> None:
    places = ("a1", "a2", "a3", "a4", "a5", "b1", "b2")
    found = staggered(TOWN, town_snapshot, places, "winter")
    assert found is not None
    assert sorted(found.first + found.later) == sorted(places)
    assert (len(found.first), len(found.later), found.others) == (4, 3, 2)
    near = {(row.area_code, row.near_code) for row in town_snapshot.query("near")}
    assert found.apart == sum(not any((code, one) in near for one in found.first) for code in found.later)
    assert staggered(TOWN, town_snapshot, places, "winter") == found
    assert staggered(TOWN, town_snapshot, places[:5], "winter") is None
    assert len({staggered(TOWN, town_snapshot, places, f"c{n}").later for n in range(9)}) > 3  # type: ignore[union-attr]


def test_what_earlier_campaigns_asked_for_is_remembered(town_snapshot: Snapshot) -> None:
    assert asked_before(TOWN, town_snapshot, REPAIR) == ()
    assert asked_before(TOWN, town_snapshot, FLOOD) == (), "the town's campaign says no needs"
