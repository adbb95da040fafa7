"""One neighbourhood beside other places: the same period, the noise of both, and only where that can be told."""

from __future__ import annotations

import math

import pytest

import queries
from dashboard import frame
from dashboard.components.amounts import change_words
from dashboard.components.filters import next_search
from dashboard.readings import difference, read
from dashboard.selection import Chosen
from dashboard.territory import elsewhere, neighbourhood_names, settled
from dashboard.words import words_in
from queries import INDICATORS, Estimate, Period, Selection
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
GROUP = ("a1", "a2", "a3")
YEAR = "period=2023"


def seen(snapshot: Snapshot, search: str, neighbourhoods: tuple[str, ...] = ALL):
    view = view_of(snapshot, search, neighbourhoods=neighbourhoods)
    return settled(view, neighbourhood_names(view))


def test_the_address_holds_another_place() -> None:
    chosen = Chosen.parse("?places=a1&compare=place%3Aa2")
    assert (chosen.compare, chosen.other_place) == ("place:a2", "a2")
    assert Chosen.parse(chosen.search) == chosen
    assert Chosen.parse("?compare=place:").compare == "year_before"
    assert next_search("?places=a1", ["a1"], None, "place:a2") == "?places=a1&compare=place%3Aa2"


def test_a_number_is_compared_with_the_same_number_elsewhere(town_snapshot: Snapshot) -> None:
    view = seen(town_snapshot, f"?places=a1&{YEAR}&compare=place:a2")
    assert elsewhere(view) == ("a2",)
    told = read(view, "active_households")
    here, there = (
        queries.answer(view.scope, town_snapshot, "active_households",
                       Selection((code,), Period.parse("2023"), "neighbourhood")).rows[0]
        for code in ("a1", "a2")
    )  # fmt: skip
    assert told.change.difference == here.answer - there.answer
    assert told.change.sd == pytest.approx(math.hypot(here.noise_sd, there.noise_sd), rel=0.05)
    assert told.against is None


@pytest.mark.parametrize(
    ("search", "neighbourhoods"),
    [
        (f"?{YEAR}&compare=place:a2", ALL),  # nothing chosen
        (f"?places=a1|a3&{YEAR}&compare=place:a2", ALL),  # several
        (f"?places=a1&{YEAR}&compare=place:a1", ALL),  # itself
        (f"?places=a1&{YEAR}&compare=place:b1", GROUP),  # not in the territory
        (f"?places=a1&{YEAR}&compare=place:nowhere", ALL),
        (f"?places=a1|a2&{YEAR}&compare=similar", ALL),
    ],
)
def test_where_no_other_place_can_be_compared_time_is_and_the_page_says_so(
    town_snapshot: Snapshot, search: str, neighbourhoods: tuple[str, ...]
) -> None:
    assert seen(town_snapshot, search, neighbourhoods).selection.compare == "year_before"
    made = frame.render(view_of(town_snapshot, search, neighbourhoods=neighbourhoods), "/")
    assert "time is compared instead" in text_of(made)
    assert "Quartier B1" not in text_of(made) or neighbourhoods is ALL


def test_similar_neighbourhoods_are_their_median(town_snapshot: Snapshot) -> None:
    view = seen(town_snapshot, f"?places=a1&{YEAR}&compare=similar")
    found = [each.neighbourhood_code for each in queries.similar(view.scope, town_snapshot, "a1")]
    assert found, "the town has neighbourhoods like this one"
    assert list(elsewhere(view)) == found
    assert "compared with similar neighbourhoods in the same period" in text_of(frame.render(view, "/"))


def test_a_median_of_few_is_no_comparison() -> None:
    here, low, high = Estimate(40.0, 4.0), Estimate(20.0, 4.0), Estimate(30.0, 4.0)
    assert difference(here, {"a": low, "b": None, "c": None}) is None
    assert difference(None, {"a": low}) is None
    told = difference(here, {"a": low, "b": high, "c": None})
    assert told.difference == 15.0
    assert told.sd > 2.0


def test_other_places_are_offered_with_one_place_chosen_only(town_snapshot: Snapshot) -> None:
    def offered(search: str) -> str:
        made = frame.render(view_of(town_snapshot, search, neighbourhoods=GROUP), "/")
        return str(next(each for each in components(made) if getattr(each, "id", "") == "choose-compare").data)

    assert "place:a2" in offered("?places=a1")
    assert "place:a1" not in offered("?places=a1")
    assert "place:b1" not in offered("?places=a1"), "nor one of another territory"
    assert "place:" not in offered("?places=a1|a2")
    assert "place:" not in offered("")


def test_what_lies_before_the_data_is_not_called_hidden(town_snapshot: Snapshot) -> None:
    first = frame.render(view_of(town_snapshot, "?period=2023-Q1", neighbourhoods=ALL), "/")
    (sentence,) = [each for each in components(first) if getattr(each, "className", "") == "sentence"]
    assert text_of(sentence).endswith("1st quarter 2023  · nothing to compare with: the data begin in January 2023")
    assert text_of(first).count("nothing to compare with: the data begin in January 2023") > 2, "on the cards too"
    assert "4th quarter 2022" not in text_of(first)
    assert "is not shown" not in text_of(first)


def test_where_other_places_show_too_little_the_card_says_so() -> None:
    said, _ = change_words(words_in("en"), INDICATORS["reach"], None, "the similar neighbourhoods", True)
    assert said == "no comparison: too few numbers are shown for the similar neighbourhoods"
