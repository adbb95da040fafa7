"""The page of study criteria: a result in words that keep to its interval, and everything that differs marked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import queries
from dashboard import frame
from dashboard.access.accounts import open_accounts
from dashboard.access.criteria import Beforehand
from dashboard.access.organisations import add_organisation
from dashboard.access.studies import Deviation, Registered, Studies, of_the_same
from dashboard.components.study_cards import deviation_lines, result_card, said_card, visible_part
from dashboard.components.study_words import fault_words, later_words, too_small_words
from dashboard.figures.palettes import palette
from dashboard.words import words_in
from queries import Criteria, Effect, Period, Scope, Snapshot, StudyResult
from queries.campaign_effect import months_compared
from tests.dashboard.pages_view import components, kinds, text_of, view_of
from tests.dashboard.test_pages import said_in
from tests.town import SIZES

EN, FR, LIGHT = words_in("en"), words_in("fr"), palette("light")
NAMES = {"a1": "Le Blosne", "a2": "Villejean", "b1": "Centre"}
ASKED = Criteria(("a1", "a2"), "exchanges", Period.parse("2026-01"), Period.parse("2026-03"), 0.1)
BEFORE = Beforehand("s", date(2025, 12, 31), 0.123, 2, 17, None)
STUDY = Registered(7, "Does it help?", ASKED, BEFORE, "ann@town.example", datetime(2026, 1, 2, tzinfo=UTC))
MONTHS = months_compared(date(2026, 1, 1), date(2026, 3, 31))


def effect_between(low: float, high: float) -> Effect:
    return Effect((low + high) / 2, low, high, 0.03, 0.04, 0.123, 2, 17, 3)


def result(low: float = 0.2, high: float = 0.4, **changes: Any) -> StudyResult:
    made = StudyResult(MONTHS, effect_between(low, high), effect_between(-0.0123, 0.1), None, None, True, ("a1", "a2"),
                       17, {}, (), None, ())  # fmt: skip
    return replace(made, **changes)


def told(found: StudyResult, study: Registered = STUDY) -> str:
    return text_of(result_card(study, found, EN, LIGHT))


@pytest.mark.parametrize(
    ("low", "high", "headline", "verdict"),
    [(0.2, 0.4, "about 30% more than in similar neighbourhoods (20% to 40%)", "at least as large as what was said"),
     (0.02, 0.4, "about 21% more", "cannot be told whether it is as large"),
     (0.02, 0.08, "about 5% more", "a smaller one than was said"),
     (-0.04, 0.06, "could be chance (−4% to +6%)", "it is smaller than what was said"),
     (-0.1, 0.3, "could be chance (−10% to +30%)", "It cannot be told: it could be chance"),
     (-0.3, -0.1, "about 20% less than in similar neighbourhoods (10% to 30%)", "It is a fall")],
)  # fmt: skip
def test_the_words_keep_to_the_interval(low: float, high: float, headline: str, verdict: str) -> None:
    said = told(result(low, high))
    assert headline in said
    assert verdict in said
    assert "(10%)" in said, "what was said to be worth acting on"
    assert said.count("could be chance") == (2 if low < 0 < high else 0) + 1, "the later look could be chance"


def test_a_result_says_what_was_stated_beforehand_and_tells_nothing_else() -> None:
    said = told(result())
    assert "Stated beforehand: A rise of about 12% or more over three months would be seen in 4 cases of 5" in said
    assert "2 places beside 17 similar ones." in said
    assert "Active households" not in said
    late = replace(STUDY, known=replace(BEFORE, covers_until=date(2026, 1, 31)))
    assert "Stated when it was registered:" in told(result(), late)
    assert "beforehand" not in told(result(), late)


def test_a_figure_holds_no_finer_number_than_the_page_tells() -> None:
    """What is compared with lies partly outside the territory."""
    made = result_card(STUDY, result(0.204321, 0.404321), EN, LIGHT)
    figure = next(each.figure for each in components(made) if getattr(each, "figure", None) is not None)
    for bars in figure.data:
        for numbers in (bars.x, bars.error_x.array, bars.error_x.arrayminus):
            assert all(100 * number == pytest.approx(round(100 * number), abs=1e-6) for number in numbers)
    assert "404" not in str(made.to_plotly_json())


def test_what_is_left_later_is_told_or_why_it_is_not() -> None:
    assert "−1% to +10%), which could be chance" in later_words(result(), EN)
    assert later_words(result(later=None, later_is_over=False), EN).endswith("told once June 2026 is published.")
    assert "another campaign has begun there since" in later_words(result(later=None), EN)
    assert "not told either" in later_words(result(later=None, effect=None, not_told="controls"), EN)


@pytest.mark.parametrize("why", ["older", "everywhere", "treated", "controls", "months"])
def test_a_study_without_a_result_says_why(why: Any) -> None:
    said = told(result(effect=None, later=None, not_told=why))
    assert "Regular exchanges: what changed cannot be told" in said
    assert "Stated beforehand" in said
    assert "%)" not in said


def test_a_study_whose_data_are_to_come_says_when() -> None:
    said = told(result(effect=None, later=None, later_is_over=False, not_told="to_come"))
    assert "Regular exchanges: told once March 2026 is published" in said


def test_places_that_differed_before_are_a_reason_for_care() -> None:
    assert "already differed before the start" in told(result(earlier=effect_between(0.05, 0.2)))
    assert "already differed" not in told(result(earlier=effect_between(-0.05, 0.2)))


def test_everything_that_differs_from_what_was_said_is_marked() -> None:
    assert "Nothing differs" in text_of(deviation_lines(STUDY, result(), 0, NAMES, EN))
    late = replace(STUDY, known=replace(BEFORE, covers_until=date(2026, 1, 31)), deviations=(
        Deviation("Put off <b>twice</b>", "bob@town.example", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),))  # fmt: skip
    found = result(left_out={"a1": "hidden", "a2": "campaign"}, gone=("zz",), without=("b1",),
                   ran=(date(2026, 2, 3), date(2026, 4, 5)))  # fmt: skip
    said = text_of(deviation_lines(late, found, 2, NAMES, EN))
    for each in ("It was registered on 2 January 2026, when some of its first month was already published",
                 "1 place is no longer in your territory and is left out.",
                 "Left out because a month is below threshold there: Le Blosne.",
                 "Left out because another campaign ran there: Villejean.",
                 "The campaign ran from 3 February 2026 to 5 April 2026, in other months than were said.",
                 "The campaign did not run in Centre.", "2 more studies look at some of these places and months",
                 "Put off <b>twice</b>",
                 "bob@town.example, 4 March 2026, 09:30 UTC"):  # fmt: skip
        assert each in said
    assert "Nothing differs" not in said
    assert "zz" not in said


@pytest.mark.parametrize(
    ("changes", "number"),
    [({}, 1), ({"places": ("a2", "b1")}, 1), ({"indicator": "active_households"}, 1), ({"places": ("b1",)}, 0),
     ({"begins": Period.parse("2026-03"), "ends": Period.parse("2026-09")}, 1),
     ({"begins": Period.parse("2026-04"), "ends": Period.parse("2026-09")}, 0)],
)  # fmt: skip
def test_studies_of_the_same_places_and_months_are_counted(changes: dict[str, Any], number: int) -> None:
    other = replace(STUDY, id=8, criteria=replace(ASKED, **changes))
    assert of_the_same(STUDY, [STUDY, other]) == number
    assert of_the_same(other, [STUDY, other]) == number


def registered(tmp_path: Path, snapshot: Snapshot) -> Studies:
    """Three studies of the town: one told too few to compare, one to come, one of places that are gone."""
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    add_organisation(accounts, "town", "Ville", "local_authority", ["city:ville"])
    shelf = Studies(accounts, "town", "city@town.example", True)
    for places, begins in ((("a1", "a2", "b1"), "2024-01"), (("a1", "a2"), "2026-01"), (("a1", "zz"), "2024-02")):
        month = Period.parse(begins)
        asked = Criteria(places, "exchanges", month, month.shift(1), 0.1, "entraide")
        visible = queries.study_visible(Scope("town", tuple(SIZES)), snapshot, asked)
        number = shelf.register(f"Étude {begins}", asked, Beforehand.of(visible, snapshot.id, date(2024, 12, 31)))
        assert isinstance(number, int)
        assert shelf.note(number, "Reporté") is None
    return shelf


@pytest.mark.parametrize(
    "search", ["", "?study=1", "?study=2", "?study=3", "?study=99", "?campaign=entraide&places=a1"]
)
def test_every_state_of_the_page_is_whole_in_both_languages(
    tmp_path: Path, town_snapshot: Snapshot, search: str
) -> None:
    shelf = registered(tmp_path, town_snapshot)
    made = {}
    for language in ("en", "fr"):
        view = replace(view_of(town_snapshot, search, neighbourhoods=tuple(SIZES), language=language), studies=shelf)
        page = frame.render(view, "/criteria")
        assert page.to_plotly_json()
        assert kinds(page).count("H1") == 1
        made[language] = text_of(page)
        pieces = [piece for each in components(page) for piece in said_in(each)]
        if language == "fr":
            assert [each for each in pieces if re.search(r"\w +[;:?!%]|[^\W\d]:(?=\s)|\d%", each)] == []
    assert not re.search(r"\b(households|neighbourhoods?|below|threshold|with|the|of|and|month)\b", made["fr"])
    assert not re.search(r"\b(foyers|seuil|sous|avec|mois|des|moins)\b", made["en"])
    assert "zz" not in made["en"]


def test_who_may_not_write_sees_no_form(tmp_path: Path, town_snapshot: Snapshot) -> None:
    reader = replace(registered(tmp_path, town_snapshot), is_editor=False)
    for search in ("", "?study=2"):
        view = replace(view_of(town_snapshot, search, neighbourhoods=tuple(SIZES)), studies=reader)
        made = frame.render(view, "/criteria")
        ids = {getattr(each, "id", "") for each in components(made)}
        assert not ids & {"study-register", "study-note", "study-withdraw"}
        assert "Étude 2026-01" in text_of(made)


def test_what_was_said_is_told_whole() -> None:
    study = replace(STUDY, criteria=replace(ASKED, places=("a1", "a2", "zz")))
    said = text_of(said_card(study, MONTHS, NAMES, ("Après la crue", "/campaigns?campaign=flood"), EN))
    for each in ("Le Blosne and Villejean; 1 place that is no longer in your territory", "Après la crue",
                 "Regular exchanges", "January 2026 to March 2026", "October 2025 to December 2025",
                 "May 2026 to June 2026", "10%", "A rise of about 12% or more", "ann@town.example",
                 "up to 31 December 2025", "What was said beforehand"):  # fmt: skip
        assert each in said
    assert "zz" not in said
    assert "less than what could be seen" in said, "10% is below 12%"


@pytest.mark.parametrize(
    ("smallest", "known", "is_said"),
    [(0.1, BEFORE, True), (0.12, BEFORE, False), (0.2, BEFORE, False), (0.1, replace(BEFORE, smallest=None), False),
     (0.1, replace(BEFORE, lacking="controls"), False)],
)  # fmt: skip
def test_what_is_too_small_to_be_seen_is_said_before_it_is_registered(
    smallest: float, known: Beforehand, is_said: bool
) -> None:
    said = text_of(visible_part(known, smallest, MONTHS, False, EN))
    assert ("is less than what can be seen (12%)" in said) == is_said
    assert bool(too_small_words(smallest, known, FR)) == is_said
    assert "No change will show" in said or not known.lacking


def test_a_study_that_comes_too_late_is_told_so_before_it_is_registered() -> None:
    assert "marked as registered afterwards" in text_of(visible_part(BEFORE, None, MONTHS, True, EN))
    assert "marked as registered afterwards" not in text_of(visible_part(BEFORE, None, MONTHS, False, EN))
    assert "It is known once six months" in text_of(
        visible_part(replace(BEFORE, lacking="early"), None, None, False, EN)
    )


def test_a_fault_that_has_no_words_asks_to_load_the_page_again() -> None:
    for words in (EN, FR):
        assert fault_words("study", "state", words) == fault_words("note", "state", words)
    assert "page" in fault_words("study", "state", EN)
