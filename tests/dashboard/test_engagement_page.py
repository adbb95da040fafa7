"""The page of engagement over a real snapshot and over given numbers: what its words rest on, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import queries
from dashboard.components import (
    alerts_card,
    cohorts_card,
    growth_card,
    standing_card,
    ties_card,
    underlying_card,
    weeks_card,
)
from dashboard.pages import engagement, engagement_cards
from dashboard.pages.engagement import pressed_note
from dashboard.territory import neighbourhood_names, selected_place, settled
from dashboard.words import words_in
from queries import AgainstChance, Alert, Grown, GrowthPart, Period, Place, Retention, Snapshot, Ties, UnderlyingChange
from queries.statistics.growth import Growth
from queries.statistics.intervals import Interval
from queries.statistics.published_counts import Hidden
from tests.dashboard.pages_view import components, text_of, view_of

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
EN, FR = words_in("en"), words_in("fr")


def of_town(snapshot: Snapshot, search: str, **more: Any) -> Any:
    view = view_of(snapshot, search, **{"neighbourhoods": ALL, **more})
    return settled(view, neighbourhood_names(view))


def part(exchanges: float, half: float) -> GrowthPart:
    return GrowthPart(exchanges, Interval(exchanges - half, exchanges + half))


def grown(newcomers: GrowthPart | None, staying: GrowthPart, each: GrowthPart, whole: GrowthPart) -> Grown:
    told = Growth(whole, newcomers, staying, each, part(0, 0), part(0, 0))
    return Grown(Period.parse("2024-Q2"), Period.parse("2023-Q2"), 1_000, told)


def test_a_wave_of_sign_ups_is_not_called_cohesion() -> None:
    wave = grown(part(280, 30), part(30, 40), part(-10, 40), part(300, 50))
    assert growth_card.carrying(wave) == "newcomers"
    assert growth_card.reason(wave, EN) == "New households carry it: a wave of sign-ups is not cohesion."
    assert growth_card.statement(wave, EN) == "Regular exchanges: about 300 more than in the 2nd quarter 2023"
    assert "une vague d’inscriptions n’est pas de la cohésion" in growth_card.reason(wave, FR)


def test_what_carries_a_change_is_clear_and_at_least_half_of_it() -> None:
    stay = grown(part(-80, 20), part(400, 30), part(-20, 60), part(300, 50))
    assert growth_card.reason(stay, EN) == (
        "Households that were active before carry it. Clear too: households active for the first time (−80)."
    )
    assert growth_card.carrying(grown(part(90, 20), part(90, 20), part(120, 200), part(300, 50))) == ""
    still = grown(None, part(20, 30), part(-5, 30), part(15, 40))
    assert growth_card.carrying(still) == ""
    said = "Regular exchanges: no clear change from what they were in the 2nd quarter 2023"
    assert growth_card.statement(still, EN) == said
    assert "How many of them are new is told of whole cities" in growth_card.reason(still, EN)


def test_parts_are_told_as_finely_as_their_noise_allows() -> None:
    assert [growth_card.size_words(part(1488, half), EN) for half in (5, 90, 300)] == ["+1,488", "+1,490", "+1,500"]


@pytest.mark.parametrize(
    ("percent", "low", "high", "said"),
    [(7, 3, 11, "about 7% more than a year before (+3% to +11%)"),
     (-12, -20, -4, "about 12% fewer than a year before (−20% to −4%)"),
     (4, -1, 9, "no clear change on a year before (−1% to +9%)")],
)  # fmt: skip
def test_an_underlying_change_is_told_with_its_interval(percent: float, low: float, high: float, said: str) -> None:
    assert underlying_card.change_words(UnderlyingChange(percent, Interval(low, high)), EN) == said


def test_an_alert_says_when_and_how_much_and_never_why() -> None:
    here = Place("neighbourhood", "a1", "A1", "ville", None, None, ("a1",), True)
    found = [Alert(here, Period.parse("2024-03"), 36.4, False), Alert(here, Period.parse("2024-03"), -21, False, True),
             Alert(here, Period.parse("2024-09"), 50, True)]  # fmt: skip
    assert [alerts_card.words(each, EN) for each in found] == [
        "from March 2024 on about 36% more than before",
        "about 21% fewer than before, little by little, around March 2024",
        "September 2024: about 50% more than expected",
    ]
    made = alerts_card.alerts_card(found, "exchanges", lambda alert: ["Flood"], lambda _: "/", EN, lambda _: "A1")
    assert "what happened then need not be the cause" in text_of(made)
    assert "then: Flood" in text_of(made)


def test_ties_are_told_against_chance_and_hidden_ones_as_hidden() -> None:
    rare = Ties("dwelling", queries.Estimate(180, 18), queries.Estimate(214, 18), AgainstChance(0.84, 0.78, 0.91, True))
    hidden = Ties("residence", Hidden(), queries.Estimate(60, 18), None)
    assert ties_card.statement([hidden, rare], EN) == (
        "Across kinds of dwelling: about 16% fewer households with ties than by chance"
    )
    assert ties_card.reading([rare, hidden], EN) == "Across residences: below threshold."
    made = ties_card.ties_card([rare, hidden], Period.parse("2024"), EN, view_of(None).palette)
    assert "not whether anybody is isolated" in text_of(made)


def test_of_hidden_cohorts_the_most_that_may_be_is_told() -> None:
    known = Retention(1, 0.62, Interval(0.58, 0.66), 3, 720)
    hidden = Retention(12, None, Interval(0.04, 0.19), 3, 720)
    assert cohorts_card.statement([known, hidden], EN) == (
        "12 months after joining, at most 19% of the households are active"
    )
    assert cohorts_card.reading([known, hidden], EN).startswith("1 month after: about 62% (58% to 66%).")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("search", ["?period=2023", "?places=b4&period=2024-Q2", "?places=a1|b1&period=2024-05",
                                    "?period=2024-Q3&compare=previous", "?places=a1&compare=place:b1"])  # fmt: skip
def test_the_page_stands_for_every_selection(town_snapshot: Snapshot, search: str, language: str) -> None:
    page = engagement.layout(of_town(town_snapshot, search, language=language))
    (title,) = [text_of(each) for each in components(page) if type(each).__name__ == "H1"]
    assert title.endswith(".")


def test_what_is_told_of_the_city_only_is_said_to_be_around(town_snapshot: Snapshot) -> None:
    page = engagement.layout(of_town(town_snapshot, "?places=a1&period=2024-Q2"))
    figures = {each.id: text_of(each) for each in components(page)
               if str(getattr(each, "id", "") or "").startswith("figure-")}  # fmt: skip
    assert figures["figure-standing"].startswith("Ville, around it: ")
    assert "around it" not in figures["figure-trend"].split("·")[0]
    whole = engagement.layout(of_town(town_snapshot, "?period=2024-Q2"))
    assert "Ville, around it" not in text_of(whole)


def test_standings_add_up_within_the_noise_and_the_page_says_so(town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, "?period=2024-Q2")
    place = selected_place(view)
    assert place is not None
    assert place.level == "city"
    told = (queries.standing(view.scope, town_snapshot, place, Period.parse(code))
            for code in town_snapshot.manifest["periods"]["quarter"])  # fmt: skip
    found = next(each for each in told if each.apart is not None)
    assert found.adds_up
    assert "within the noise" in standing_card.reading(found, EN)
    assert found.apart is not None
    off = replace(found, apart=replace(found.apart, difference=found.apart.sd * 5))
    assert "more than they usually make" in standing_card.reading(off, EN)


def test_the_parts_of_growth_add_up_to_the_published_change(town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, "?places=a1|b1&period=2024-Q2")
    found = engagement_cards.grown(view)
    assert found is not None
    own = found.parts
    whole = sum(each.exchanges for each in (own.staying, own.each, own.mix, own.season))
    assert own.newcomers is None, "told of cities only"
    assert whole == pytest.approx(own.change.exchanges)


def test_a_quarter_is_never_told_against_the_one_before_it(town_snapshot: Snapshot) -> None:
    """Its season is not that of its months, since it counts a household once: it would be read as growth."""
    view = of_town(town_snapshot, "?period=2024-Q2&compare=previous")
    found = engagement_cards.grown(view)
    assert found is not None
    assert found.before == Period.parse("2023-Q2")
    assert "Against a year before" in str(engagement_cards.growth(view, found))
    assert queries.grown(view.scope, town_snapshot, found.period, Period.parse("2024-Q1")) is None


def test_a_city_in_its_first_year_tells_nobody_as_new(town_snapshot: Snapshot) -> None:
    found = engagement_cards.grown(of_town(town_snapshot, "?period=2024-Q2"))
    assert found is not None
    assert found.before == Period.parse("2023-Q2")
    assert found.parts.newcomers is None, "whoever was active before the data would be new in them"


@pytest.mark.parametrize(
    ("clicks", "names", "pressed"),
    [([None, 1], [{"delete-note": 4}, {"delete-note": 7}], 7), ([None], [{"delete-note": 4}], None), (None, None, None),
     ([1], [], None), ([1], ["x"], None), ([1], [{"other": 4}], None), ("1", "2", None)],
)  # fmt: skip
def test_only_the_button_that_was_pressed_deletes(clicks: Any, names: Any, pressed: Any) -> None:
    assert pressed_note(clicks, names) == pressed


@pytest.mark.parametrize(
    ("search", "name"),
    [
        ("?period=2024-Q2", "the same month a year before"),
        ("?period=2024-Q2&places=a1&compare=place:b1", "Quartier B1"),
        ("?period=2024-Q2&places=a1&compare=study", "the 2020 study"),
        ("?period=2024-Q2&compare=study", ""),  # whose figure is that of one neighbourhood
        ("?period=2024-Q2&compare=previous", ""),  # months have the one before beside them as they are
    ],
)
def test_the_trend_has_beside_it_what_the_reader_compares_with(search: str, name: str, town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, search)
    page = engagement.layout(view)
    card = next(each for each in components(page) if getattr(each, "id", "") == "figure-trend")
    drawn = next(each for each in components(card) if type(each).__name__ == "Graph").figure
    dashed = [trace for trace in drawn.data if trace.line.dash == "dash"]
    assert (f"dashed: {name}" in text_of(card)) == bool(name) == (len(dashed) == 1)
    if name == "Quartier B1":
        b1 = queries.trend(view.scope, town_snapshot, "active_households", queries.Selection(("b1",)),
                           [Period.parse(row) for row in town_snapshot.manifest["whole"]["month"]]).rows  # fmt: skip
        assert list(dashed[0].y) == [row.answer for row in b1][-len(dashed[0].y) :]
    if name == "the same month a year before":
        assert list(dashed[0].y)[:2] == [None, None], "the data have no year before their first"
        own = next(trace for trace in drawn.data if trace.mode == "lines+markers")
        assert list(dashed[0].y)[-6:] == list(own.y)[-18:-12]


def test_the_year_before_is_of_the_same_places_as_the_line(with_cells: Callable[..., Snapshot]) -> None:
    """A place that is hidden in some months leaves both sums: else it would look like growth."""
    hidden = "UPDATE cells SET active_households = NULL WHERE area_code = 'b3' AND dimension = 'total' AND "
    made = with_cells(f"{hidden} period_kind = 'month' AND period_on < '2023-06-01'")
    page = engagement.layout(of_town(made, "?period=2024-Q2&places=a1|b1|b3"))
    card = next(each for each in components(page) if getattr(each, "id", "") == "figure-trend")
    drawn = next(each for each in components(card) if type(each).__name__ == "Graph").figure
    (dashed,) = [trace for trace in drawn.data if trace.line.dash == "dash"]
    own = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert all(value is not None for value in own.y)
    assert list(dashed.y)[12:] == list(own.y)[: len(own.y) - 12]


def test_a_whole_city_is_told_by_week_and_no_place_within_it(town_snapshot: Snapshot) -> None:
    view = of_town(town_snapshot, "?period=2024-Q2")
    place = selected_place(view)
    assert place is not None
    found = queries.weekly(view.scope, town_snapshot, place)
    weeks = [Period.parse(row.period) for row in found.rows]
    assert len(weeks) > 90
    assert weeks == [weeks[0].shift(at) for at in range(len(weeks))], "none is left out"
    answers = queries.cell_counts.of_place(view.scope, town_snapshot, place, "active_households", "total", weeks[-1])
    assert found.rows[-1].answer == getattr(answers["total"], "value", None)
    cards = [text_of(each) for w in (EN, FR) for each in engagement_cards.weeks(replace(view, words=w))]
    assert "week of" in cards[0]
    assert "semaine du" in cards[1]
    assert engagement_cards.weeks(of_town(town_snapshot, "?period=2024-Q2&places=a1")) == []
    hidden = replace(found, rows=tuple(replace(row, answer=None, noise_sd=None, shown="no") for row in found.rows))
    said = text_of(weeks_card.weeks_card(hidden, EN, view.palette))
    assert "every week is below threshold" in said
