"""The mix that two pages show: steadied shares, breadth and distance, traced to the rows of the town."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import queries
from queries import Period, Scope, Selection, Snapshot
from queries.exchange_mix import BY_TYPE, TYPES
from queries.fits import fits
from queries.statistics.diversity import hill
from tests.cells import with_cells
from tests.town import SIZES, Town

TOWN = Scope("ville", tuple(SIZES))
YEAR = Period.parse("2023")


def regular_posts(town: Town, year: int) -> pd.Series:
    """Posts by neighbourhood and type, each household counting 12 of a type at most: counted again from the rows."""
    posts = town.exchanges.merge(town.members, on="member_id")
    posts = posts[posts.posted_at.str.startswith(str(year))]
    clipped = posts.groupby(["neighbourhood_code", "exchange_type", "household_id"]).size().clip(upper=12)
    return clipped.groupby(level=[0, 1]).sum()


def test_the_studys_own_mix_is_4_98_types_broad() -> None:
    assert queries.study_breadth() == pytest.approx(4.98, abs=0.005)
    assert hill([1, 1, 1, 1]) == pytest.approx(4)


def test_the_mix_of_the_whole_is_that_of_the_rows(town: Town, town_snapshot: Snapshot) -> None:
    posts = regular_posts(town, 2023).groupby(level=1).sum()
    found = queries.exchange_mix(TOWN, town_snapshot, YEAR)
    for row in found.shown:
        assert row.answer == pytest.approx(posts[row.value] / posts.sum(), abs=3 * row.noise_sd), row.value
    assert len(found.shown) >= 6


def test_the_distance_is_the_smaller_one_of_both_readings_of_the_study(town_snapshot: Snapshot, tmp_path: Path) -> None:
    printed, exchanged = queries.study_mix(), queries.study_mix_exchanged()
    assert queries.unsure_types() == ("item_sharing", "service_sharing")
    assert (exchanged["item_sharing"], exchanged["service_sharing"]) == (0.27, 0.36)
    assert {code for code in TYPES if printed[code] != exchanged[code]} == set(queries.unsure_types())
    city = "level = 'city' AND dimension = 'exchange_type' AND value = '{}'"
    with with_cells(
        town_snapshot, tmp_path,
        *((f"exchanges = {round(20_000 * share)}", city.format(code)) for code, share in exchanged.items()),
    ) as made:  # fmt: skip
        found = queries.character(TOWN, made, YEAR).distance
    assert found is not None
    assert found.published < 0.02
    assert not found.is_clear


def test_one_neighbourhood_is_drawn_to_its_city_and_its_interval_holds_its_rows(
    town: Town, town_snapshot: Snapshot
) -> None:
    posts, city = regular_posts(town, 2023), fits(TOWN, town_snapshot, "mix", YEAR)
    mean = {code: city["ville", code]["alpha"] for code in TYPES}
    total = sum(mean.values())
    told = held = drawn = 0
    for code in ("a1", "a4", "b1"):
        alone = Scope("x", (code,))
        published = queries.answer(alone, town_snapshot, "mix_share", Selection((), YEAR, BY_TYPE))
        for row in queries.exchange_mix(alone, town_snapshot, YEAR).shown:
            true = posts[code, row.value] / posts[code].sum()
            low, high = row.interval() or (1.0, 0.0)
            told += 1
            held += low <= true <= high
            as_published = published.row(value=row.value)
            assert as_published is not None
            centre = mean[row.value] / total
            drawn += abs(row.answer - centre) <= abs(as_published.answer - centre) + 0.02
    assert told >= 12
    assert held >= 0.9 * told
    assert drawn == told


def test_a_hidden_type_stays_hidden(town_snapshot: Snapshot) -> None:
    for code in SIZES:
        alone = Scope("x", (code,))
        published = queries.answer(alone, town_snapshot, "mix_share", Selection((), YEAR, BY_TYPE))
        steadied = queries.exchange_mix(alone, town_snapshot, YEAR)
        assert [row.answer is None for row in steadied.rows] == [row.answer is None for row in published.rows]


def test_two_readers_see_the_same_mix_of_a_neighbourhood(town_snapshot: Snapshot) -> None:
    alone = queries.exchange_mix(Scope("x", ("a1",)), town_snapshot, YEAR).rows
    among = {each.neighbourhood_code: each.rows for each in queries.neighbourhood_mixes(TOWN, town_snapshot, YEAR)}
    assert among["a1"] == alone


def test_neighbourhoods_are_ordered_by_likeness_and_the_hidden_come_last(town_snapshot: Snapshot) -> None:
    found = queries.neighbourhood_mixes(TOWN, town_snapshot, YEAR, "a1")
    apart = [each.apart for each in found]
    shown = [each for each in apart if each is not None]
    assert found[0].neighbourhood_code == "a1"
    assert shown[0] == 0
    assert shown == sorted(shown)
    assert apart[len(shown) :] == [None] * (len(apart) - len(shown))
    assert all(each.furthest is None for each in found if each.apart is None or each.apart == 0)


def test_the_breadth_of_the_whole_is_that_of_its_rows(town: Town, town_snapshot: Snapshot) -> None:
    posts = regular_posts(town, 2023).groupby(level=1).sum()
    found = queries.character(TOWN, town_snapshot, YEAR)
    assert found.breadth is not None
    low, high = found.breadth.interval
    assert low - 0.05 <= hill(posts.to_numpy()) <= high + 0.05
    assert found.distance is not None
    assert found.distance.published >= found.distance.excess >= 0


def test_nothing_shown_has_no_breadth(town_snapshot: Snapshot) -> None:
    assert queries.character(Scope("x", ()), town_snapshot, YEAR) == queries.Character(None, None)
    assert queries.exchange_mix(Scope("x", ()), town_snapshot, YEAR).rows == ()
    assert queries.neighbourhood_mixes(Scope("x", ()), town_snapshot, YEAR) == ()


@pytest.mark.parametrize(("by", "ends"), [("reply_time", (1, 6, 24, 72, 168, 672)), ("reply_speed", (24, 672))])
def test_the_first_reply_is_that_of_the_rows(
    town: Town, town_snapshot: Snapshot, by: str, ends: tuple[int, ...]
) -> None:
    asked = town.exchanges[(town.exchanges.direction == "request") & town.exchanges.posted_at.str.startswith("2023")]
    scope = TOWN if by == "reply_time" else Scope("one", ("a1",))  # three bands are told of neighbourhoods
    asked = asked.merge(town.members[town.members.neighbourhood_code.isin(scope.neighbourhoods)], on="member_id")
    first = town.responses.groupby("exchange_id").responded_at.min()
    waited = pd.to_datetime(asked.exchange_id.map(first)) - pd.to_datetime(asked.posted_at)
    hours = waited / pd.Timedelta(hours=1)
    band = np.where(hours.isna() | (hours > 672), len(ends), np.digitize(hours.fillna(9999), ends, right=True))
    by_band = pd.Series(asked.household_id.to_numpy()).groupby(band).nunique()
    households = by_band.reindex(range(len(ends) + 1), fill_value=0)
    found = queries.replies(scope, town_snapshot, by, YEAR)
    assert found.answer.shown
    for at, row in enumerate(found.answer.rows):
        if row.answer is not None:
            assert row.answer == pytest.approx(households[at], abs=4 * row.noise_sd), row.value
    told = households[: ends.index(24) + 1].sum() / households.sum()
    if by == "reply_speed":
        assert found.within_day == pytest.approx(told, abs=0.08)
    else:
        assert found.within_day is None, "a band of seven is hidden in the town"


def test_who_takes_part_is_the_published_ratio_with_a_wider_interval(town_snapshot: Snapshot) -> None:
    published = queries.answer(TOWN, town_snapshot, "active_share", Selection((), YEAR, "dwelling_type"))
    found = queries.sharers(TOWN, town_snapshot, "dwelling_type", YEAR)
    assert found.answer.shown
    for row in found.answer.shown:
        same = published.row(value=row.value)
        assert same is not None
        assert row.answer == same.answer
        low, high = row.interval() or (0.0, 0.0)
        noise_low, noise_high = same.interval() or (0.0, 0.0)
        assert high - low >= min(noise_high, 1.0) - noise_low - 0.011
    assert not {row.value for row in found.answer.rows} & set(found.merged)


def test_top_lists_are_in_order_and_keep_to_their_kind(town_snapshot: Snapshot) -> None:
    kinds = queries.category_kinds(town_snapshot)
    for kind in ("object", "service"):
        top = queries.top(TOWN, town_snapshot, kind, YEAR)
        assert top is not None
        counts = [each.row.answer for each in top.ranked]
        assert counts == sorted(counts, reverse=True)
        assert counts
        assert {kinds[each.row.value] for each in top.ranked} == {kind}
        assert all(each.first <= at <= each.last for at, each in enumerate(top.ranked, start=1))
