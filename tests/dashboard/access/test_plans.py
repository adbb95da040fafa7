"""Kept plans in the accounts database: whose they are, who may keep and take away, and how many there can be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard.access import organisations
from dashboard.access.accounts import open_accounts
from dashboard.access.drafts import LONGEST_TITLE
from dashboard.access.plans import MOST_PLANS, Planbook
from queries import Analogue, Expectation, Interval, Plan, PlanEstimate

LINE = Expectation("exchanges", 12, 400.0, Interval(300.0, 520.0), Interval(240.0, 700.0), 31, 2,
                   (Analogue(0.4, "a1", "Un", date(2021, 5, 1)), Analogue(0.9)))  # fmt: skip
FOUND = PlanEstimate(Plan("works", date(2025, 3, 1), 300, place="a1", mix=(("house_rural", 1.0),)), "s1",
                     date(2025, 6, 30), 900, (("homes", 6.8),), (LINE,))  # fmt: skip


@pytest.fixture
def books(tmp_path: Path) -> tuple[Planbook, Planbook]:
    """An editor's of one organisation, and one's of another, in one database."""
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    for code in ("town", "other"):
        organisations.add_organisation(accounts, code, code, "local_authority", ["city:x"])
    return Planbook(accounts, "town", "ann@town.example", True), Planbook(accounts, "other", "bob@x.example", True)


def test_a_plan_is_kept_as_it_was_told_with_who_kept_it(books: tuple[Planbook, Planbook]) -> None:
    number = books[0].keep("  Les  Tilleuls ", FOUND)
    (kept,) = books[0].plans()
    assert (kept.id, kept.title, kept.made_by) == (number, "Les Tilleuls", "ann@town.example")
    assert kept.found == FOUND


def test_the_latest_comes_first(books: tuple[Planbook, Planbook]) -> None:
    for title in ("One", "Two", "Three"):
        books[0].keep(title, FOUND)
    assert [kept.title for kept in books[0].plans()] == ["Three", "Two", "One"]


def test_another_organisation_reads_and_takes_away_nothing(books: tuple[Planbook, Planbook]) -> None:
    own, other = books
    number = own.keep("Ours", FOUND)
    assert other.plans() == ()
    assert not other.remove(number)
    assert [kept.title for kept in own.plans()] == ["Ours"]
    assert isinstance(other.keep("Ours", FOUND), int), "each may use the same title"


def test_a_viewer_reads_and_changes_nothing(books: tuple[Planbook, Planbook]) -> None:
    number = books[0].keep("Ours", FOUND)
    viewer = replace(books[0], is_editor=False)
    assert viewer.keep("Mine", FOUND) == "state"
    assert not viewer.remove(number)
    assert viewer.plans() == books[0].plans() != ()


@pytest.mark.parametrize(
    ("title", "why"),
    [("", "empty"), ("   ", "empty"), (None, "empty"), (7, "empty"), ("x" * (LONGEST_TITLE + 1), "long"),
     ("a\u202eb", "signs"), ("a\0b", "signs")],
)  # fmt: skip
def test_a_title_that_is_none_keeps_nothing(books: tuple[Planbook, Planbook], title: Any, why: str) -> None:
    assert books[0].keep(title, FOUND) == why
    assert books[0].plans() == ()


def test_an_editor_takes_a_plan_away_once(books: tuple[Planbook, Planbook]) -> None:
    first, second = (books[0].keep(title, FOUND) for title in ("One", "Two"))
    assert books[0].remove(first)
    assert not books[0].remove(first)
    assert [kept.id for kept in books[0].plans()] == [second]


@pytest.mark.parametrize("forged", [None, True, "1", 1.0, 0, -1, 2**31, 2**70, [], [1], {"id": 1}, "1 OR 1=1"])
def test_a_number_that_is_none_takes_nothing_away(books: tuple[Planbook, Planbook], forged: Any) -> None:
    assert books[0].keep("Ours", FOUND) == 1
    assert not books[0].remove(forged)
    assert len(books[0].plans()) == 1


def test_there_is_a_limit_for_each_organisation(books: tuple[Planbook, Planbook]) -> None:
    for at in range(MOST_PLANS - 1):
        assert isinstance(books[0].keep(f"Plan {at}", FOUND), int)
    with ThreadPoolExecutor(4) as pool:
        last = list(pool.map(lambda at: books[0].keep(f"Last {at}", FOUND), range(4)))
    assert sorted(map(str, last))[-3:] == ["many"] * 3, "two that keep one together do not pass it"
    assert isinstance(books[1].keep("Theirs", FOUND), int)
    assert books[0].remove(next(each for each in last if each != "many"))
    assert isinstance(books[0].keep("Again", FOUND), int)
