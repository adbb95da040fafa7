"""Hidden numbers explain themselves: the coarser view that is offered is one that the site shows, or none is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

import queries
from dashboard import frame
from dashboard.coarser import Offer, coarser
from dashboard.components.cards import card
from dashboard.components.offers import hidden_note, offered
from dashboard.pages.overview_cards import reading_card
from dashboard.readings import Reading
from dashboard.selection import Chosen
from dashboard.words import words_in
from queries import INDICATORS, Answer, Period, Row, Scope, Selection, Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.town import SIZES

ALL = tuple(SIZES)
CITY, LANDLORD = Scope("city_hall", ALL), Scope("landlord", ("a1", "a2"))
EN = words_in("en")
PERIODS = [Period.parse(code) for code in ("2024-03", "2024-09", "2024-Q2", "2023")]
REASONS = ("Below threshold: fewer than 11 households, or too few to be shown safely", "Not published", "Not yet known")
NUMBERS = ("active_households", "exchanges_per_household", "match_rate")


def hidden_numbers(snapshot: Snapshot, scope: Scope) -> list[tuple[str, Period, str, Row]]:
    """Every hidden number of one neighbourhood: its code, period, indicator and row."""
    return [
        (row.area_code, period, indicator, row)
        for period, indicator in product(PERIODS, NUMBERS)
        for row in queries.answer(scope, snapshot, indicator, Selection((), period, "neighbourhood")).rows
        if row.answer is None
    ]


@pytest.mark.parametrize("scope", [CITY, LANDLORD, Scope("shop", ("b3", "b2"))])
def test_every_offer_is_a_number_that_is_shown_at_its_address(town_snapshot: Snapshot, scope: Scope) -> None:
    found = 0
    for code, period, indicator, row in hidden_numbers(town_snapshot, scope):
        offer = coarser(scope, town_snapshot, Selection((code,), period), indicator, [row])
        assert offer is not None
        if offer.places is None:
            continue
        where = queries.narrow(scope, town_snapshot, offer.places)
        there = queries.answer(where, town_snapshot, indicator, Selection((), offer.period or period))
        assert there.rows[0].answer == offer.rows[0].answer is not None
        found += 1
    assert found or scope is not CITY


def test_a_longer_period_is_offered_before_a_wider_place(town_snapshot: Snapshot) -> None:
    longer = 0
    for code, period, indicator, row in hidden_numbers(town_snapshot, CITY):
        offer = coarser(CITY, town_snapshot, Selection((code,), period), indicator, [row])
        kinds = [kind for kind in ("quarter", "year") if Period(period.start, kind).months > period.months]  # type: ignore[arg-type]
        shown = [
            at.code for at in (queries.nearest(town_snapshot, period, kind) for kind in kinds)  # type: ignore[arg-type]
            if queries.answer(CITY, town_snapshot, indicator, Selection((code,), at)).shown
        ]  # fmt: skip
        assert offer is not None
        if shown:
            assert (offer.place, offer.period and offer.period.code) == (None, shown[0])
            longer += 1
        else:
            assert offer.place is not None
    assert longer > 10


def test_a_wider_place_is_one_that_the_reader_holds_whole_or_cannot_select(town_snapshot: Snapshot) -> None:
    hidden = Row("a1", "", "2023", "total", "total", None, None, "no", "threshold")
    year = Selection(("a1",), Period.parse("2023"))
    offer = coarser(LANDLORD, town_snapshot, year, "active_households", [hidden])
    assert offer is not None
    assert offer.place is not None
    assert (offer.place.level, offer.places) == ("city", None)
    link = offered(offer, "active_households", Chosen(places=("a1",)), "/", EN)
    assert type(link).__name__ == "Span"
    assert text_of(link).startswith("Shown for Ville: about ")
    whole = coarser(CITY, town_snapshot, year, "active_households", [hidden])
    assert whole is not None
    assert whole.place is not None
    assert whole.place.inside


def test_hidden_types_offer_their_groups_and_hidden_categories_their_themes(town_snapshot: Snapshot) -> None:
    year = Period.parse("2023")
    for by, coarse in (("exchange_type", "type_group"), ("category", "theme")):
        rows = queries.answer(queries.narrow(CITY, town_snapshot, ("a1",)), town_snapshot, "active_households",
                              Selection((), year, by)).rows  # fmt: skip
        hidden = [replace(row, answer=None, why="threshold") for row in rows]
        offer = coarser(replace(CITY, neighbourhoods=("a1",)), town_snapshot, Selection(("a1",), year, by),
                        "active_households", hidden)  # fmt: skip
        assert offer is not None
        assert offer.by == coarse
        assert offer.rows
        (note,) = hidden_note(hidden, offer, "active_households", Chosen(places=("a1",), period=year), "/", EN)
        links = [each for each in components(note) if getattr(each, "href", "")]
        assert Chosen.parse(links[0].href.partition("?")[2]).by == coarse


def test_nothing_is_offered_where_nothing_coarser_is_shown(town_snapshot: Snapshot) -> None:
    hidden = Row("ville", "", "2023", "total", "total", None, None, "no", "threshold")
    assert coarser(CITY, town_snapshot, Selection((), Period.parse("2023")), "active_households", [hidden]) is None
    assert coarser(Scope("nobody", ()), town_snapshot, Selection((), PERIODS[0]), "active_households", [hidden]) is None
    assert coarser(CITY, town_snapshot, Selection((), PERIODS[0]), "active_households", []) is None


def test_a_list_has_one_note_however_many_rows_are_hidden(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?places=b3&period=2024-03", neighbourhoods=ALL), "/")
    for each in components(made):
        if getattr(each, "className", "") == "card figure":
            notes = [part for part in components(each) if getattr(part, "className", "") == "hidden-note"]
            assert len(notes) <= 1
            if "is-hidden" in [getattr(part, "className", "") for part in components(each)]:
                assert text_of(notes).startswith(REASONS)


@pytest.mark.parametrize("path", ["/", "/map", "/campaigns"])
def test_whatever_a_page_offers_can_be_followed(town_snapshot: Snapshot, path: str) -> None:
    made = frame.render(view_of(town_snapshot, "?places=b3&period=2024-03", neighbourhoods=ALL), path)
    for each in components(made):
        if getattr(each, "className", "") == "offer" and getattr(each, "href", ""):
            where, _, search = each.href.partition("?")
            view = view_of(town_snapshot, "?" + search, neighbourhoods=ALL)
            assert (
                frame.replaced(view.selection, frame.settled(view, frame.neighbourhood_names(view)), frame.USES) == []
            )
            assert "Something went wrong" not in text_of(frame.render(view, where))


def test_the_groups_and_themes_are_drawn_where_the_address_asks_for_them(town_snapshot: Snapshot) -> None:
    def text(search: str) -> str:
        return text_of(frame.render(view_of(town_snapshot, search, neighbourhoods=ALL), "/"))

    assert "Active households by theme" in text("?period=2023&by=theme")
    assert "Services and odd jobs" in text("?period=2023&by=type_group")
    assert "Services and odd jobs" not in text("?period=2023")


def test_lines_of_distinct_households_say_that_they_do_not_add_up(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, "?period=2024-05", neighbourhoods=ALL), "/")
    tables = [each for each in components(made) if getattr(each, "className", "") == "table-scroll"]
    said = [text_of(each) for each in tables]
    told = "A household can be in several lines"
    assert [told in text for text in said if "Households" in text or "Active households a month" in text] == [True] * 2
    assert [told in text for text in said if "Share of exchanges" in text] == [False]


@pytest.mark.parametrize(("noise", "arrow"), [(0.1, True), (2.0, False)])
def test_the_study_is_compared_with_an_arrow_only_beyond_the_noise(
    town_snapshot: Snapshot, noise: float, arrow: bool
) -> None:
    view = view_of(town_snapshot, "?compare=study&period=2023", neighbourhoods=ALL)
    row = Row("ville", "Ville", "2023", "total", "total", 2.9, noise, "yes", "")
    reading = Reading(INDICATORS["shares_pm"], Period.parse("2023"), None, row, None, ())
    text = " ".join(text_of(card(reading_card(view, reading), view.palette)).split())
    assert ("▼" in text) == arrow
    assert ("no clear difference to the study" in text) != arrow
    assert "about 2.9" in text


def test_an_offer_never_carries_a_hidden_number(town_snapshot: Snapshot) -> None:
    shown: list[Offer] = []
    for by in ("exchange_type", "category"):
        answer: Answer = queries.answer(CITY, town_snapshot, "active_households", Selection(("b3",), PERIODS[0], by))
        hidden = [row for row in answer.rows if row.answer is None]
        if offer := coarser(CITY, town_snapshot, Selection(("b3",), PERIODS[0], by), "active_households", hidden):
            shown.append(offer)
    assert shown
    assert all(row.answer is not None for offer in shown for row in offer.rows)
