"""The parts of the Workshop as the gallery shows them: a draft in its form, one that runs, and what stands beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from dash import html

from dashboard.access.deliveries import Attempt, Posted
from dashboard.access.drafts import STATES, Draft, Need, Step
from dashboard.components.draft_cards import capacity_card, expected_card, handover_card, stagger_card, state_card
from dashboard.components.draft_form import (
    Zone,
    draft_facts,
    draft_form,
    draft_list,
    need_fields,
    start_card,
    zone_part,
)
from dashboard.components.draft_words import state_words
from dashboard.components.visible_card import visible_card
from dashboard.pages import gallery_examples as examples
from dashboard.words import Words
from queries import Campaign, Capacity, Estimate, Expected, Interval, Past, Period, Ready, Stagger, Visible, kits

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_PATH = "/gallery"
_AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
_WHO = "someone@quartier.example"


def parts(view: View) -> list[Component]:
    """The form and what goes with it; nothing here is listened to."""
    w = view.words
    labels = {"repairs": w("repairs"), "food": w("food")}
    needs = (Need("repairs", "n1", 12), Need("repairs", "n2", 8))
    steps = (Step(_WHO, _AT, "", "draft"), Step(_WHO, _AT + timedelta(days=1), "draft", "proposed"))
    draft = Draft("repair-day", examples.CAMPAIGN, "repair_day", date(2026, 4, 1), date(2026, 4, 30), ("n1", "n2"),
                  needs, "draft", 3, _WHO, _AT, steps[:1])  # fmt: skip
    running = Draft("food", examples.CAMPAIGN, "food_sharing", None, None, ("n1",), (), "running", 5, _WHO, _AT, steps)
    names = list(examples.NAMES.items())
    zone = Zone(tuple(names[:2]), len(names), (names[2][1],), _PATH)
    numbers: dict[str, dict[str, int | None]] = {"repairs": {"n1": 12, "n2": 8}, "food": {}}
    states: dict[str, str] = {state: state_words(state, w) for state in STATES}
    facts = examples.other(draft_facts(running, examples.NAMES, labels, w))
    return [
        start_card(w),
        draft_list([(draft, _PATH), (running, _PATH)], states, w),
        draft_form(draft, zone, need_fields(numbers, labels, zone, True, True, [], w), "", w),
        html.Div([facts, *_beside(draft, running, w)], className="stack"),
        html.Div(_forecast(labels, w), className="stack"),
        html.Div(_empty(w), className="stack"),
    ]


def _beside(draft: Draft, running: Draft, w: Words) -> list[Component]:
    attempts = (Attempt(1, _AT, 503, "status"), Attempt(2, _AT + timedelta(minutes=1), 0, "timeout"))
    waiting = Posted("running", _AT, "waiting", _AT + timedelta(minutes=6), attempts)
    done = Posted("proposed", _AT, "accepted", None, (Attempt(1, _AT, 204, ""),))
    return [state_card(running, True, False, _PATH, date(2026, 3, 2), w),
            handover_card(running, [done, waiting], True, True, w),
            examples.other(handover_card(draft, [], False, True, w))]  # fmt: skip


def _forecast(labels: dict[str, str], w: Words) -> list[Component]:
    campaign = Campaign("c1", examples.CAMPAIGN, "environment", "o1", date(2025, 4, 1), date(2025, 4, 30), ("n1",),
                        4_000, True)  # fmt: skip
    past = Past(campaign, 4_000, Estimate(120.0, 8.0), 110.0)
    other = Past(campaign, 9_000, Estimate(150.0, 8.0), 60.0)
    three = (past, other, Past(campaign, 3_000, Estimate(70.0, 8.0), 90.0))
    ready = Capacity("repairs", Ready(Estimate(92.0, 8.0), 1, 17.0), None)
    hidden = Capacity("food", Ready(None, 2, 34.0), Ready(Estimate(210.0, 8.0), 0, 0.0))
    repair = kits()["repair_day"]
    return [
        expected_card([Expected("contacted", 900.0, Interval(640.0, 1_210.0), three, 1, True, True),
                       Expected("answered", 80.0, None, (past, other), 0, True, False),
                       Expected("offered", 40.0, None, (past,), 0, True, False)], 4_000, repair, w),
        capacity_card([ready, hidden], {"repairs": 20}, labels, Ready(Estimate(310.0, 8.0), 0, 0.0),
                      Period.parse("2025"), w),
        stagger_card(Stagger(("n1", "n3"), ("n2", "n4"), 5604, 3, 2), examples.NAMES, False, 3, w),
    ]  # fmt: skip


def _empty(w: Words) -> list[Component]:
    return [
        expected_card([], 4_000, kits()["repair_day"], w),
        stagger_card(None, examples.NAMES, True, 0, w),
        visible_card(Visible(0.14, 8, 15, None), w),
        visible_card(Visible(0.6, 2, 3, "controls"), w),
        visible_card(None, w),
        html.Section(examples.other(zone_part(Zone((), 4), w)), className="card"),
    ]
