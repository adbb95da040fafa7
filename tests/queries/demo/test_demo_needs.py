"""The planted shortage, the silent districts and the declared help, found in the published demonstration."""

from __future__ import annotations

import re

import pytest

import queries
from dashboard import frame
from dashboard.pages import needs
from queries import Period, Scope, Selection, Snapshot
from queries.demo.truths import planted
from tests.dashboard.pages_view import components, text_of, view_of
from tests.queries.demo.written_demonstration import Written

pytestmark = pytest.mark.deep


@pytest.fixture(scope="session")
def year(published: Snapshot) -> Period:
    return queries.matured_years(published)[-1]


def test_the_planted_shortage_is_found_in_its_three_districts_and_at_most_one_other_place_is_likely(
    montreal: Written, published: Snapshot, city: Scope, year: Period
) -> None:
    where = planted(montreal.places).childcare
    found = {key: gap.shortage.probability for key, gap in queries.gaps(city, published, "need", year).items()
             if gap.asked is not None and gap.shortage}  # fmt: skip
    assert len(found) > 300, "many places and categories are judged"
    mine = {area: found.pop((area, "childcare"), 0.0) for area in where}
    assert min(mine.values()) > 0.9, mine
    assert sum(probability > 0.5 for probability in found.values()) <= 1, found


def test_the_districts_named_are_those_planted_for_every_reader(
    montreal: Written, published: Snapshot, city: Scope, year: Period
) -> None:
    where = planted(montreal.places).childcare
    named = {key for key, gap in queries.gaps(city, published, "need", year).items() if gap.flagged}
    assert {key for key in named if key[1] == "childcare"} == {(area, "childcare") for area in where}
    part = Scope("landlord", (where[0], city.neighbourhoods[0]))
    for key, gap in queries.gaps(part, published, "need", year).items():
        assert gap == queries.gaps(city, published, "need", year)[key]


def test_silent_districts_stand_apart_and_are_named_silent(
    montreal: Written, published: Snapshot, city: Scope, year: Period
) -> None:
    found = {area.area_code: area for area in queries.areas(city, published, year)}
    silent = planted(montreal.places).silent
    assert {code for code, area in found.items() if area.standing == "silent"} == set(silent)
    assert all(found[code].rank is None for code in silent)
    assert sum(area.rank is not None for area in found.values()) == 58 - len(silent)


def test_declared_help_is_the_study_s_within_a_point(published: Snapshot, city: Scope, year: Period) -> None:
    answer = queries.answer(city, published, "latent_supply", Selection((), year, "help_kind"))
    told = {row.value: row.answer for row in answer.rows}
    assert told == pytest.approx(queries.study_help(), abs=0.011)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_names_the_planted_shortage_and_the_silent_districts(
    montreal: Written, published: Snapshot, city: Scope, year: Period, language: str
) -> None:
    view = view_of(published, f"?period={year.code}", neighbourhoods=city.neighbourhoods, language=language)
    made = frame.render(view, needs.PATH)
    names = {place.area_code: place.name for place in queries.neighbourhoods(city, published)}
    told = planted(montreal.places)
    head = _text(next(each for each in components(made) if getattr(each, "className", "") == "page-head"))
    where = {"en": "childcare is asked for", "fr": "foyers qui demandent de la garde d’enfants"}[language]
    sentences = [sentence for sentence in head.split(". ") if where in sentence]
    assert sentences
    for code in told.childcare:
        assert any(names[code] in sentence for sentence in sentences), names[code]
    quiet = sorted(names[code] for code in told.silent)
    silent = {"en": "silent: what is needed there is unknown", "fr": "Silencieux, besoins inconnus"}[language]
    assert silent in head
    tier = next(each for each in components(made) if getattr(each, "className", "") == "tier is-unknown"
                and _text(each).startswith({"en": "Silent", "fr": "Silencieux"}[language]))  # fmt: skip
    assert sorted(_text(each) for each in components(tier) if getattr(each, "className", "") == "chip") == quiet


def _text(made: object) -> str:
    return re.sub(r"\s+", " ", text_of(made))
