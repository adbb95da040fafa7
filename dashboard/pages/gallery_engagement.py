"""The cards of engagement with invented numbers, for the gallery: they belong to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.access.notes import WrittenNote
from dashboard.components.alerts_card import alerts_card
from dashboard.components.bands_card import bands_card
from dashboard.components.cohorts_card import cohorts_card
from dashboard.components.giving_card import giving_card
from dashboard.components.growth_card import growth_card
from dashboard.components.notes_card import notes_card
from dashboard.components.standing_card import standing_card
from dashboard.components.ties_card import ties_card
from dashboard.components.underlying_card import underlying_card
from dashboard.components.weeks_card import weeks_card
from dashboard.figures.trend import Mark
from dashboard.pages import gallery_examples as examples
from queries import (
    DIMENSIONS,
    AgainstChance,
    Alert,
    Answer,
    Bands,
    Change,
    Cohesion,
    Cohort,
    Concentration,
    Estimate,
    Grown,
    GrowthPart,
    Kept,
    Linked,
    Period,
    Place,
    Retention,
    Row,
    Standing,
    Ties,
    ToldShare,
    Underlying,
    UnderlyingChange,
)
from queries.statistics.growth import Growth
from queries.statistics.intervals import Interval
from queries.statistics.net_growth import Growth as NetGrowth
from queries.statistics.published_counts import Hidden
from queries.statistics.seasonal import Factors

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

_QUARTER, _EARLIER, _YEAR = Period.parse("2025-Q2"), Period.parse("2024-Q2"), Period.parse("2024")
_PLACES = {place.area_code: place for place in examples.PLACES}


def parts(view: View) -> list[Component]:
    """One of each; a wave of sign-ups, hidden parts, and a place around among them."""
    w, palette = view.words, view.palette
    day = examples.TODAY.replace(month=3, day=4)
    note = WrittenNote(1, day, examples.CAMPAIGN, "mairie@quartier.example", examples.TODAY)
    alerts = (Alert(_PLACES["n1"], Period.parse("2025-03"), 36.0, False),
              Alert(_PLACES["n2"], Period.parse("2025-01"), -21.0, False, True),
              Alert(_PLACES["n4"], Period.parse("2025-06"), 48.0, True))  # fmt: skip
    marks = [Mark(day, day.replace(day=5), examples.CAMPAIGN, is_note=True)]
    return [
        underlying_card(_underlying(), w, palette, marks),
        weeks_card(_weeks(), w, palette, marks, w("dotted lines: notes of {organisation}",
                                                 organisation=examples.NAMES["n1"])),
        growth_card(_grown(newcomers=True), w, palette),
        examples.other(growth_card(_grown(newcomers=False), w, palette, examples.NAMES["n2"])),
        alerts_card(alerts, "active_households", lambda alert: [examples.CAMPAIGN] if alert is alerts[0] else [],
                    lambda place: "/gallery", w, lambda place: place.name),
        notes_card([note], examples.NAMES["n1"], w),
        standing_card(_standing(), _labels(view, "standing"), w, palette),
        cohorts_card(_cohorts(), _together(), w),
        bands_card(Bands(_PLACES["n1"], "activity_band", _counts("activity_band", 90, 120, 60, 30, None)),
                   Concentration(Interval(0.31, 0.62), Interval(0.28, 0.55)), _labels(view, "activity_band"), _YEAR, w,
                   palette),
        giving_card(_cohesion(), _labels(view, "giving"), w, palette),
        ties_card(_cohesion().ties, _YEAR, w, palette, examples.NAMES["n2"]),
    ]  # fmt: skip


def _labels(view: View, dimension: str) -> dict[str, str]:
    return {value.code: view.words.text(value.label) for value in DIMENSIONS[dimension].values}


def _count(value: float | None) -> Estimate | Hidden:
    return Hidden() if value is None else Estimate(value, 18.0, permanent=9.0)


def _counts(dimension: str, *values: float | None) -> dict[str, Estimate | Hidden]:
    codes = [value.code for value in DIMENSIONS[dimension].values]
    return dict(zip(codes, map(_count, values), strict=False))


def _underlying() -> Underlying:
    months: list[float | None] = [40.0 + at / 2 + (3 if at % 2 else -3) for at in range(24)]
    months[5] = None
    season = (1.05, 1.0, 1.05, 1.1, 1.1, 1.05, 0.85, 0.75, 1.15, 1.05, 1.0, 0.9)
    change = UnderlyingChange(14.0, Interval(6.0, 22.0))
    return Underlying(_PLACES["n1"], "active_households", examples.months(months).rows,
                      tuple(40 + at / 2 for at in range(24)), Factors(season, (0.03,) * 12), False, change,
                      None)  # fmt: skip


def _weeks() -> Answer:
    """A year and a half, a summer in it, and one week hidden."""
    first, rows = Period.parse("2024-W01"), []
    for at in range(76):
        value = None if at == 20 else 600.0 + 2 * at - (150 if 27 <= at % 52 <= 34 else 0) + (12 if at % 2 else -12)
        rows.append(Row("c1", examples.CITIES["c1"], first.shift(at).code, "total", "total", value,
                        None if value is None else 9.0, "no" if value is None else "yes"))  # fmt: skip
    return Answer("active_households", "total", "gallery", tuple(rows))


def _grown(*, newcomers: bool) -> Grown:
    """A wave of sign-ups; below the city, where newcomers are not told, nothing clear."""

    def part(exchanges: float, half: float) -> GrowthPart:
        return GrowthPart(exchanges, Interval(exchanges - half, exchanges + half))

    told = Growth(part(310, 40), part(280, 35), part(60, 30), part(-40, 25), part(4, 9), part(6, 5))
    if not newcomers:
        told = Growth(part(12, 30), None, part(20, 15), part(-8, 30), part(0, 0), part(0, 0))
    return Grown(_QUARTER, _EARLIER, 1240, told, () if newcomers else (examples.NAMES["n3"],))


def _standing() -> Standing:
    counts = _counts("standing", 120, 410, 90, 130)
    return Standing(Place("city", "c1", examples.CITIES["c1"], "c1", None, None, ("n1",), True), _QUARTER, counts,
                    Estimate(612, 18.0), Change(8.0, 9.0), NetGrowth(0.14, 0.09, 0.19))  # fmt: skip


def _cohorts() -> tuple[Cohort, ...]:
    def kept(months: int, share: float | None) -> Kept:
        if share is None:
            return Kept(months, "not_yet" if months == 12 else "hidden")
        return Kept(months, "shown", _count(100 * share), ToldShare(share, share - 0.05, share + 0.05))

    told = {"2024-Q1": (0.62, 0.48, 0.35, 0.22), "2024-Q2": (0.58, None, 0.31, 0.12), "2024-Q3": (0.66, 0.5, 0.4, None)}
    return tuple(Cohort(Period.parse(code), _count(240.0),
                        tuple(kept(months, share) for months, share in zip((1, 3, 6, 12), shares, strict=True)))
                 for code, shares in told.items())  # fmt: skip


def _together() -> tuple[Retention | None, ...]:
    return (Retention(1, 0.62, Interval(0.58, 0.66), 3, 720), Retention(3, None, Interval(0.4, 0.55), 3, 720),
            Retention(6, 0.35, Interval(0.31, 0.39), 3, 720),
            Retention(12, 0.17, Interval(0.13, 0.21), 2, 480))  # fmt: skip


def _cohesion() -> Cohesion:
    ties = (Ties("dwelling", _count(180.0), _count(214.0), AgainstChance(0.84, 0.78, 0.91, True)),
            Ties("residence", _count(None), _count(60.0), None))  # fmt: skip
    linked = Linked(_count(320.0), _count(45.0), ToldShare(0.14, 0.1, 0.18))
    return Cohesion(_PLACES["n1"], _YEAR, _counts("giving", 70, 60, 140, 40), {}, ToldShare(0.52, 0.47, 0.57),
                    ToldShare(0.13, 0.09, 0.17), ties, linked)  # fmt: skip
