"""The first page answers what each kind of organisation asks at each stage of a project, on the demonstration."""

from __future__ import annotations

from itertools import product

import pytest

import queries
from dashboard.pages.overview_questions import IN_FULL
from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import FITS, violations

pytestmark = pytest.mark.journey

READERS = {"local_authority": "mairie", "social_landlord": "bailleur", "developer": "promoteur",
           "local_business": "commerce"}  # fmt: skip
STAGES = ("consultation", "works", "existing")
#: What no export of the demonstration can answer, with the file that it would need.
NOT_ANSWERED = {
    "value": "valuation.csv", "community": "surveys.csv", "isolation": "surveys.csv", "buying_power": "valuation.csv",
    "awareness": "surveys.csv", "footfall": "footfall.csv", "shops": "surveys.csv",
}  # fmt: skip
HIDDEN = ("cannot be told", "below threshold", "Below threshold", "Too few", "is not shown")


@pytest.mark.parametrize("kind", READERS)
def test_every_question_of_the_matrix_is_answered_or_says_which_file_is_missing(visitor: Visitor, kind: str) -> None:
    visitor.sign_in(f"{READERS[kind]}@quartier.example", "/")
    for stage in STAGES:
        visitor.turn_to(f"/?stage={stage}")
        wanted = queries.questions_of(kind, [stage])
        cards = visitor.page.locator(".question-card")
        lines = visitor.page.locator(".question-lines > li")
        said = [*cards.all_inner_texts(), *lines.all_inner_texts()]
        assert len(said) == len(wanted)
        for question, text in zip(wanted, said, strict=True):
            assert question.text["en"] in text
            if question.code in NOT_ANSWERED:
                assert NOT_ANSWERED[question.code] in text, text
                continue
            if question.code == "changed":
                continue  # TODO
            answer = text.replace(question.text["en"], "").strip()
            assert len(answer) > 30, text
            assert not any(words in answer for words in HIDDEN), text
        assert cards.count() == min(IN_FULL, len(wanted))
        for number in range(cards.count()):
            question = wanted[number]
            if question.code not in NOT_ANSWERED:
                assert cards.nth(number).locator(".card-number, .answer-bars li").count(), "a picture and a number"
                assert cards.nth(number).locator("a").count() == (question.page != "overview")
        assert visitor.page.evaluate(FITS)
    found = violations(visitor)
    assert not found, found
    assert visitor.complaints == []


def test_what_is_not_answered_is_what_the_registry_says() -> None:
    assert set(NOT_ANSWERED) == {each.code for each in queries.questions().values() if each.lacks}
    assert {
        (kind, stage) for kind, stage in product(READERS, STAGES) if not queries.questions_of(kind, [stage])
    } == set()
