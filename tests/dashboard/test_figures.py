"""Figures and amounts from hand-made answers: hidden is never drawn as zero, noise decides what counts as a change."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest

from dashboard.components.amounts import (
    FEWEST_HOUSEHOLDS,
    change_words,
    counted,
    difference_words,
    interval_words,
    why_short,
    why_words,
)  # fmt: skip
from dashboard.components.cards import Card, card, sparkline
from dashboard.components.figure import Told, interval_cell, number_cell, table, told
from dashboard.components.mix_card import Mix, mix_card, statement
from dashboard.components.residences_card import residences_card
from dashboard.components.timeline import spans
from dashboard.components.trend_card import statement as trend_statement
from dashboard.components.trend_card import trend_card
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.mix import mix
from dashboard.figures.palettes import palette
from dashboard.figures.parts import Bar, parts
from dashboard.figures.trend import Mark, trend
from dashboard.pages.about import NOISE
from dashboard.pages.projects import matched
from dashboard.selection import Chosen
from dashboard.words import Words, words_in
from queries import INDICATORS, Answer, Change, Period, Place, Project, Row, Stage
from tests.dashboard.pages_view import components, kinds, text_of

EN, FR = words_in("en"), words_in("fr")
LIGHT = palette("light")
STUDY = {"item_sharing": 0.36, "service_sharing": 0.27}
LABELS = {"item_sharing": "Item sharing", "service_sharing": "Services and skills"}


def row(value: float | None, *, sd: float = 0.005, code: str = "total", period: str = "2025-Q2") -> Row:
    shown, why = ("no", "threshold") if value is None else ("yes", "")
    return Row("all", "All", period, "total", code, value, None if value is None else sd, shown, why)  # type: ignore[arg-type]


def mix_of(items: float | None, services: float | None, sd: float = 0.005) -> Mix:
    rows = (row(items, sd=sd, code="item_sharing"), row(services, sd=sd, code="service_sharing"))
    return Mix(Answer("mix_share", "exchange_type", "s", rows), Period.parse("2025-Q2"), LABELS, STUDY, False, False)


@pytest.mark.parametrize(
    ("news", "sd", "said"),
    [
        (0.38, 0.005, "Local news leads with about 38%, 2 points above the study"),
        (0.34, 0.005, "Local news leads with about 34%, 2 points below the study"),
        (0.37, 0.001, "Local news leads with about 37%, 1 point above the study"),
        (0.38, 0.05, "Local news leads with about 38%, as in the study"),
    ],
)
def test_the_mix_states_what_leads_and_how_far_from_the_study(news: float, sd: float, said: str) -> None:
    rows = (row(news, sd=sd, code="local_news"), row(0.2, sd=sd, code="service_sharing"))
    study = {"local_news": 0.36, "service_sharing": 0.27}
    labels = {**LABELS, "local_news": "Local news"}
    answer = Answer("mix_share", "exchange_type", "s", rows)
    assert statement(Mix(answer, Period.parse("2025-Q2"), labels, study, False, False), EN) == said


def test_what_the_source_leaves_open_is_told_both_ways_and_never_judged() -> None:
    both = "; the 2020 study found 36% or 27%"
    assert statement(mix_of(0.38, 0.2), EN) == f"Item sharing leads with about 38%{both}"
    assert statement(mix_of(0.30, 0.2), EN) == f"Item sharing leads with about 30%{both}"


def test_a_hidden_share_is_named_and_not_drawn_as_zero() -> None:
    content = mix_of(0.38, None)
    figure = mix(content.answer.rows, LABELS, STUDY, EN, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["38%", "below threshold"]
    assert "1 type is not shown." in text_of(mix_card(content, EN, LIGHT))


def test_shares_of_households_are_drawn_largest_first_as_the_title_says_it() -> None:
    content = replace(mix_of(0.92, 0.93), of_households=True)
    made = mix_card(content, EN, LIGHT)
    graph = next(each for each in components(made) if type(each).__name__ == "Graph")
    assert [note.text for note in graph.figure.layout.annotations] == ["93%", "92%"]
    assert text_of(made).startswith("Services and skills: about 93%")
    hidden = mix_card(replace(mix_of(None, 0.93), of_households=True), EN, LIGHT)
    graph = next(each for each in components(hidden) if type(each).__name__ == "Graph")
    assert [note.text for note in graph.figure.layout.annotations] == ["93%", "below threshold"]


def test_the_table_of_a_mix_says_what_its_figure_says() -> None:
    content = mix_of(0.38, 0.002)
    written = mix(content.answer.rows, LABELS, STUDY, EN, LIGHT).layout.annotations[1].text
    assert written == "under 1%"
    assert text_of(mix_card(content, EN, LIGHT)).count(written) == 1, "the words of the figure are its own"


def test_a_mix_that_is_all_hidden_is_one_sentence() -> None:
    made = mix_card(mix_of(None, None), FR, LIGHT)
    assert "Graph" not in kinds(made)
    assert "n’est pas montrée ici" in text_of(made)


def test_hidden_months_are_gaps_in_the_line_and_in_the_band() -> None:
    rows = [row(value, sd=2, period=f"2025-0{at}") for at, value in enumerate([30, 32, None, 28, 29], start=1)]
    figure = trend(rows, "households", EN, LIGHT, [Mark(date(2025, 2, 1), date(2025, 3, 1), "Flood")])
    assert list(figure.data[-1].y) == [30, 32, None, 28, 29]
    assert [len(trace.x) for trace in figure.data] == [4, 4, 4, 5], "the mark, two runs of the band, the line"
    assert figure.data[-1].text[2] == "March 2025"


def test_marks_are_numbered_on_the_chart_at_the_right_of_their_line_and_named_whole_under_it() -> None:
    rows = [row(30, period=f"2025-{at:02}") for at in range(1, 13)]
    name = "Heat: let us look after one another this summer"
    marks = [Mark(date(2025, 12, 1), date(2025, 12, 20), "Late"), Mark(date(2025, 6, 1), date(2025, 7, 1), name),
             Mark(date(2025, 6, 5), date(2025, 7, 1), "Near")]  # fmt: skip
    notes = trend(rows, "households", EN, LIGHT, marks).layout.annotations
    assert [(note.text, str(note.x)) for note in notes] == [
        ("<b>1</b>", "2025-06-01"), ("<b>2</b>", "2025-06-05"), ("<b>3</b>", "2025-12-01")
    ]  # fmt: skip
    assert {note.xanchor for note in notes} == {"left"}
    assert notes[0].y == notes[2].y > notes[1].y, "the numbers of near marks do not cover each other"
    made = trend_card("t", Answer("active_households", "total", "s", tuple(rows)), INDICATORS["active_households"], EN,
                      LIGHT, marks)  # fmt: skip
    assert f"1\u00a0{name} · 2\u00a0Near · 3\u00a0Late" in text_of(made)


def test_works_are_hatched_on_the_chart_as_on_the_time_axis() -> None:
    rows = [row(30, period="2025-01"), row(31, period="2025-02")]
    marks = [Mark(date(2025, 1, 1), date(2025, 1, 20), "works", "works"),
             Mark(date(2025, 1, 20), date(2025, 3, 1), "existing", "existing")]  # fmt: skip
    bands = trend(rows, "households", EN, LIGHT, marks).data[:2]
    assert [band.fillpattern.shape for band in bands] == ["/", None]


def test_a_mark_outside_the_months_is_left_out() -> None:
    rows = [row(30, period="2025-01"), row(31, period="2025-02")]
    assert not trend(
        rows, "households", EN, LIGHT, [Mark(date(2020, 1, 1), date(2020, 3, 1), "Old")]
    ).layout.annotations


def test_no_figure_fetches_anything() -> None:
    line = trend([row(1, period="2025-01")], "households", EN, LIGHT)
    figures = [mix(mix_of(0.3, 0.2).answer.rows, LABELS, STUDY, EN, LIGHT), line,
               funnel([Step("Contacted", row(120.0, sd=3), "120")], EN, LIGHT)]  # fmt: skip
    for figure in figures:
        assert not figure.layout.template.layout.to_plotly_json()
        assert "http" not in figure.to_json()


def test_the_number_of_a_mark_near_the_right_edge_stands_before_its_line() -> None:
    rows = [row(30, period=f"{year}-{month:02}") for year in (2023, 2024) for month in range(1, 13)]
    marks = [Mark(date(2023, 6, 1), date(2023, 8, 1), "First"), Mark(date(2024, 11, 25), date(2024, 12, 20), "Near"),
             Mark(date(2024, 12, 10), date(2024, 12, 31), "Last")]  # fmt: skip
    first, near, last = trend(rows, "households", EN, LIGHT, marks).layout.annotations
    assert (first.xanchor, near.xanchor, last.xanchor) == ("left", "left", "right")
    assert last.y < near.y, "numbers that would touch stand below each other"


def test_a_trend_claims_a_change_only_beyond_the_noise() -> None:
    entry = INDICATORS["active_households"]

    def said(now: float, sd: float) -> str:
        return trend_statement([row(100, sd=sd, period="2024-06"), row(now, sd=sd, period="2025-06")], entry, EN)

    assert said(120, 3) == "Active households: about 20% more in June 2025 than in June 2024"
    assert said(103, 3) == "Active households: no clear change from June 2024 to June 2025"
    assert said(80, 3) == "Active households: about 20% fewer in June 2025 than in June 2024"


@pytest.mark.parametrize(
    ("code", "difference", "sd", "said", "tone"),
    [
        ("unanswered", 0.05, 0.01, "+5 points on a year earlier", "bad"),
        ("unanswered", -0.05, 0.01, "−5 points on a year earlier", "good"),
        ("match_rate", 0.05, 0.01, "+5 points on a year earlier", "good"),
        ("match_rate", 0.05, 0.04, "no clear change on a year earlier", "plain"),
        ("match_rate", 0.004, 0.001, "no clear change on a year earlier", "plain"),
    ],
)
def test_a_change_is_told_only_beyond_the_noise(code: str, difference: float, sd: float, said: str, tone: str) -> None:
    assert change_words(EN, INDICATORS[code], Change(difference, sd), "a year earlier") == (said, tone)


def test_amounts_read_as_in_the_language() -> None:
    assert difference_words(FR, "ratio", -0.31) == "−0,3"
    assert interval_words(FR, "share", row(0.66, sd=0.02)) == "62\u202f% à 70\u202f%"
    assert counted(FR, "households", 33.4) == "environ 33 foyers"


def test_a_hidden_number_says_why_and_never_how_small_it_is() -> None:
    entry = INDICATORS["match_rate"]
    assert why_words(EN, row(None), entry) == (
        "below threshold: fewer than 11 households, or too few to be shown safely"
    )
    not_yet = replace(row(None), why="not_yet")
    assert why_words(EN, not_yet, entry) == "not yet known: the period is not covered yet"
    assert why_words(EN, None, entry) == "not published for this selection"
    assert why_short(EN, None, INDICATORS["reach"]) == "number of homes unknown"


def test_the_fewest_households_said_are_those_of_the_lattice() -> None:
    lattice = tomllib.loads(resources.files("queries.publish").joinpath("lattice.toml").read_text(encoding="utf-8"))
    assert lattice["k"] == FEWEST_HOUSEHOLDS
    assert [(each.get("below"), each["total"], each["breakdown"]) for each in lattice["noise"]] == list(NOISE)


def test_a_hidden_card_says_why_and_shows_no_number() -> None:
    made = card(Card("Requests that were met", "", "", "+5", missing="below threshold: too few households"), LIGHT)
    assert text_of(made) == "Requests that were met below threshold: too few households"


def test_a_sparkline_leaves_a_gap_where_a_period_is_hidden() -> None:
    assert sparkline([1, 2, None, 4, 5], LIGHT).count("M") > sparkline([1, 2, 3, 4, 5], LIGHT).count("M")
    assert sparkline([None, 3, None], LIGHT) == ""


def heights(line: str) -> list[float]:
    """The heights of the points of a small line, from the top down."""
    return [float(at.split(" ")[1]) for at in re.findall(r"[ML]([\d.]+ [\d.]+)", line)]


def test_a_sparkline_does_not_draw_rounding_as_a_cliff() -> None:
    free, held = (heights(sparkline([0.13, 0.12, 0.12], LIGHT, least=least)) for least in (0.0, 0.06))
    assert max(free) - min(free) == 30
    assert max(held) - min(held) == 5
    wide = heights(sparkline([0.1, 0.3, 0.2], LIGHT, least=0.06))
    assert wide == heights(sparkline([0.1, 0.3, 0.2], LIGHT)), "a span beyond it is drawn as it is"


def test_two_points_make_no_line_and_a_benchmark_near_by_is_marked() -> None:
    assert sparkline([2.9, 3.0], LIGHT) == ""
    line = [3.0, 2.9, 3.0]
    assert "stroke-dasharray" not in sparkline(line, LIGHT, 3.5)
    assert "stroke-dasharray" in sparkline(line, LIGHT, 3.5, 0.6)
    assert "stroke-dasharray" not in sparkline(line, LIGHT, 35.0, 0.6)


def test_the_card_of_residences_speaks_of_a_last_line_only_where_there_is_one() -> None:
    group = Place("residence_group", "r1", "Résidence Clos", None, None, 90, (), True)
    together = replace(group, level="portfolio", area_code="all")
    answers = {"active_households": Answer("active_households", "total", "", ())}
    one, both = (
        text_of(residences_card(found, answers, Period.parse("2025"), EN)) for found in ([group], [group, together])
    )
    assert "The last line" not in one
    assert "The last line is of the groups" in both
    assert one.count("Your residences") == 1


def project(code: str, name: str, *stages: tuple[str, date]) -> Project:
    return Project(code, name, "city", "construction", None, ("a",), tuple(Stage(s, d, True) for s, d in stages), 0, 0)


def test_each_stage_lasts_until_the_next() -> None:
    made = project("p", "Park", ("consultation", date(2024, 1, 1)), ("works", date(2025, 1, 1)))
    assert [(s.stage, s.ends_on) for s in spans(made, date(2025, 6, 30))] == [
        ("consultation", date(2025, 1, 1)), ("works", date(2025, 6, 30))
    ]  # fmt: skip


def test_projects_are_found_without_accents_and_by_stage() -> None:
    park = project("p1", "Parc de l’Étoile", ("consultation", date(2024, 1, 1)))
    tower = project("p2", "La tour", ("consultation", date(2023, 1, 1)), ("works", date(2024, 1, 1)))
    today = date(2025, 1, 1)
    assert matched([park, tower], Chosen(find="etoile PARC"), today) == [park]
    assert matched([park, tower], Chosen(stage="works"), today) == [tower]
    assert matched([park, tower], Chosen(find="p2"), today) == [tower]
    assert matched([park, tower], Chosen(), today) == [park, tower]


def test_a_table_carries_its_numbers_for_spreadsheets_and_its_words_for_readers() -> None:
    entry, known = INDICATORS["mix_share"], row(0.34, sd=0.013)
    cells = [number_cell(EN, entry, known, "34%"), interval_cell(EN, "share", known)]
    made = components(table("Mix", ["Type", "Share", Told("95% interval", ("from", "to"))], [["Items", *cells]]))
    sent = {text_of(each): json.loads(each.to_plotly_json()["props"]["data-values"])
            for each in made if "data-values" in each.to_plotly_json()["props"]}  # fmt: skip
    assert sent == {"34%": [0.34], "31% to 37%": [0.31, 0.37], "95% interval": ["from", "to"]}


def test_a_hidden_number_and_a_sum_of_some_places_have_no_number_for_spreadsheets() -> None:
    entry = INDICATORS["active_households"]
    assert number_cell(EN, entry, row(None), "") == ("below threshold",)
    assert number_cell(EN, entry, replace(row(1_204.0), shown="partial"), "at least 1,204") == Told(
        "at least 1,204", ()
    )
    assert number_cell(EN, INDICATORS["mix_share"], row(0.003), "under 1%") == Told("under 1%", ())


@pytest.mark.parametrize(
    ("unit", "ends", "text", "values"),
    [
        ("share", (0.3449,), "34%", (0.34,)),
        ("share", (0.0034,), "0.3%", (0.003,)),
        ("share", (0.55, 0.6449), "55% to 64%", (0.55, 0.64)),
        ("ratio", (1.449, 2.0), "1.4 to 2.0", (1.4, 2.0)),
        ("households", (1_203.6,), "1,204", (1_204,)),
    ],
)
def test_a_spreadsheet_gets_no_more_digits_than_the_page(
    unit: str, ends: tuple[float, ...], text: str, values: tuple[float, ...]
) -> None:
    assert told(EN, unit, *ends) == Told(text, values)


@pytest.mark.parametrize("w", [EN, FR])
def test_why_a_row_is_hidden_has_room_beside_its_mark(w: Words) -> None:
    """Its mark may be the last thing on the right: the margin alone is for the words, on lines as short as they go."""
    hidden = w("below threshold")
    figure = intervals([Line("Shared", 0.2, 0.1, 0.3, "20%"), Line("Tools", None, None, None, hidden, 0.9)], w, LIGHT)
    drawn = figure.layout.annotations[1].text.split("<br>")
    assert " ".join(drawn) == hidden
    assert len(drawn) > 1
    assert figure.layout.margin.r >= 10 + 7 * max(map(len, drawn))


def test_a_name_that_looks_like_markup_is_drawn_as_it_is_written() -> None:
    """Names come from bundles, and figures read links and line breaks in their texts."""
    hostile = '<a href="//elsewhere.example">Lot <b>'
    line = Line(hostile, 0.3, 0.2, 0.4, "30%")
    code = mix_of(0.3, 0.2).answer.rows[0].value
    figures = [
        funnel([Step(hostile, None, "10")], EN, LIGHT), intervals([line], EN, LIGHT),
        parts([Bar(hostile, 1.0, 0.0, 2.0, "1")], EN, LIGHT),
        mix(mix_of(0.3, 0.2).answer.rows, {**LABELS, code: hostile}, STUDY, EN, LIGHT),
    ]  # fmt: skip
    for figure in figures:
        drawn = json.dumps(figure.to_plotly_json(), default=str)
        assert "<a" not in drawn
        assert "&lt;a href" in drawn
