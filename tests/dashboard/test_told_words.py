"""What the frame, the overview and the map say of given rows: one verdict, its basis named, nothing left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from dashboard import frame
from dashboard.components.map_values import MapValues
from dashboard.components.residences_card import residences_card
from dashboard.components.topics_card import topics_card
from dashboard.components.trend_card import statement
from dashboard.figures.palettes import palette
from dashboard.pages.overview import total_sentence
from dashboard.pages.overview_cards import reading_card, typical_card
from dashboard.readings import Reading, Typical
from dashboard.territory import elsewhere, neighbourhood_names
from dashboard.words import words_in
from queries import INDICATORS, Answer, Change, Period, Place, Row
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, text_of, view_of

EN, FR = words_in("en"), words_in("fr")
LIGHT = palette("light")
QUARTER = Period.parse("2026-Q3")


def row(
    value: float | None, name: str = "All", *, shown: Literal["yes", "partial"] = "yes", by: str = "total",
    code: str = "total", sd: float = 5.0, period: str = "2026-Q3",
) -> Row:  # fmt: skip
    if value is None:
        return Row(name, name, period, by, code, None, None, "no", "threshold")
    return Row(name, name, period, by, code, value, sd, shown, "")


def answer(*rows: Row, by: str = "neighbourhood") -> Answer:
    return Answer("active_households", by, "s", rows)


def test_a_total_without_a_hidden_neighbourhood_is_a_least_and_names_it() -> None:
    total = row(365.0, shown="partial")
    heard = answer(row(97.0, "Jeanne-Mance"), row(268.0, "Ovide-Clermont"), row(None, "Cap-Saint-Jacques"))
    assert total_sentence(EN, total, QUARTER, heard) == (
        "At least 365 households took part in the 3rd quarter 2026, without Cap-Saint-Jacques."
    )
    assert total_sentence(FR, total, QUARTER, heard) == (
        "Au moins 365 foyers ont participé au 3e trimestre 2026, sans Cap-Saint-Jacques."
    )
    many = answer(row(365.0, "A"), *(row(None, name) for name in "BCDE"))
    assert total_sentence(FR, total, QUARTER, many).endswith("sans 4 quartiers sous le seuil.")
    assert total_sentence(EN, row(365.0), QUARTER, answer(row(365.0, "A"))) == (
        "About 365 households took part in the 3rd quarter 2026."
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "at least 365 in the 3rd quarter 2026"), ("fr", "au moins 365 au 3e trimestre 2026")],
)
def test_the_card_of_a_total_says_what_is_left_out(town_snapshot: Snapshot, language: str, said: str) -> None:
    view = view_of(town_snapshot, "?period=2026-Q3", neighbourhoods=("a1", "a2", "a3"), language=language)
    few = Typical(None, 0.0, None, (), 2, ("Quartier A3",))
    households = Reading(INDICATORS["active_households"], QUARTER, None, row(365.0, shown="partial"), None, ())
    card = typical_card(view, few, households)
    assert f"{card.about} {card.value} {card.unit}" == said
    assert view.words("without the neighbourhoods below threshold") in card.details


@pytest.mark.parametrize(("language", "least"), [("en", "544 or more"), ("fr", "544 ou plus")])
def test_at_least_has_no_upper_end(language: str, least: str) -> None:
    w = words_in(language)
    rows = [row(554.0, by="theme", code="home", shown="partial"), row(300.0, by="theme", code="care")]
    made = topics_card(answer(*rows, by="theme"), {"home": "Home", "care": "Care"}, QUARTER, w, LIGHT)
    cells = [each for each in components(made) if type(each).__name__ == "Td"]
    assert [text_of(cell) for cell in cells] == [w("at least {n}", n="554"), least, "300",
                                                 w("{low} to {high}", low="290", high="310")]  # fmt: skip
    assert getattr(cells[1], "data-values") == '[544, ""]'


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Home brings most households together in 2025: about 1,633 households"),
     ("fr", "Home\u202f: le sujet qui réunit le plus de monde en 2025, environ 1\u202f633 foyers")],
)  # fmt: skip
def test_a_topic_of_a_whole_year_says_so_in_its_title(language: str, said: str) -> None:
    year = answer(row(1633.0, by="theme", code="home", period="2025"), by="theme")
    made = topics_card(year, {"home": "Home"}, Period.parse("2025"), words_in(language), LIGHT)
    assert text_of(made).startswith(said)


def test_a_trend_of_several_places_says_that_it_is_their_total() -> None:
    months = [row(2308.0, period="2025-09"), row(2449.0, period="2026-09")]
    entry = INDICATORS["active_households"]
    assert statement(months, entry, EN, in_all=True).startswith("Active households in all: about 6% more")
    assert statement(months, entry, FR, in_all=True).startswith(
        "Foyers actifs au total\u202f: environ 6\u202f% de plus"
    )
    assert statement(months, entry, EN).startswith("Active households: about 6% more")


def reading(code: str, period: str, value: float, change: Change | None = None) -> Reading:
    return Reading(INDICATORS[code], Period.parse(period), None, row(value, sd=0.01, period=period), change, ())


@pytest.mark.parametrize(
    ("language", "period", "unit"),
    [("en", "2024-05", "a month"), ("en", "2024-Q2", "a quarter"), ("fr", "2024-Q2", "par trimestre"),
     ("fr", "2023", "par an")],
)  # fmt: skip
def test_exchanges_of_a_household_are_told_with_their_unit_of_time(
    town_snapshot: Snapshot, language: str, period: str, unit: str
) -> None:
    view = view_of(town_snapshot, f"?period={period}", neighbourhoods=("a1",), language=language)
    assert reading_card(view, reading("exchanges_per_household", period, 3.7)).unit == unit


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "over a year: not to be compared with figures over a quarter"),
     ("fr", "par année\u202f: ne se compare pas aux chiffres par trimestre")],
)  # fmt: skip
def test_a_figure_of_a_year_warns_where_others_are_of_a_quarter(
    town_snapshot: Snapshot, language: str, said: str
) -> None:
    view = view_of(town_snapshot, "?period=2024-Q2", neighbourhoods=("a1",), language=language)
    assert said in reading_card(view, reading("match_rate", "2023", 0.78)).details
    assert said not in reading_card(view, reading("match_rate", "2024-Q2", 0.73)).details


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "from October 2023 only: the period is not whole"),
     ("fr", "depuis octobre 2023 seulement\u202f: période incomplète")],
)  # fmt: skip
def test_a_year_that_is_not_covered_whole_says_so_and_has_no_study_beside_it(
    town_snapshot: Snapshot, language: str, said: str
) -> None:
    late = replace(town_snapshot, manifest={**town_snapshot.manifest, "covers_from": "2023-10"})
    view = view_of(late, "?period=2023-Q4&compare=study", neighbourhoods=("a1",), language=language)
    card = reading_card(view, reading("shares_pm", "2023", 0.9))
    assert said in card.details
    assert "3" not in "".join(card.details).replace("2023", ""), "the study found 3.5 in a whole year"
    assert (card.unit, card.benchmark) == ("", None)
    assert card.change == view.words("no comparison with the study: the period is not whole")
    whole = view_of(town_snapshot, "?period=2023&compare=study", neighbourhoods=("a1",), language=language)
    assert reading_card(whole, reading("shares_pm", "2023", 0.9)).benchmark == 3.5


def test_the_other_places_are_told_by_value_and_name(town_snapshot: Snapshot) -> None:
    every = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
    beside = Change(-0.2, 0.05)
    for language, said in (("en", "Quartier A2: about 3.9"), ("fr", "Quartier A2\u202f: environ 3,9")):
        one = view_of(town_snapshot, "?places=a1&compare=place:a2&period=2023", neighbourhoods=every, language=language)
        assert said in reading_card(one, reading("exchanges_per_household", "2023", 3.7, beside)).details
    view = view_of(town_snapshot, "?places=a1&compare=similar&period=2023", neighbourhoods=every)
    told = reading_card(view, reading("exchanges_per_household", "2023", 3.7, beside)).details
    assert "median of the similar neighbourhoods: about 3.9" in told
    names = neighbourhood_names(view)
    listed = EN.listing([names[code] for code in elsewhere(view)])
    assert listed
    assert f"in the same period: {listed}" in text_of(
        frame.sentence_line(frame.sentence_parts(view, names, frame.USES))
    )


def residences(period: str, enrolled: float | None) -> str:
    first = Place("residence_group", "r1", "Résidence Clos", None, None, 90, (), True)
    every = replace(first, level="portfolio", area_code="all")
    active = Row("r1", "r1", period, "total", "total", 96.0, 3.0, "yes", "")
    known = replace(active, answer=enrolled, shown="yes" if enrolled else "no", why="" if enrolled else "not_published")
    answers = {"enrolled_households": answer(known), "active_households": answer(active)}
    return text_of(residences_card([first, every], answers, Period.parse(period), EN, untold=5))


def test_residences_say_what_is_missing_and_why_the_last_line_is_no_sum() -> None:
    said = residences("2025", None)
    assert "For one of these reasons 5 other groups are not told for this period." in said
    assert "it has a noise of its own, so it can differ from the sum by a few" in said
    assert "told by quarter only: it is not published of groups that are told by year" in said
    assert "told by quarter only" not in residences("2025", 240.0)


def test_an_interval_whose_ends_read_the_same_is_not_shown() -> None:
    rows = {"a": replace(row(0.6, "a"), noise_sd=0.01), "b": replace(row(0.8, "b"), noise_sd=0.1)}
    made = MapValues(INDICATORS["exchanges_per_household"], QUARTER, {"a": "A", "b": "B"}, rows, None, FR)
    assert [made.interval(each) for each in rows.values()] == ["", "0,6 à 1,0"]
