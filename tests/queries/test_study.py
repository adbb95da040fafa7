"""A study tells its one indicator at its own dates, sets its places beside no other of its campaign, and owns up to
what differs: from the published town."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

import queries
from queries import Criteria, Effect, Period, Scope, Snapshot
from tests.conftest import cell
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
ZONE = ("a1", "a2", "b1")

With = Callable[..., Snapshot]


def criteria(places: tuple[str, ...] = ZONE, **changes: object) -> Criteria:
    """Of the town's campaign, which runs from January to March 2024."""
    made = Criteria(places, "exchanges", Period.parse("2024-01"), Period.parse("2024-03"), 0.1, "entraide")
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [{"places": ()}, {"places": ("a2", "a1")}, {"places": ("a1", "a1")}, {"indicator": "households"},
     {"begins": Period.parse("2024-Q1")}, {"ends": Period.parse("2023-12")}, {"smallest": 0.0}, {"smallest": -0.1},
     {"smallest": 3.01}, {"smallest": float("nan")}, {"smallest": float("inf")}],
)  # fmt: skip
def test_what_cannot_be_looked_at_is_no_study(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a study"):
        criteria(**changes)


def test_the_months_are_those_of_a_campaign_and_no_others(town_snapshot: Snapshot) -> None:
    months = queries.study_months(TOWN, town_snapshot, criteria())
    assert [each.code for each in months.before] == ["2023-10", "2023-11", "2023-12"]
    assert [each.code for each in months.after] == ["2024-01", "2024-02", "2024-03"]
    assert [each.code for each in months.later] == ["2024-05", "2024-06"]
    short = queries.study_months(TOWN, town_snapshot, criteria(ends=Period.parse("2024-01")))
    assert [each.code for each in short.later] == ["2024-04", "2024-05"], "never a month that is looked at already"
    assert queries.study_result(TOWN, town_snapshot, criteria()).months == months


def test_a_month_in_which_its_campaign_begins_is_neither_before_nor_after(with_cells: With) -> None:
    snapshot = with_cells("UPDATE campaigns SET starts_on = DATE '2024-01-15'")
    months = queries.study_months(TOWN, snapshot, criteria())
    assert (months.before[-1].code, months.after[0].code) == ("2023-12", "2024-02")
    apart = queries.study_months(TOWN, snapshot, criteria(campaign=""))
    assert (apart.before[-1].code, apart.after[0].code) == ("2023-12", "2024-01"), "it is about no campaign"


def test_the_campaign_that_it_is_about_is_no_other_campaign(town_snapshot: Snapshot) -> None:
    about = queries.study_result(TOWN, town_snapshot, criteria())
    assert "campaign" not in about.left_out.values()
    apart = queries.study_result(TOWN, town_snapshot, criteria(campaign=""))
    assert dict(apart.left_out) == dict.fromkeys(ZONE, "campaign")
    assert apart.not_told == "treated"


def test_a_place_of_the_campaign_outside_the_study_is_not_compared_with(with_cells: With) -> None:
    """Nor is a place of the study that has left the territory."""
    snapshot = with_cells("DELETE FROM near")
    whole = queries.study_result(TOWN, snapshot, criteria())
    part = queries.study_result(TOWN, snapshot, criteria(("a1",)))
    assert part.controls <= whole.controls
    nobody = with_cells(
        "DELETE FROM near", "UPDATE campaigns SET neighbourhood_codes = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2']"
    )
    assert queries.study_result(TOWN, nobody, criteria(("a1",))).controls <= 2
    gone = tuple(sorted({*SIZES} - {"b4"}))
    left = queries.study_result(Scope("shop", ("a1",)), snapshot, criteria(gone, campaign=""))
    assert set(left.gone) == set(gone) - {"a1"}
    assert left.controls <= 1


def test_a_study_says_which_places_its_campaign_left_out_and_when_it_ran(with_cells: With) -> None:
    snapshot = with_cells("UPDATE campaigns SET ends_on = DATE '2024-04-10'")
    found = queries.study_result(TOWN, snapshot, criteria(("a1", "b4")))
    assert found.without == ("b4",)
    assert found.ran == (date(2024, 1, 1), date(2024, 4, 10))


def test_of_a_campaign_elsewhere_nothing_is_told(town_snapshot: Snapshot) -> None:
    """A code may be guessed: dates and places of a campaign that does not touch the territory stay its own."""
    found = queries.study_result(Scope("shop", ("b4",)), town_snapshot, criteria(("b4",), ends=Period.parse("2024-02")))
    assert (found.ran, found.without) == (None, ())


def test_nothing_is_told_before_three_months_are_published_or_by_an_older_snapshot(town_snapshot: Snapshot) -> None:
    last = Period.parse(town_snapshot.manifest["whole"]["month"][-1])
    ahead = queries.study_result(TOWN, town_snapshot, criteria(begins=last, ends=last, campaign=""))
    assert (ahead.not_told, ahead.effect, ahead.later, ahead.later_is_over) == ("to_come", None, None, False)
    older = replace(town_snapshot, manifest={**town_snapshot.manifest, "format": 5})
    assert queries.study_result(TOWN, older, criteria()).not_told == "older"


def test_a_small_town_has_too_few_places_to_compare_and_says_so(town_snapshot: Snapshot) -> None:
    found = queries.study_result(TOWN, town_snapshot, criteria())
    assert found.not_told in ("controls", "treated")
    assert (found.effect, found.later, found.earlier) == (None, None, None)
    everywhere = queries.study_result(TOWN, town_snapshot, criteria(tuple(sorted(SIZES)), campaign=""))
    assert everywhere.not_told == "everywhere"


def test_what_would_be_seen_is_told_of_the_registered_indicator(with_cells: With, town_snapshot: Snapshot) -> None:
    """A month without active households shown leaves a place out of a study of these, and of no study of exchanges."""
    last = town_snapshot.manifest["whole"]["month"][-1]
    snapshot = with_cells(cell(None, "total", "total", "area_code = 'a1'",
                               f"period_kind = 'month' AND period_on = '{last}-01'", "active_households"))  # fmt: skip
    found = {code: queries.study_visible(TOWN, snapshot, criteria(indicator=code, campaign=""))
             for code in queries.STUDY_INDICATORS}  # fmt: skip
    assert found["active_households"].left_out["a1"] == "hidden"
    assert found["exchanges"].left_out.get("a1") != "hidden"


def effect_between(low: float, high: float) -> Effect:
    return Effect((low + high) / 2, low, high, 0.5, 0.5, 0.1, 5, 20, 3)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.10, 0.30, "enough"), (0.02, 0.30, "rise"), (0.02, 0.10, "rise"), (0.02, 0.09, "smaller"),
     (-0.05, 0.09, "none"), (0.0, 0.09, "none"), (-0.05, 0.10, "unsure"), (-0.30, 0.0, "none"),
     (-0.30, -0.02, "fall")],
)  # fmt: skip
def test_an_interval_is_read_against_nothing_and_what_is_worth_acting_on(low: float, high: float, verdict: str) -> None:
    assert queries.verdict(effect_between(low, high), 0.1) == verdict


def test_a_study_begins_where_three_months_before_it_are_published(town_snapshot: Snapshot) -> None:
    first = Period.parse(town_snapshot.manifest["whole"]["month"][0])
    assert queries.earliest_start(town_snapshot) == first.shift(3)
    nothing = replace(town_snapshot, manifest={**town_snapshot.manifest, "whole": {"month": []}})
    assert queries.earliest_start(nothing) is None
