"""The cards of a project's stages as the gallery shows them: a clear change, one that could be chance, too little, and
a hand-over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from dashboard.access.notes import WrittenNote
from dashboard.components.handover_cards import (
    active_places_card,
    baseline_card,
    expected_card,
    handover_tools,
    open_card,
    promised_card,
    signature,
)
from dashboard.components.map_legend import kind_names
from dashboard.components.same_age_card import same_age_card
from dashboard.components.stage_mix_card import stage_mix_card, stage_needs_card
from dashboard.components.stages_card import stages_card
from dashboard.components.timeline import stage_words
from dashboard.pages import gallery_examples as examples
from dashboard.words import capital
from queries import (
    DIMENSIONS,
    Compared,
    Index,
    Level,
    Middle,
    Period,
    Phase,
    Place,
    SameAge,
    ShareLeft,
    StageMix,
    StageNeed,
    StageNeeds,
    Step,
    Told,
)

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/gallery"
BEFORE = Phase("consultation", date(2023, 1, 1), date(2023, 9, 1), True)
WORKS = Phase("works", BEFORE.ends_on, date(2024, 6, 1), True)
EXISTING = Phase("existing", WORKS.ends_on, date(2025, 7, 1), False)
HIDDEN = Level(None, None, None, 8, 3)


def parts(view: View) -> list[Component]:
    """Stage by stage, at the same age, mix and needs, then what a hand-over has."""
    return [*_stages(view), *_ages(view), *_mix_and_needs(view), *_handover(view)]


def _stages(view: View) -> list[Component]:
    """A change that is clear, and a project of which nothing can be claimed."""
    w = view.words
    clear = Told(
        "active_households", "month", "ratio",
        ((BEFORE, Level(44.0, 38.0, 50.0, 8, 8)), (WORKS, Level(34.0, 29.0, 39.0, 9, 8)),
         (EXISTING, Level(49.0, 43.0, 55.0, 13, 13))),
        (Compared(BEFORE, WORKS, Step(-0.26, -0.31, -0.21, 0.001, 23, "", 0.2), True),
         Compared(WORKS, EXISTING, Step(0.04, -0.1, 0.2, 0.6, 23, "", 0.2), False),
         Compared(BEFORE, EXISTING, Step(None, None, None, 1.0, 4, "places"), False)), 23,
    )  # fmt: skip
    share = Told(
        "active_share", "month", "level",
        ((BEFORE, Level(0.16, 0.13, 0.19, 8, 8)), (WORKS, Level(0.12, 0.1, 0.14, 9, 9)), (EXISTING, HIDDEN)),
        (Compared(BEFORE, WORKS, Step(-0.04, -0.06, -0.02, 0.001, 23, "", 0.03), True),
         Compared(WORKS, EXISTING, Step(None, None, None, 1.0, 23, "hidden"), False)), 23,
    )  # fmt: skip
    none = Told("exchanges", "month", "ratio", ((BEFORE, HIDDEN), (WORKS, HIDDEN)),
                (Compared(BEFORE, WORKS, Step(None, None, None, 1.0, 0, "months"), False),), 23)  # fmt: skip
    return [stages_card((clear, share, none), "active_households", w, view.palette),
            examples.other(stages_card((clear, share, none), "active_share", w, view.palette)),
            examples.other(stages_card((none,), "exchanges", w, view.palette), "third")]  # fmt: skip


def _ages(view: View) -> list[Component]:
    """Beside others, and with too few of them."""
    w, months = view.words, tuple(Period.parse(f"2024-{month:02}") for month in range(6, 12))
    values = np.array([0.82, 0.88, np.nan, 0.79, 0.9, 0.95])
    own = Index(values, values - 0.1, values + 0.1, 12)
    others = np.array([0.9, 0.92, 0.95, 0.96, np.nan, np.nan])
    projects = Middle(others, others - 0.05, others + 0.1, np.array([6, 6, 6, 5, 4, 4]))
    places = Middle(np.linspace(1.0, 1.05, 6), np.full(6, 0.94), np.full(6, 1.12), np.full(6, 14))
    few = Middle(np.full(6, np.nan), np.full(6, np.nan), np.full(6, np.nan), np.full(6, 2))
    choices = [(capital(stage_words(stage, w)), PATH, stage == "works") for stage in ("consultation", "works")]
    told = SameAge(WORKS, months, own, projects, places, False)
    alone = SameAge(WORKS, months, own, few, few, True)
    unknown = SameAge(BEFORE, months, None, few, few, True)
    made = [same_age_card(each, "active_households", choices, w, view.palette) for each in (told, alone, unknown)]
    return [made[0], examples.other(made[1]), examples.other(made[2], "third")]


def _needs(around: Place | None) -> StageNeeds:
    def need(theme: str, asked: float | None, unmet: float | None) -> StageNeed:
        met = examples.number("n1", theme, unmet, 0.02, base=900) if around else None
        return StageNeed(theme, examples.number("n1", theme, asked, 6.0), examples.number("n1", theme, 80.0, 6.0), met)

    kind, periods = ("quarter", ("2024-Q1", "2024-Q2")) if around else ("year", ("2024",))
    found = (need("diy_garden", 120.0, 0.46), need("care_help", 64.0, 0.54), need("digital", None, None))
    return StageNeeds(WORKS, kind, tuple(map(Period.parse, periods)), around, found)  # type: ignore[arg-type]


def _labels(view: View, dimension: str) -> dict[str, str]:
    return {value.code: view.words.text(value.label) for value in DIMENSIONS[dimension].values}


def _themes(view: View) -> dict[str, str]:
    w = view.words
    return {"diy_garden": w("DIY and garden"), "care_help": w("Care and help"), "digital": w("Digital")}


CITY = Place("city", "c1", examples.CITIES["c1"], None, None, None, ("n1",), True)


def _mix_and_needs(view: View) -> list[Component]:
    w = view.words
    rows = tuple(examples.number("n1", code, share, 0.03, base=60) for code, share in
                 (("items", 0.95), ("services", 0.9), ("news_events", 0.6), ("collective", None)))  # fmt: skip
    mix = StageMix(WORKS, tuple(map(Period.parse, ("2024-Q1", "2024-Q2"))), rows)
    empty = StageNeeds(BEFORE, "quarter", (), None, ())
    return [
        stage_mix_card([mix], _labels(view, "type_group"), w),
        examples.other(stage_mix_card([], _labels(view, "type_group"), w)),
        stage_needs_card([_needs(CITY), _needs(None)], _themes(view), w),
        examples.other(stage_needs_card([empty], _themes(view), w)),
    ]


def _handover(view: View) -> list[Component]:
    w, needs = view.words, _needs(CITY)
    note = WrittenNote(1, date(2024, 2, 5), w("The works hid the square"), "", date(2024, 2, 6))
    kinds = {kind: capital(name) for kind, name in kind_names(w).items()}
    found = [("active_households", "month", Level(34.0, 29.0, 39.0, 9, 8)), ("active_share", "month", HIDDEN)]
    left = [ShareLeft("n1", examples.NAMES["n1"], 60.0, 0.4, 0.3, 0.5, None, None),
            ShareLeft("n2", examples.NAMES["n2"], None, None, None, None, None, None)]  # fmt: skip
    return [
        handover_tools(PATH, w),
        expected_card(needs, _themes(view), (), w),
        promised_card([note], examples.CITIES["c1"], PATH, w),
        promised_card([], examples.CITIES["c1"], PATH, w),
        open_card(needs, left, (), _themes(view), w),
        open_card(None, (), (), {}, w),
        active_places_card(examples.LOCAL_PLACES, kinds, True, w),
        active_places_card([], kinds, False, w),
        baseline_card(found, WORKS.starts_on, WORKS.ends_on, w),  # type: ignore[arg-type]
        signature("20250630T060000-0a1b2c3d", examples.TODAY, "0a1b2c3d" * 8, WORKS.starts_on, WORKS.ends_on, w),
    ]
