"""The parts of a neighbourhood's profile with invented numbers that belong to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.components.represented_card import represented_card
from dashboard.components.similar_card import similar_card
from dashboard.pages import gallery_examples as examples
from queries import DIMENSIONS, Answer, Period, Place, Reason, Represented, RepresentedKind, Sharers, Similar

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/gallery"
_YEAR = Period.parse("2025")


def parts(view: View) -> list[Component]:
    """A place unlike those who live there, one around it without a census, and places like it or none."""
    w = view.words
    homes, genders = ({value.code: w.text(value.label) for value in DIMENSIONS[by].values}
                      for by in ("dwelling_type", "gender"))  # fmt: skip
    here = Place("neighbourhood", "n1", examples.NAMES["n1"], "c", None, 4_000, ("n1",), True)
    city = Place("city", "c", examples.NAMES["n2"], "c", None, None, ("n1",), True)
    unlike = Represented(
        here, "dwelling_type", _YEAR,
        (_kind("apartment_large_city", 140, 0.55, 0.4, 1.4), _kind("house_large_city", 70, 0.27, 0.35, 0.8),
         _kind("merged", 46, 0.18, 0.25, 0.7)),
        ("house_rural", "other"), 0.85, 0.79, 0.91, True, 0.06,
    )  # fmt: skip
    untold = Represented(
        city, "gender", _YEAR,
        (RepresentedKind("female", 900.0, 0.6, 0.58, 0.62, None, None, None, None, False),
         RepresentedKind("merged", 600.0, 0.4, 0.38, 0.42, None, None, None, None, False)),
        ("male", "unknown"), None, None, None, False, None,
    )  # fmt: skip
    active, nobody = (Sharers(Answer("active_share", "dwelling_type", "", rows), ()) for rows in (
        (examples.number("n1", "apartment_large_city", 0.55, 0.03),), ()))  # fmt: skip
    near = (
        Similar("n2", examples.NAMES["n2"], 0.08, (Reason("homes", "", 4_000, 4_300),), ()),
        Similar("n4", examples.NAMES["n4"], 0.21, (Reason("exchange_type", "item_sharing", 0.38, 0.36),), ()),
    )
    return [
        represented_card(unlike, active, homes, w, view.palette),
        represented_card(untold, nobody, genders, w, view.palette, around=True),
        similar_card(near, lambda code: PATH, w),
        examples.other(similar_card((), lambda code: PATH, w)),
    ]


def _kind(value: str, enrolled: float, share: float, living: float, ratio: float) -> RepresentedKind:
    """An interval of six points, or of 0.2 of the ratio, to each side."""
    low, high = share - 0.06, share + 0.06
    return RepresentedKind(value, enrolled, share, low, high, living, ratio, ratio - 0.2, ratio + 0.2, True)
