"""Questions of the first page and the cards of studies as the gallery shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from dash import html

from dashboard.access.criteria import Beforehand
from dashboard.access.studies import Deviation, Registered
from dashboard.components.cards import Card
from dashboard.components.question_card import Bar, Told, question_card, question_lines
from dashboard.components.study_cards import (
    Offered,
    deviations_card,
    result_card,
    said_card,
    study_form,
    study_list,
    visible_part,
    withdraw_part,
)
from dashboard.pages import gallery_examples as examples
from dashboard.pages.gallery_campaigns import effect_of
from queries import INDICATORS, Criteria, Period, StudyResult
from queries.campaign_effect import months_compared

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_PATH = "/gallery"
_AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
_WHO = "someone@quartier.example"


def questions(view: View) -> list[Component]:
    """One with a number, one with parts, and one that waits in a line."""
    w = view.words
    name = w.text(INDICATORS["match_rate"].label)
    card = Card(name, w.percent(0.72), "", w("about"), series=(0.7, 0.71, 0.7, 0.72), series_words=name)
    number = Told(w("No shortage is clear."), card)
    kinds = [(w("Shops"), 120), (w("Associations"), 92), (w("Green spaces"), 26)]
    parts = Told(w.plural("{n} local place is known here; the map shows it by name.",
                          "{n} local places are known here; the map shows them by name.", 238),
                 bars=tuple(Bar(name, n, w.number(n)) for name, n in kinds))  # fmt: skip
    way = (w("More under {page}", page=w("Needs")), _PATH)
    cards = [question_card(examples.CAMPAIGN, number, way, view.palette),
             question_card(examples.NAMES["n1"], parts, way, view.palette)]  # fmt: skip
    waiting = Told(w("This cannot be told here."))
    lines = question_lines([(examples.CAMPAIGN, waiting, way)], w("Also asked at this stage"))
    return [html.Div(cards, className="question-cards"), lines]


def studies(view: View) -> list[Component]:
    """A study that showed what it looked for, one registered too late, one that could be chance, and the form."""
    w = view.words
    criteria = Criteria(("n1", "n2"), "exchanges", Period.parse("2025-04"), Period.parse("2025-06"), 0.1)
    known = Beforehand("s1", date(2025, 3, 31), 0.14, 2, 14, None)
    study = Registered(1, examples.CAMPAIGN, criteria, known, _WHO, _AT)
    late = replace(study, known=replace(known, covers_until=date(2025, 5, 31)),
                   deviations=(Deviation(examples.CAMPAIGN, _WHO, _AT),))  # fmt: skip
    months = months_compared(date(2025, 4, 1), date(2025, 6, 30))
    found = StudyResult(months, effect_of(0.24, 0.08), None, None, None, False, ("n1",), 14, {"n2": "hidden"}, (), None,
                        ())  # fmt: skip
    chance = replace(found, effect=effect_of(0.02, 0.08), left_out={})
    few = replace(found, effect=None, not_told="controls", treated=())
    offered = Offered(w.listing(list(examples.NAMES.values())[:2]), (("c1", examples.CAMPAIGN),),
                      (criteria.begins, criteria.ends), 1, criteria.begins, criteria.ends)  # fmt: skip
    visible = visible_part(known, 0.05, months, True, w)
    said = said_card(study, months, examples.NAMES, (examples.CAMPAIGN, _PATH), w)
    return [
        study_list([(study, _PATH, w("Saved.")), (late, _PATH, w("Saved."))], w),
        study_form(offered, visible, w),
        html.Div([said, withdraw_part(w)], className="stack"),
        html.Div([result_card(study, found, w, view.palette),
                  *(examples.other(result_card(study, each, w, view.palette)) for each in (chance, few)),
                  deviations_card(late, found, 1, examples.NAMES, True, w)], className="stack"),
    ]  # fmt: skip
