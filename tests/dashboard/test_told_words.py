"""What the frame, the overview and the map say of given rows: one verdict, its basis named, nothing left out."""

from __future__ import annotations

from typing import Literal

import pytest

from dashboard.components.topics_card import topics_card
from dashboard.figures.palettes import palette
from dashboard.pages.overview import total_sentence
from dashboard.pages.overview_cards import typical_card
from dashboard.readings import Reading, Typical
from dashboard.words import words_in
from queries import INDICATORS, Answer, Period, Row
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
