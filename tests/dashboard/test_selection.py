"""The selection: the address holds all of it, whatever is written there, and it reads as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.addresses import LONGEST, safe_next
from dashboard.components.filters import next_search
from dashboard.pages.projects import found_search
from dashboard.selection import (
    BREAKDOWNS,
    COMPARISONS,
    MOST_PLACES,
    STAGES,
    Chosen,
    change_kind,
    neighbours,
    sentence,
    settle_period,
)
from dashboard.words import words_in
from queries.model import Period

PUBLISHED = {
    "month": [f"2024-{month:02d}" for month in range(1, 13)] + ["2025-01", "2025-02", "2025-03"],
    "quarter": ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"],
    "year": ["2024"],
}
CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=12)


@given(
    st.builds(
        Chosen,
        places=st.lists(CODES, max_size=5, unique=True).map(tuple),
        period=st.sampled_from([None, Period.parse("2024"), Period.parse("2024-Q3"), Period.parse("2024-05")]),
        compare=st.sampled_from(COMPARISONS),
        indicator=CODES,
        by=st.sampled_from(["", *BREAKDOWNS]),
        campaign=CODES,
        project=CODES,
        stage=st.sampled_from(["", *STAGES]),
        age=st.sampled_from(["", *STAGES]),
        handover=st.sampled_from(["", *STAGES]),
        study=st.integers(0, 999_999_999),
        find=st.text(max_size=20).map(str.strip),
        page=st.integers(1, 9999),
    )
)
def test_what_is_written_in_the_address_is_read_back(chosen: Chosen) -> None:
    assert Chosen.parse(chosen.search) == chosen


@given(st.text(max_size=200))
def test_any_text_in_the_address_is_some_selection(text: str) -> None:
    assert Chosen.parse(Chosen.parse(text).search) == Chosen.parse(text)


def test_nonsense_in_the_address_is_as_if_not_written() -> None:
    nonsense = "?period=2024-13&compare=me&stage=x&age=y&handover=before&page=-3&places=||&other=1"
    assert Chosen.parse(nonsense) == Chosen()


def test_the_last_quarter_is_shown_unless_a_period_is_asked_for() -> None:
    assert settle_period(None, PUBLISHED) == Period.parse("2025-Q1")
    assert settle_period(Period.parse("2024-Q2"), PUBLISHED) == Period.parse("2024-Q2")
    assert settle_period(Period.parse("2031-Q2"), PUBLISHED) == Period.parse("2025-Q1")
    assert settle_period(None, {"month": [], "quarter": [], "year": []}) is None


def test_another_kind_of_period_means_the_same_time() -> None:
    assert change_kind(Period.parse("2024-Q3"), "month", PUBLISHED) == Period.parse("2024-09")
    assert change_kind(Period.parse("2024-05"), "quarter", PUBLISHED) == Period.parse("2024-Q2")
    assert change_kind(Period.parse("2025-Q1"), "year", PUBLISHED) == Period.parse("2024")
    assert change_kind(Period.parse("2024"), "quarter", PUBLISHED) == Period.parse("2024-Q4")


def test_the_first_period_has_none_before_and_the_last_none_after() -> None:
    assert neighbours(Period.parse("2024-Q1"), PUBLISHED) == (None, Period.parse("2024-Q2"))
    assert neighbours(Period.parse("2025-Q1"), PUBLISHED) == (Period.parse("2024-Q4"), None)


def test_a_control_changes_the_address_and_keeps_the_rest() -> None:
    shown = "?places=a&period=2024-Q3&campaign=flood"
    assert next_search(shown, ["a", "b"], "2024-Q3", "previous") == (
        "?places=a|b&period=2024-Q3&compare=previous&campaign=flood"
    )


def test_a_control_that_only_appeared_changes_nothing() -> None:
    assert next_search("?places=a&period=2024-Q3", ["a"], "2024-Q3", "year_before") is None


@given(
    st.one_of(st.none(), st.integers(), st.text(), st.lists(st.integers())),
    st.one_of(st.none(), st.integers(), st.text()),
)
def test_forged_values_of_the_controls_never_fail(value: object, other: object) -> None:
    for shown in ("?period=2024", value):
        assert next_search(shown, value, other, other) is None or next_search(shown, value, other, other) is not None
        assert found_search(other, shown) is None or isinstance(found_search(other, shown), str)


def test_the_selection_is_a_sentence_in_both_languages() -> None:
    names = {"a": "Villejean", "b": "Le Blosne", "c": "Centre"}
    chosen = Chosen(places=("a", "b"), period=Period.parse("2025-Q2"))
    assert sentence(chosen, names, words_in("en")) == (
        "Villejean and Le Blosne", "2nd quarter 2025", "compared with the 2nd quarter 2024"
    )  # fmt: skip
    assert sentence(chosen, names, words_in("fr")) == (
        "Villejean et Le Blosne", "2e trimestre 2025", "par rapport au 2e trimestre 2024"
    )  # fmt: skip
    everywhere = Chosen(period=Period.parse("2025-05"), compare="previous")
    assert sentence(everywhere, names, words_in("en"), "Rennes") == (
        "All 3 neighbourhoods of Rennes", "May 2025", "compared with April 2025"
    )  # fmt: skip


@pytest.mark.parametrize("length", [2, 9, 30])
def test_as_many_places_as_the_map_selects_survive_another_language_and_theme(length: int) -> None:
    """assets/map-address.js stops at MOST_PLACES and at LONGEST characters, with every bar written as %7C."""
    places: list[str] = []
    for at in range(2 * MOST_PLACES):
        search = Chosen(places=(*places, f"{at:0{length}d}"), indicator="exchanges_per_household").search
        if len(places) >= MOST_PLACES or len("/map" + search.replace("|", "%7C")) > LONGEST:
            break
        places.append(f"{at:0{length}d}")
    chosen = Chosen(places=tuple(places), indicator="exchanges_per_household")
    assert len(places) > 100
    assert Chosen.parse(chosen.search) == chosen
    assert safe_next("/map" + chosen.search) == "/map" + chosen.search
