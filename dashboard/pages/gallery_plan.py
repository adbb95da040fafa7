"""The parts of the page of estimates as the gallery shows them: two plans side by side, their places, the form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dashboard.components.plan_card import EXCHANGES, FIRST, Estimated, nearest_card, plan_card, stage_and_day
from dashboard.components.plan_form import plan_form
from dashboard.pages import gallery_examples as examples
from queries import AGES, Analogue, Expectation, Interval, Plan, PlanEstimate

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_DAY = date(2026, 3, 1)


def parts(view: View) -> list[Component]:
    """One plan of known places and one unlike all of them; nothing here is listened to."""
    w = view.words
    found = [_found(homes, far) for homes, far in ((300, False), (2_000, True))]
    plans = [Estimated(letter, stage_and_day(each, w), each) for letter, each in zip("AB", found, strict=True)]
    given = {"plan-stage": "works", "plan-starts": _DAY.isoformat(), "plan-homes": 300}
    return [
        plan_card(plans, {}, w, view.palette),
        nearest_card(plans[1], True, w),
        plan_form(given, "a b", examples.NAMES, True, w),
    ]


def _found(homes: int, is_far: bool) -> PlanEstimate:
    near = (Analogue(0.4, "n1", examples.NAMES["n1"], date(2022, 5, 1)), *(Analogue(each) for each in (0.6, 0.7, 0.9)))
    told = []
    for age in AGES:
        for outcome, share in (("enrolled_households", 0.3), (FIRST, 0.1), (EXCHANGES, 0.4)):
            value = share * homes
            likely, sure = (Interval(value * (1 - wide), value * (1 + wide)) for wide in (0.3, 0.5))
            told.append(Expectation(outcome, age, value, likely, sure, 41, 2, near, is_far))
    told.append(Expectation("campaign_answers", AGES[0], None, None, None, 24, 22, why="hidden"))
    plan = Plan("works", _DAY, homes, kind="large_city")
    return PlanEstimate(plan, "", _DAY, homes, (), tuple(told))
