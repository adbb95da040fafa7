"""The invented numbers of the gallery: they belong to nobody, and no snapshot is read for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.components.map_values import Against, MapValues
from dashboard.components.mix_card import Mix
from dashboard.words import Words
from layers.places import Counts
from queries import INDICATORS, Answer, LocalPlace, Period, Place, Project, Row, study_mix
from queries.catalogue import Stage

if TYPE_CHECKING:
    from dash.development.base_component import Component

QUARTER = Period.parse("2025-Q2")
TODAY = date(2025, 6, 30)
NAMES = {"n1": "Villejean", "n2": "Le Blosne", "n3": "Les Halles", "n4": "Ahuntsic-Cartierville", "n5": "L’Île-Bizard"}
CAMPAIGN = "Après la crue"
RESIDENCE = "Résidence Clos Villejean"
CITIES = {"c1": "Rennes", "c2": "Angers"}
PLACES = tuple(Place("neighbourhood", code, name, None, None, 4000, (code,), True) for code, name in NAMES.items())


def number(
    code: str,
    value: str,
    answer: float | None,
    sd: float = 0.0,
    *,
    dimension: str = "total",
    period: str = "2025-Q2",
    base: float | None = None,
) -> Row:
    """One invented number; hidden below the threshold where `answer` is None."""
    name = NAMES.get(code, code)
    if answer is None:
        return Row(code, name, period, dimension, value, None, None, "no", "threshold")
    return Row(code, name, period, dimension, value, answer, sd, "yes", base=base)


def mix(shares: dict[str, float | None], *, labels: dict[str, str], of_households: bool = False) -> Mix:
    """A mix by exchange type beside the study."""
    rows = tuple(
        number("n1", value, share, 0.012, dimension="exchange_type", base=900) for value, share in shares.items()
    )
    answer = Answer("mix_share", "exchange_type", "", rows)
    return Mix(answer, QUARTER, labels, study_mix(), of_households, False)


def months(values: list[float | None]) -> Answer:
    """Active households month by month, the last in June 2025."""
    last = Period.parse("2025-06")
    rows = tuple(
        number("n1", "total", value, 9.0, period=last.shift(at + 1 - len(values)).code)
        for at, value in enumerate(values)
    )
    return Answer("active_households", "total", "", rows)


def map_values(w: Words, mode: str) -> MapValues:
    """Five places, one hidden; their difference from a year before."""
    shares: dict[str, float | None] = {"n1": 0.31, "n2": 0.24, "n3": None, "n4": 0.18, "n5": 0.27}
    before: dict[str, float | None] = {"n1": 0.22, "n2": 0.25, "n3": 0.20, "n4": 0.25, "n5": 0.26}

    def rows(told: dict[str, float | None], period: str) -> dict[str, Row]:
        return {code: number(code, "total", share, 0.012, period=period, base=1200) for code, share in told.items()}

    year = Period.parse("2024-Q2")
    against = Against("period", w.period(year), rows(before, year.code))
    return MapValues(INDICATORS["active_share"], QUARTER, NAMES, rows(shares, QUARTER.code), against, w,
                     "change" if mode == "change" else "amount")  # fmt: skip


def other(card: Component, name: str = "other") -> Component:
    """One more card of a kind, with ids of its own."""
    for each in every(card):
        if getattr(each, "id", None):
            each.id = f"{name}-{each.id}"
    return card


def every(part: Any) -> Iterator[Component]:
    """Every component of a part, from the top down."""
    if isinstance(part, (list, tuple)):
        for each in part:
            yield from every(each)
    elif hasattr(part, "to_plotly_json"):
        yield part
        yield from every(getattr(part, "children", None))


POINTS: Counts = {"places": Counter({"n1": 4, "n2": 6}), "residences": Counter({"n1": 2})}

LOCAL_PLACES = (LocalPlace("s1", "Boulangerie", "shop", "n1", 0.0, 0.0),
                LocalPlace("s2", "Atelier vélo", "association", "n1", 0.0, 0.0))  # fmt: skip

PROJECTS = (
    Project("p1", "Clos Villejean", "p", "housing", 120, ("n1",),
            (Stage("consultation", date(2022, 3, 1), True), Stage("works", date(2023, 9, 1), True),
             Stage("existing", date(2025, 2, 1), True)), 0.0, 0.0),
    Project("p2", "Îlot Le Blosne", "p", "housing", 80, ("n2",),
            (Stage("consultation", date(2024, 10, 1), True),), 0.0, 0.0),
)  # fmt: skip
