"""The questions of the first page: every cell of the matrix has one, and every number serves one that exists."""

from __future__ import annotations

from itertools import product

import pytest

from queries import INDICATORS, questions, questions_of
from queries.indicators import Indicator

KINDS = ("local_authority", "developer", "social_landlord", "local_business")
STAGES = ("consultation", "works", "existing")


@pytest.mark.parametrize(("kind", "stage"), list(product((*KINDS, ""), STAGES)))
def test_every_cell_of_the_matrix_has_a_question_in_both_languages(kind: str, stage: str) -> None:
    found = [each for each in questions().values() if (each.kind, each.stage) == (kind, stage)]
    assert found
    for each in found:
        assert each.text["en"].endswith("?")
        assert each.text["fr"].endswith("?")


def test_nothing_else_is_asked() -> None:
    assert {each.kind for each in questions().values()} == {*KINDS, ""}
    assert {each.stage for each in questions().values()} == set(STAGES)
    assert len({each.text["en"] for each in questions().values()}) == len(questions())


def test_an_indicator_serves_questions_that_exist() -> None:
    for indicator in INDICATORS.values():
        assert set(indicator.serves) <= set(questions()), indicator.code


def test_a_new_indicator_serves_a_question_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    like = INDICATORS["exchanges"]
    new = Indicator("new", like.label, like.question, like.definition, like.unit, like.form, like.numerator,
                    serves=("community",))  # fmt: skip
    assert questions()["community"].indicators == ()
    monkeypatch.setitem(INDICATORS, "new", new)
    assert questions()["community"].indicators == (new,)


@pytest.mark.parametrize(("kind", "stage"), list(product(KINDS, STAGES)))
def test_a_reader_gets_own_questions_first_then_everybodys_and_last_what_cannot_be_answered(
    kind: str, stage: str
) -> None:
    found = questions_of(kind, [stage])
    assert {each.kind for each in found} == {kind, ""}
    answered = [each for each in found if not each.lacks]
    assert list(found[: len(answered)]) == answered
    assert [each.kind for each in answered] == sorted((each.kind for each in answered), key=lambda kind: not kind)
    several = questions_of(kind, STAGES)
    assert [each.stage for each in several] == sorted((each.stage for each in several), key=STAGES.index)
