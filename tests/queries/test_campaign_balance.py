"""What a campaign lacks, by item and place: from its needs, which are exact, and published answers alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import queries
from queries import Estimate, Period, Scope, Snapshot
from queries.statistics.published_counts import Hidden
from tests.conftest import cell
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
CITY = "level = 'city' AND area_code = 'ville'"

With = Callable[..., Snapshot]


def need(item: str, needed: int, place: str = "") -> str:
    return ("INSERT INTO campaign_needs (campaign_code, item, neighbourhood_code, needed) "
            f"VALUES ('entraide', '{item}', '{place}', {needed})")  # fmt: skip


def yes(number: int | None, item: str, where: str) -> str:
    return cell(number, "campaign_item", f"entraide:{item}:yes", where, "period_kind = 'campaign'")


def campaign(snapshot: Snapshot, scope: Scope = TOWN) -> queries.Campaign:
    return next(each for each in queries.campaigns(scope, snapshot) if each.code == "entraide")


def enrolled(number: int, place: str, quarter: str = "2023-10-01") -> str:
    return (f"UPDATE cells SET enrolled_households = {number} WHERE dimension = 'total' AND period_kind = 'quarter' "
            f"AND period_on = '{quarter}' AND level = 'neighbourhood' AND area_code = '{place}'")  # fmt: skip


#: Enough for an item to be likely shown, in the last quarter before the campaign.
ENOUGH = [enrolled(240, place) for place in ("a1", "a2", "b1")]


@pytest.fixture
def asking(with_cells: With, town_snapshot: Snapshot) -> Snapshot:
    """The campaign asks for two items in three neighbourhoods, and for some of one anywhere."""
    first, second, *_ = [v for v in queries.value_labels(town_snapshot, "category", "en") if v != "other"]
    return with_cells(
        *ENOUGH, *(need(first, 100, place) for place in ("a1", "a2", "b1")), need(second, 30, "a1"), need(second, 12),
        yes(240, first, CITY), yes(60, second, CITY),
        yes(90, first, "area_code = 'a1'"), yes(None, first, "area_code = 'a2'"), yes(120, first, "area_code = 'b1'"),
        yes(10, second, "area_code = 'a1'"),
    )  # fmt: skip


def items(snapshot: Snapshot) -> tuple[str, str]:
    first, second, *_ = [v for v in queries.value_labels(snapshot, "category", "en") if v != "other"]
    return first, second


def test_the_whole_zone_is_told_from_its_own_cell_the_worst_gap_first(asking: Snapshot) -> None:
    first, second = items(asking)
    worst, covered = queries.balance(TOWN, asking, campaign(asking))
    assert (worst.item, worst.needed, worst.place) == (first, 300, None)
    assert isinstance(worst.offered, Estimate)
    assert worst.missing is not None
    assert worst.missing.likely == 60
    assert worst.missing.least < 60 < worst.missing.most
    assert worst.missing.is_sure
    assert (covered.item, covered.needed) == (second, 42), "what is asked for anywhere is asked for too"
    assert covered.missing is not None
    assert covered.missing.likely == 0


def test_a_place_that_hides_its_answers_has_a_range(asking: Snapshot) -> None:
    first, second = items(asking)
    found = queries.balance_by_place(TOWN, asking, campaign(asking))
    told = {(each.item, each.place.area_code): each for each in found if each.place}
    assert told[first, "a1"].missing.likely == 10  # type: ignore[union-attr]
    hidden = told[first, "a2"]
    assert isinstance(hidden.offered, Hidden)
    assert hidden.missing is not None
    assert 0 < hidden.missing.least < hidden.missing.most == 100
    assert found[0] is hidden, "the largest gap first"
    assert told[first, "b1"].missing.likely == 0  # type: ignore[union-attr]
    assert (second, "a2") not in told, "nobody asked for it there"


def test_a_part_of_the_zone_is_told_of_its_places_alone(asking: Snapshot) -> None:
    """Neither the need of the whole zone nor the city's cell, which would tell of the neighbours outside."""
    first, second = items(asking)
    scope = Scope("two", ("a1", "b1"))
    found = {each.item: each for each in queries.balance(scope, asking, campaign(asking, scope))}
    assert found[first].needed == 200
    assert isinstance(found[first].offered, Estimate)
    assert found[first].offered.value == 210
    assert found[second].needed == 30
    assert {each.place.area_code for each in queries.balance_by_place(scope, asking, campaign(asking, scope))
            if each.place} == {"a1", "b1"}  # fmt: skip


def test_without_needs_nothing_is_said(town_snapshot: Snapshot) -> None:
    assert queries.balance(TOWN, town_snapshot, campaign(town_snapshot)) == ()


def test_where_too_few_are_enrolled_an_item_is_told_with_the_zone_from_the_first_day(
    with_cells: With, town_snapshot: Snapshot
) -> None:
    """19 of 100 households enrolled would have to say yes, and of 300 no more than are likely to."""
    snapshot = with_cells(enrolled(300, "a1"), enrolled(100, "a2"), enrolled(240, "b1"))
    found = queries.told_with_the_zone(TOWN, snapshot, campaign(snapshot))
    assert [place.area_code for place in found] == ["a2"]
    only = Scope("shop", ("a1", "b1"))
    assert queries.told_with_the_zone(only, snapshot, campaign(snapshot, only)) == ()


def test_the_level_of_an_item_is_fixed_when_the_campaign_opens(with_cells: With, town_snapshot: Snapshot) -> None:
    """Neither answers nor whoever enrols while it runs move it."""
    first, _ = items(town_snapshot)
    opened = [need(first, 100, "a1"), need(first, 100, "a2"), enrolled(240, "a1"), enrolled(100, "a2")]
    later = [enrolled(number, place, quarter) for quarter in ("2024-01-01", "2024-04-01", "2024-07-01")
             for place, number in (("a1", 20), ("a2", 900))]  # fmt: skip
    answers = [yes(None, first, "area_code = 'a1'"), yes(90, first, "area_code = 'a2'")]
    levels = []
    for statements in (opened, [*opened, *later, *answers]):
        snapshot = with_cells(*statements)
        found = queries.balance_by_place(TOWN, snapshot, campaign(snapshot))
        levels.append({each.place.area_code: each.with_zone for each in found if each.place})
    assert levels == [{"a1": False, "a2": True}] * 2


def test_an_item_that_is_told_with_the_zone_is_told_of_no_neighbourhood(
    with_cells: With, town_snapshot: Snapshot
) -> None:
    """Not even where so many said yes that the number is published: what is asked for alone."""
    first, _ = items(town_snapshot)
    snapshot = with_cells(need(first, 100, "a2"), enrolled(100, "a2"), yes(90, first, "area_code = 'a2'"))
    (there,) = queries.balance_by_place(TOWN, snapshot, campaign(snapshot))
    assert (there.needed, there.offered, there.missing, there.with_zone) == (100, None, None, True)
    only = Scope("shop", ("a2",))
    (whole,) = queries.balance(only, snapshot, campaign(snapshot, only))
    assert (whole.needed, whole.offered, whole.missing, whole.with_zone) == (100, None, None, True)


def test_a_sum_over_a_part_of_the_zone_leaves_out_what_is_told_with_the_zone(
    with_cells: With, town_snapshot: Snapshot
) -> None:
    """One subtraction of two selections would tell it else; its answers and what it asks for go together."""
    first, second = items(town_snapshot)
    snapshot = with_cells(
        *ENOUGH, enrolled(100, "a2"), *(need(first, 100, place) for place in ("a1", "a2", "b1")),
        need(second, 30, "a2"), yes(40, first, "area_code = 'a1'"), yes(90, first, "area_code = 'a2'"),
    )  # fmt: skip
    both, alone = Scope("two", ("a1", "a2")), Scope("one", ("a1",))
    told = {each.item: each for each in queries.balance(both, snapshot, campaign(snapshot, both))}
    (own,) = queries.balance(alone, snapshot, campaign(snapshot, alone))
    assert replace(told[first], left_out=0) == own
    assert told[first].left_out == 1
    assert (told[second].needed, told[second].missing, told[second].with_zone) == (30, None, True)
    where = {each.place.area_code: each for each in queries.balance_by_place(both, snapshot, campaign(snapshot, both))
             if each.place and each.item == first}  # fmt: skip
    assert (where["a2"].with_zone, where["a2"].in_whole) == (True, False), "the reader has no number of the whole zone"
    whole = queries.balance_by_place(TOWN, snapshot, campaign(snapshot))
    assert all(each.in_whole for each in whole)


def test_until_the_whole_zone_is_told_all_that_it_asks_for_is_not_known_yet(
    with_cells: With, town_snapshot: Snapshot
) -> None:
    """On the first days nothing is left out: the number of the whole zone has every place."""
    first, _ = items(town_snapshot)
    few = [enrolled(100, place) for place in ("a2", "a1", "b1")]
    for statements in (few[:1], few):
        snapshot = with_cells(*ENOUGH, *statements, *(need(first, 100, place) for place in ("a1", "a2", "b1")))
        manifest = {**snapshot.manifest, "covers_until": "2024-01-05", "weeks": [],
                    "periods": {**snapshot.manifest["periods"], "month": []}}  # fmt: skip
        opened = replace(snapshot, manifest=manifest)
        (told,) = queries.balance(TOWN, opened, campaign(opened))
        assert (told.needed, told.missing, told.with_zone, told.left_out) == (300, None, False, 0)


def test_several_places_that_are_told_with_the_zone_are_not_added_up(with_cells: With, town_snapshot: Snapshot) -> None:
    first, _ = items(town_snapshot)
    small = [enrolled(100, "a1"), enrolled(100, "a2"), *(need(first, 100, place) for place in ("a1", "a2"))]
    snapshot = with_cells(*small, *(yes(40, first, f"area_code = '{place}'") for place in ("a1", "a2")))
    both = Scope("two", ("a1", "a2"))
    (told,) = queries.balance(both, snapshot, campaign(snapshot, both))
    assert (told.needed, told.offered, told.missing, told.with_zone) == (200, None, None, True)


def test_that_nothing_is_known_of_who_was_enrolled_is_not_that_they_were_few(
    with_cells: With, town_snapshot: Snapshot
) -> None:
    """A campaign in the first quarter that was published has none before it: what is published is shown."""
    first, _ = items(town_snapshot)
    begin = town_snapshot.manifest["periods"]["quarter"][0]
    day = Period.parse(begin).start.isoformat()
    opened = f"UPDATE campaigns SET starts_on = '{day}' WHERE campaign_code = 'entraide'"
    snapshot = with_cells(opened, need(first, 100, "a1"), need(first, 100, "b1"))
    assert queries.told_with_the_zone(TOWN, snapshot, campaign(snapshot)) == ()
    assert not any(each.with_zone for each in queries.balance_by_place(TOWN, snapshot, campaign(snapshot)))


def test_a_campaign_of_one_neighbourhood_has_no_wider_zone(with_cells: With) -> None:
    alone = "UPDATE campaigns SET neighbourhood_codes = ['a2'] WHERE campaign_code = 'entraide'"
    snapshot = with_cells(alone, enrolled(100, "a2"))
    assert queries.told_with_the_zone(TOWN, snapshot, campaign(snapshot)) == ()
