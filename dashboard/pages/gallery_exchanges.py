"""The cards of the exchanges with invented numbers, for the gallery: they belong to nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dash import html

from dashboard.components.compared import Compared
from dashboard.components.directions_card import directions_card
from dashboard.components.mix_card import mix_card
from dashboard.components.mixes_card import mixes_card
from dashboard.components.outcomes_card import outcomes_card
from dashboard.components.replies_card import replies_card
from dashboard.components.sharers_card import sharers_card
from dashboard.components.tops_card import tops_card
from dashboard.pages import gallery_examples as examples
from queries import DIMENSIONS, Answer, Change, NeighbourhoodMix, Period, Ranked, Replies, Row, Sharers, Top, study_mix
from queries.statistics.intervals import Interval
from queries.statistics.order import Overlap
from queries.statistics.reply_times import ReplyTime

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_YEAR = Period.parse("2024")
_SHARES = (0.33, 0.29, 0.12, 0.09, 0.06, 0.05, None, None, 0.01)


def exchanges_cards(view: View) -> list[Component]:
    """One of each card; a second mix is that of a place around, compared with a year earlier."""
    w, palette = view.words, view.palette
    around = replace(examples.mix(dict(zip(_types(), _SHARES, strict=True)), labels=_labels(view, "exchange_type")),
                     around=examples.NAMES["n2"], clip=12)  # fmt: skip
    moved = Compared({"local_news": Change(0.03, 0.01), "odd_jobs": Change(0.01, 0.01)}, w("a year earlier"))
    return [
        html.Div([examples.other(mix_card(around, w, palette, compared=moved), "around")], className="stack"),
        html.Div([mixes_card(_mixes(), _labels(view, "exchange_type"), study_mix(), 12, examples.NAMES["n1"], _YEAR,
                             lambda code: "/gallery", w, palette)], className="stack"),
        html.Div([tops_card(_top("object"), _categories(), _YEAR, w, palette),
                  tops_card(_top("service"), _categories(), _YEAR, w, palette)], className="grid halves"),
        html.Div([outcomes_card(_steps(), _YEAR, w, palette),
                  replies_card(_replies(), _labels(view, "reply_speed"), _YEAR, w, palette)], className="grid halves"),
        html.Div([directions_card(_directions(), _labels(view, "direction"), _YEAR, w, palette)], className="stack"),
        html.Div([sharers_card(_sharers(), _labels(view, "dwelling_type"), _YEAR, w, palette)], className="stack"),
    ]  # fmt: skip


def _types() -> list[str]:
    return [value.code for value in DIMENSIONS["exchange_type"].values]


def _labels(view: View, dimension: str) -> dict[str, str]:
    return {value.code: view.words.text(value.label) for value in DIMENSIONS[dimension].values}


def _categories() -> dict[str, str]:
    """Made-up codes: A, B, C."""
    return {code: code.upper() for code in "abc"}


def _mixes() -> list[NeighbourhoodMix]:
    hidden: tuple[float | None, ...] = (None,) * 9
    told = {"n1": (_SHARES, 0.0, None), "n2": (_SHARES, 0.02, ("odd_jobs", 0.05)), "n3": (hidden, None, None)}
    return [
        NeighbourhoodMix(code, examples.NAMES[code], _rows(code, shares), apart, furthest)
        for code, (shares, apart, furthest) in told.items()
    ]


def _rows(code: str, shares: tuple[float | None, ...]) -> tuple[Row, ...]:
    return tuple(
        examples.number(code, value, share, 0.012, dimension="exchange_type", base=900)
        for value, share in zip(_types(), shares, strict=True)
    )


def _top(kind: str) -> Top:
    rows = [examples.number("n1", code, 90.0 - 8 * at, 4.0, dimension="category") for at, code in enumerate("abc")]
    ranked = tuple(Ranked(row, 1, 2 + (at == 2), (1, 3, None)[at]) for at, row in enumerate(rows))
    return Top("object" if kind == "object" else "service", ranked, (), 2, Overlap(0.86, Interval(0.8, 0.9)))


def _steps() -> dict[str, Row]:
    told = {"answered": 0.71, "completed": 0.52, "taken_up": 0.64, "given": None}
    return {
        code: examples.number("n1", code, share, 0.03, dimension="outcome", base=240) for code, share in told.items()
    }


def _directions() -> Answer:
    rows = (examples.number("n1", "offer", 210.0, 4.0), examples.number("n1", "request", 240.0, 4.0))
    return Answer("active_households", "direction", "", rows)


def _replies() -> Replies:
    bands = {"day": 120.0, "later": 60.0, "none": 80.0}
    rows = tuple(examples.number("n1", code, count, 4.0, dimension="reply_speed") for code, count in bands.items())
    return Replies(
        Answer("first_reply", "reply_speed", "", rows),
        ReplyTime(24, 672, None),
        0.46,
        (0.4, 0.52),
        (examples.NAMES["n3"],),
    )


def _sharers() -> Sharers:
    told = {"apartment_large_city": 0.41, "house_large_city": 0.52, "merged": 0.45}
    rows = tuple(
        examples.number("n1", code, share, 0.02, dimension="dwelling_type", base=300) for code, share in told.items()
    )
    return Sharers(Answer("active_share", "dwelling_type", "", rows), ("house_rural", "unknown"))
