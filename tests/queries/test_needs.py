"""Requests left alone and priority areas, from the town's own rows and from cells made by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from scipy import stats

import queries
from queries import Period, Scope, Snapshot
from queries.durable import write_secret
from queries.fits import fits
from queries.folders import Folders
from queries.intake import import_bundle
from queries.needs import OUTCOMES, LeftAlone, share_of_places
from queries.publish import publish
from queries.represented import LEAST_ALIKE, represented, unlike
from queries.snapshot import LIMITS, open_current
from tests.conftest import KEY
from tests.town import SIZES, Town, write_town

TOWN = Scope("ville", tuple(SIZES))
YEAR = Period.parse("2023")


def test_the_share_left_is_that_of_the_rows_drawn_towards_the_city(town: Town, town_snapshot: Snapshot) -> None:
    posts = town.exchanges[(town.exchanges.direction == "request") & (town.exchanges.posted_at < "2024")]
    posts = posts.merge(town.members[["member_id", "household_id", "neighbourhood_code"]], on="member_id")
    done = town.responses.merge(posts[["exchange_id", "posted_at"]], on="exchange_id")
    days = (pd.to_datetime(done.completed_at, utc=True).dt.normalize()
            - pd.to_datetime(done.posted_at, utc=True).dt.normalize()).dt.days  # fmt: skip
    met = set(posts.loc[posts.exchange_id.isin(done.exchange_id[days <= 28]), "household_id"])
    prior = fits(TOWN, town_snapshot, "completed", YEAR)["ville", "completed"]
    compared = 0
    for told in queries.shares_left(TOWN, town_snapshot, "unmet", YEAR):
        asked = set(posts.loc[posts.neighbourhood_code == told.area_code, "household_id"])
        if told.share is None or told.low is None or told.high is None or told.above is None:
            continue
        exact = stats.beta(prior["b"] + len(asked - met), prior["a"] + len(asked & met))
        assert told.asked == pytest.approx(len(asked), abs=12)
        assert told.share == pytest.approx(exact.mean(), abs=0.06)
        assert told.low <= told.share <= told.high
        assert (told.high - told.low) == pytest.approx(exact.ppf(0.975) - exact.ppf(0.025), abs=0.13)
        assert told.above == pytest.approx(exact.sf(told.upper), abs=0.35)
        compared += 1
    assert compared > 5


def test_a_share_on_a_small_base_is_told_in_steps_of_five_points(town_snapshot: Snapshot) -> None:
    told = [place for place in queries.shares_left(TOWN, town_snapshot, "unmet", YEAR) if place.share is not None]
    small = [place for place in told if place.asked and place.asked < 100]
    assert small
    for place in small:
        for share in (place.share, place.low, place.high):
            assert share is not None
            assert 20 * share == pytest.approx(round(20 * share))
        assert 0.05 <= (place.share or 0.0) <= 0.95


@pytest.mark.parametrize("what", ["unanswered", "unmet"])
def test_the_interval_told_holds_all_of_the_one_that_is_known(town_snapshot: Snapshot, what: LeftAlone) -> None:
    """Rounded to the nearest step, 95 % would hold about 90."""
    part, whole = ("outcome", OUTCOMES[what]), ("outcome", "asked")
    known = share_of_places(TOWN, town_snapshot, part, whole, YEAR)
    for place in queries.shares_left(TOWN, town_snapshot, what, YEAR):
        if place.low is not None and place.high is not None:
            of_place, step = known[place.area_code], 0.05 if (place.asked or 0.0) < 100 else 0.01
            interval = of_place.interval()
            assert 0 <= 1 - interval.high - place.low < step
            assert 0 <= place.high - (1 - interval.low) < step
            assert of_place.above(1 - place.high) - of_place.above(1 - place.low) >= 0.95 - 1e-6
    assert len(known) > 5


def town_until(day: str, folder: Path, more: int = 0) -> Snapshot:
    """The town as known on a day, and `more` requests of the last five days of 2023 that nobody has answered."""
    town = write_town(folder / "bundle")
    posts = town.exchanges[town.exchanges.posted_at <= f"{day}T24"]
    young = posts[(posts.direction == "request") & (posts.posted_at < "2024")].tail(more).copy()
    young["exchange_id"] = [f"young{at:05d}" for at in range(len(young))]
    young["posted_at"] = [f"2023-12-{27 + at % 5}T10:00:00Z" for at in range(len(young))]
    pd.concat([posts, young]).to_csv(town.path / "exchanges.csv", index=False)
    known = town.responses[town.responses.exchange_id.isin(posts.exchange_id)]
    known = known[known.responded_at <= f"{day}T24"]
    known.assign(completed_at=known.completed_at.where(known.completed_at <= f"{day}T24", "")).to_csv(
        town.path / "responses.csv", index=False
    )
    (town.path / "bundle.toml").write_text(f'source = "town"\ncovers_until = {day}\n')
    folders = Folders(folder / "data")
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(town.path, folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    return snapshot


def test_a_year_with_requests_younger_than_28_days_is_not_told_yet(tmp_path: Path) -> None:
    """What was asked for in its last days may still find an answer: of the year nothing is said, whoever asked then."""
    snapshot = town_until("2024-01-27", tmp_path, more=1500)
    assert "2023" in snapshot.manifest["periods"]["year"]
    assert queries.matured_years(snapshot) == ()
    for what in ("unanswered", "unmet"):
        assert {place.share for place in queries.shares_left(TOWN, snapshot, what, YEAR)} == {None}
    for indicator in ("unanswered", "match_rate"):
        by_place = queries.answer(TOWN, snapshot, indicator, queries.Selection((), YEAR, "neighbourhood"))
        assert {row.answer for row in by_place.rows} == {None}
        assert "not_yet" in {row.why for row in by_place.rows}


@pytest.mark.deep
def test_a_year_whose_last_requests_are_28_days_old_is_told(tmp_path: Path) -> None:
    snapshot = town_until("2024-01-28", tmp_path)
    assert queries.matured_years(snapshot) == (YEAR,)
    assert any(place.share is not None for place in queries.shares_left(TOWN, snapshot, "unmet", YEAR))


def test_a_reader_of_a_part_reads_the_same_numbers(town_snapshot: Snapshot) -> None:
    part = Scope("office", ("a1", "b1"))
    for what in ("unanswered", "unmet"):
        whole = {place.area_code: place for place in queries.shares_left(TOWN, town_snapshot, what, YEAR)}
        for place in queries.shares_left(part, town_snapshot, what, YEAR):
            assert place == whole[place.area_code]
    gaps = queries.gaps(TOWN, town_snapshot, "need", YEAR)
    for key, gap in queries.gaps(part, town_snapshot, "need", YEAR).items():
        assert gap == gaps[key]
    assert queries.shares_left(Scope("nobody", ()), town_snapshot, "unmet", YEAR) == ()
    assert queries.gaps(Scope("nobody", ()), town_snapshot, "need", YEAR) == {}


#: Enrolled households by kind of dwelling; the census has half, three tenths and a fifth of these.
KINDS = ("apartment_large_city", "house_large_city", "apartment_medium_city")
ENROLLED = {"a1": (20, 20, 300), "a2": (90, 60, 190), "a3": (8, 6, 46), "a4": (170, 100, 70)}


@pytest.fixture
def enrolled(town_snapshot: Snapshot, tmp_path: Path) -> Iterator[Snapshot]:
    """The town with ENROLLED: a1 is surely unlike its census, a2 is not, of a3 it is not sure, a4 is like it."""
    path = tmp_path / "enrolled.duckdb"
    shutil.copy(town_snapshot.folder / "cells.duckdb", path)
    of = "level = 'neighbourhood' AND dimension = 'dwelling_type'"
    with duckdb.connect(path) as connection:
        for area, counts in ENROLLED.items():
            connection.execute(f"DELETE FROM merges WHERE {of} AND area_code = '{area}'")
            cells = f"{of} AND area_code = '{area}' AND period_on = '2023-01-01'"
            connection.execute(f"UPDATE cells SET enrolled_households = NULL WHERE {cells}")
            for value, count in zip(KINDS, counts, strict=True):
                connection.execute(f"UPDATE cells SET enrolled_households = {count} WHERE {cells} "
                                   f"AND value = '{value}'")  # fmt: skip
    connection = duckdb.connect(str(path), config=LIMITS)
    yield replace(town_snapshot, connection=connection)
    connection.close()


def test_a_place_whose_enrolled_live_in_other_homes_than_most_has_unknown_need(enrolled: Snapshot) -> None:
    found = {area.area_code: area for area in queries.areas(TOWN, enrolled, YEAR)}
    assert {code: found[code].standing for code in ENROLLED} == {
        "a1": "unlike", "a2": "ranked", "a3": "ranked", "a4": "ranked"
    }  # fmt: skip
    assert found["a1"].rank is None
    index = {}
    for code in ENROLLED:
        told = represented(TOWN, enrolled, queries.place(TOWN, enrolled, code), "dwelling_type", YEAR)
        assert told is not None
        index[code] = told
    assert {kind.value: kind.enrolled for kind in index["a1"].kinds} == dict(zip(KINDS, ENROLLED["a1"], strict=True))
    # 1 less half of |20 - 170|, |20 - 102| and |300 - 68| out of 340, and a little more for chance and noise
    assert index["a1"].index == pytest.approx(1 - 232 / 340, abs=0.03)
    assert (index["a3"].index or 1) < LEAST_ALIKE < (index["a3"].high or 0), "low, but not surely"


def test_who_is_unlike_is_found_by_the_interval_of_every_place(enrolled: Snapshot) -> None:
    """What spares most places their interval leaves nobody out."""
    intervals = {place.area_code: represented(TOWN, enrolled, place, "dwelling_type", YEAR)
                 for place in queries.neighbourhoods(TOWN, enrolled)}  # fmt: skip
    low = {code for code, told in intervals.items() if told and told.high is not None and told.high < LEAST_ALIKE}
    assert unlike(TOWN, enrolled, YEAR) == low == {"a1"}
    assert unlike(Scope("part", ("a1", "b1")), enrolled, YEAR) == {"a1"}
    assert unlike(Scope("nobody", ()), enrolled, YEAR) == frozenset()


def tiers(snapshot: Snapshot, weights: tuple[int, ...]) -> dict[str, str]:
    found = queries.areas(TOWN, snapshot, YEAR, weights)
    return {area.area_code: area.rank.tier if area.rank else area.standing for area in found}


def test_moving_the_weights_moves_the_tiers_and_leaves_the_unheard_apart(made: Snapshot) -> None:
    assert tuple(queries.WEIGHTS) == ("unanswered", "unmet", "shortages", "late")
    unmet, late = tiers(made, (0, 100, 0, 0)), tiers(made, (0, 0, 0, 100))
    assert unmet["a1"] == late["b1"] == "sure"
    assert unmet["b1"] == late["a1"] == "rest"
    for found in (unmet, late, tiers(made, ())):
        assert (found["b2"], found["b3"]) == ("few_asked", "silent")
        assert found["a5"] == "hardly_reached"


def test_among_fewer_than_five_places_none_is_first(made: Snapshot) -> None:
    found = queries.areas(Scope("few", ("a1", "a2", "a3", "b1")), made, YEAR)
    assert {area.standing for area in found} == {"ranked"}
    assert {area.rank for area in found} == {None}


def test_the_silent_are_those_of_every_page_also_in_an_older_snapshot(made: Snapshot) -> None:
    """An older snapshot lacks the models; that is no silence of a whole town."""
    for snapshot in (made, replace(made, manifest={**made.manifest, "format": 3})):
        quiet = {area.area_code for area in queries.areas(TOWN, snapshot, YEAR) if area.standing == "silent"}
        assert quiet == {row.area_code for row in queries.silent(TOWN, snapshot, YEAR)} == {"b3", "b4"}


def test_where_few_are_answered_is_not_where_answers_come_soonest(made: Snapshot, tmp_path: Path) -> None:
    """In a2 one in four finds an answer, most of them late: few of all that ask, nearly all of those answered."""
    path = tmp_path / "unanswered.duckdb"
    shutil.copy(tmp_path / "cells.duckdb", path)
    with duckdb.connect(path) as connection:
        for dimension, value, number in (("outcome", "answered", 30), ("reply_speed", "later", 28)):
            connection.execute(f"UPDATE cells SET households = {number} WHERE level = 'neighbourhood' AND "
                               "period_on = '2023-01-01' AND area_code = 'a2' AND "
                               f"dimension = '{dimension}' AND value = '{value}'")  # fmt: skip
    with duckdb.connect(str(path), config=LIMITS) as connection:
        found = queries.areas(TOWN, replace(made, connection=connection), YEAR)
    late = {area.area_code: area.signs["late"][0] for area in found if area.standing == "ranked"}
    assert max(late, key=lambda code: late[code]) == "a2"
    assert late["a2"] > 0.6


def test_how_much_is_exchanged_moves_no_rank(made: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "busier.duckdb"
    shutil.copy(tmp_path / "cells.duckdb", path)
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE cells SET exchanges = exchanges * 5 WHERE exchanges IS NOT NULL")
    with duckdb.connect(str(path), config=LIMITS) as connection:
        busier = replace(made, connection=connection)
        assert queries.areas(TOWN, busier, YEAR) == queries.areas(TOWN, made, YEAR)


def test_weights_must_be_one_a_sign(made: Snapshot) -> None:
    with pytest.raises(ValueError, match="zip"):
        queries.areas(TOWN, made, YEAR, (50, 50))
