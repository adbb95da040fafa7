"""The parts of the page of needs in every state, with invented numbers that belong to nobody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import queries
from dashboard.components.help_card import help_card
from dashboard.components.left_alone_card import left_alone_card
from dashboard.components.needs_matrix import Matrix, matrix_card
from dashboard.components.priority_card import Priority, priority_card
from dashboard.components.themes_card import themes_card
from dashboard.pages import gallery_examples as examples
from dashboard.words import Words
from queries import DIMENSIONS, WEIGHTS, Answer, Area, Gap, ShareLeft, ThemeNeeds
from queries.statistics.intervals import Interval
from queries.statistics.ranks import Rank
from queries.statistics.shortage import Shortage

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/gallery"
YEAR = "2025"
THEMES = ("care_help", "digital", "food", "furniture")


def parts(view: View) -> list[Component]:
    """Every figure of needs: something found, nothing found, hidden, unknown."""
    w, palette = view.words, view.palette
    places = (
        ShareLeft("n1", examples.NAMES["n1"], 192.0, 0.23, 0.18, 0.27, 0.94, 0.21),
        ShareLeft("n2", examples.NAMES["n2"], 120.0, 0.19, 0.15, 0.24, 0.31, 0.21),
        ShareLeft("n3", examples.NAMES["n3"], None, None, None, None, None, None),
    )
    shares = dict(zip(queries.study_help(), (0.78, 0.75, 0.66, 0.61, None, 0.4, 0.3), strict=True))
    answer = Answer("latent_supply", "help_kind", "", tuple(
        examples.number("n1", kind, share, 0.015, dimension="help_kind", base=900) for kind, share in shares.items()
    ))  # fmt: skip
    kinds = {value.code: w.text(value.label) for value in DIMENSIONS["help_kind"].values}
    willing = examples.number("n1", "food", 33.0, 1.5, dimension="help_kind")
    found = matrix_card(matrix(w), w("No shortage is clear"), "", YEAR, w)
    nothing = Matrix((), (), {}, {}, {}, {}, 0, 0, True)
    return [
        found,
        examples.other(matrix_card(nothing, w("What is asked for is below threshold here"), "", YEAR, w)),
        themes_card(themes(), _labels(w), YEAR, w, palette),
        examples.other(themes_card(themes()[2:], _labels(w), YEAR, w, palette, around=examples.NAMES["n1"])),
        left_alone_card(places, "unmet", YEAR, w, palette),
        examples.other(left_alone_card(places[1:2], "unanswered", YEAR, w, palette, counted=0.14)),
        help_card(answer, kinds, queries.study_help(), {"food": willing}, YEAR, w, palette),
        priority_card(priority(), 3, w),
    ]


def matrix(w: Words) -> Matrix:
    """A shortage that is named, one with hidden supply, balance, plenty and a hidden cell."""
    gaps = {
        ("n1", "childcare"): _gap("n1", "childcare", 72.0, 18.0, 3.2, (1.9, 5.1), 0.97, flagged=True),
        ("n2", "childcare"): _gap("n2", "childcare", 31.0, None, 2.4, (1.6, 9.0), 0.74),
        ("n3", "childcare"): _gap("n3", "childcare", None, None, 1.2, (0.6, 2.3), 0.12),
        ("n1", "repairs"): _gap("n1", "repairs", 40.0, 38.0, 1.04, (0.8, 1.3), 0.06),
        ("n2", "repairs"): _gap("n2", "repairs", 22.0, 61.0, 0.4, (0.2, 0.7), 0.01),
    }
    labels = {"childcare": w("childcare"), "repairs": w("repairs")}
    return Matrix(("childcare", "repairs"), ("n1", "n2", "n3"), gaps, labels, examples.NAMES, {"n1": PATH},
                  3, 2, False)  # fmt: skip


def themes() -> list[ThemeNeeds]:
    """Two themes with what came of them, one whose outcomes are not told, and one that is hidden."""
    asked, shares = (210.0, 160.0, 90.0, None), ((0.31, 0.62), (0.24, 0.48), None, None)
    number = partial(examples.number, "n1")
    return [
        ThemeNeeds(
            code, number(code, n, 3.0), number(code, n and n / 2, 3.0), number(code, n and 2.0, 0.1),
            {"unanswered": number(code, left[0], 0.03), "unmet": number(code, left[1], 0.03)} if left else {},
        )
        for code, n, left in zip(THEMES, asked, shares, strict=True)
    ]  # fmt: skip


def _labels(w: Words) -> dict[str, str]:
    return dict(zip(THEMES, (w("care and help"), w("digital equipment"), w("food"), w("furniture")), strict=True))


def priority() -> Priority:
    """One place in each tier, one unknown, one silent."""
    areas = (
        Area("n1", examples.NAMES["n1"], "ranked", {}, Rank(1.4, 1, 3, 0.86)),
        Area("n2", examples.NAMES["n2"], "ranked", {}, Rank(0.6, 1, 9, 0.55)),
        Area("n4", examples.NAMES["n4"], "ranked", {}, Rank(-0.4, 6, 20, 0.04)),
        Area("n5", examples.NAMES["n5"], "hardly_reached", {}, None),
        Area("n3", examples.NAMES["n3"], "silent", {}, None),
    )
    return Priority(areas, {}, lambda code: PATH, tuple(WEIGHTS.values()), PATH, YEAR)


def _gap(
    area: str, code: str, asked: float | None, offered: float | None, ratio: float, interval: tuple[float, float],
    probability: float, flagged: bool = False,
) -> Gap:  # fmt: skip
    shortage = Shortage(ratio, Interval(*interval), probability, offered is None)
    return Gap(area, code, asked, offered, shortage, flagged)
