"""What the map page asks: which indicators it can colour by, their numbers as rates, and the facts beside them.

It asks the queries and settles periods; the components say it in words, and nothing here makes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from statistics import mean
from typing import TYPE_CHECKING, get_args

import queries
from dashboard.components.map_values import Against, MapValues, Mode
from dashboard.readings import told_period
from dashboard.selection import Chosen, compared_period
from dashboard.territory import elsewhere
from dashboard.words import LANGUAGES, alphabetical, words_in
from layers import boundaries
from queries import INDICATORS, Indicator, Period, Place, Row, Scope, Selection, Snapshot
from queries.statistics.derived import Estimate, Unit, rate

if TYPE_CHECKING:
    from dashboard.view import View

DEFAULT = "active_share"
PER = 100


def choices(scope: Scope, snapshot: Snapshot) -> tuple[Indicator, ...]:
    """The indicators that the map can show: rates that the bundles feed, and counts for each hundred homes.

    Where homes are unknown, exchanges are told for each hundred enrolled households; active households then already
    are a share of those.
    """
    files = {*snapshot.manifest["bundle_files"], *snapshot.manifest["bundle_columns"]}
    homes = any(place.homes for place in small(scope, snapshot).values())
    found = []
    for entry in INDICATORS.values():
        if not {need.split(".")[0] for need in entry.needs} <= files:
            continue
        if entry.on_map and (homes or not entry.homes):
            found.append(entry)
        elif entry.rate_on_map and (homes or entry.unit != "households"):  # of enrolled ones: a share of its own
            found.append(_as_rate(entry, homes))
    return tuple(found)


def _as_rate(entry: Indicator, homes: bool) -> Indicator:
    """A count as the map names it, in every language; its benchmark is a count and would not compare."""
    label, definition = {}, {}
    for language in LANGUAGES:
        w = words_in(language)
        name, told = w.text(entry.label), w.text(entry.definition).rstrip(".")
        if homes:
            label[language] = w("{indicator} per 100 homes", indicator=name)
            definition[language] = w("{definition}, per 100 homes.", definition=told)
        else:
            label[language] = w("{indicator} per 100 enrolled households", indicator=name)
            definition[language] = w("{definition}, per 100 enrolled households.", definition=told)
    return replace(entry, label=label, definition=definition, unit="ratio", homes=homes, benchmark=None)


def wanted(chosen: Chosen) -> str:
    """The code of the indicator that the address asks the map for; empty where it asks for none."""
    return {"enrolled_households": "reach"}.get(chosen.indicator, chosen.indicator)


def current(chosen: Chosen, offered: Sequence[Indicator]) -> Indicator:
    """The indicator asked for if the map has it, else the default or the first."""
    for code in (wanted(chosen), DEFAULT):
        if found := next((entry for entry in offered if entry.code == code), None):
            return found
    return offered[0]


def city_of(chosen: Chosen, scope: Scope, snapshot: Snapshot) -> str:
    """The city that is drawn: the one asked for, else that of the selected places, else the largest.

    Selected places that all lie in another city count for more than the city asked for.
    """
    cities = boundaries.cities(scope, snapshot)
    of = {place.code: place.city_code for place in boundaries.neighbourhoods(scope, snapshot)}
    selected = [of[code] for code in chosen.places if code in of]
    if chosen.city in cities and (not selected or chosen.city in selected):
        return chosen.city
    return next(iter(selected), next(iter(cities), ""))


def city_names(scope: Scope, snapshot: Snapshot) -> dict[str, str]:
    """Name by code of the cities that the scope has neighbourhoods in, by name."""
    names = {place.area_code: place.name for place in queries.places(scope, snapshot) if place.level == "city"}
    found = {code: names.get(code, code) for code in boundaries.cities(scope, snapshot)}
    return dict(sorted(found.items(), key=lambda pair: alphabetical(pair[1])))


def small(scope: Scope, snapshot: Snapshot) -> dict[str, Place]:
    """The neighbourhoods of the scope by code."""
    return {place.area_code: place for place in queries.neighbourhoods(scope, snapshot)}


def values_of(view: View, scope: Scope, snapshot: Snapshot, entry: Indicator, codes: Sequence[str] = ()) -> MapValues:
    """The numbers of every neighbourhood of the scope (or of `codes`), beside what they are compared with."""
    chosen = view.selection
    assert chosen.period is not None
    period = told_period(view, entry.code, "neighbourhood") or chosen.period
    every = small(scope, snapshot)
    names = {place.code: place.name for place in boundaries.neighbourhoods(scope, snapshot)}
    names = {code: name for code, name in names.items() if not codes or code in codes}
    rows = _rows(scope, snapshot, entry, period, every, tuple(codes))
    against = None if codes else _against(view, scope, snapshot, entry, period, every, rows)
    mode: Mode = "change" if chosen.colour in get_args(Mode) and against else "amount"
    return MapValues(entry, period, names, rows, against, view.words, mode)


def _against(
    view: View, scope: Scope, snapshot: Snapshot, entry: Indicator, period: Period, every: Mapping[str, Place],
    rows: Mapping[str, Row],
) -> Against | None:  # fmt: skip
    """Another period, the study's figure or one other place; None where the choice says nothing about this map."""
    chosen, w = view.selection, view.words
    if chosen.compare == "study":
        return Against("study", w("the 2020 study"), {}, entry.benchmark.value) if entry.benchmark else None
    if chosen.other_place:
        # It may lie in another city of the territory.
        other = small(view.scope, snapshot).get(chosen.other_place)
        if other is None:
            return None
        row = _rows_of(view, snapshot, entry, period, (other.area_code,)).get(other.area_code)
        return Against("place", other.name, dict.fromkeys(rows, row)) if row else None
    if chosen.compare == "similar":
        codes = elsewhere(view)
        return _against_similar(view, rows, _rows_of(view, snapshot, entry, period, codes)) if codes else None
    before = compared_period(chosen.but(period=period))
    if before is None or f"{before.start:%Y-%m}" < snapshot.manifest["covers_from"]:
        return None
    return Against("period", w.the(before), _rows(scope, snapshot, entry, before, every))


def _against_similar(view: View, rows: Mapping[str, Row], similar: Mapping[str, Row]) -> Against | None:
    """The median of the neighbourhoods like the one that is chosen, where most of them are shown."""
    shown = {code: row for code, row in similar.items() if row.answer is not None}
    middle = queries.median_over_places({code: queries.estimate_of(row) for code, row in shown.items()})
    if middle is None or 2 * len(shown) <= len(similar):
        return None
    typical = replace(next(iter(shown.values())), area_code="", answer=middle.value, noise_sd=middle.variance**0.5)
    return Against("place", view.words("the similar neighbourhoods"), dict.fromkeys(rows, typical))


def _rows_of(
    view: View, snapshot: Snapshot, entry: Indicator, period: Period, codes: tuple[str, ...]
) -> dict[str, Row]:
    """The answers of these places of the territory, whichever city is drawn."""
    return _rows(view.scope, snapshot, entry, period, small(view.scope, snapshot), codes)


def _rows(
    scope: Scope, snapshot: Snapshot, entry: Indicator, period: Period, every: Mapping[str, Place],
    codes: tuple[str, ...] = (),
) -> dict[str, Row]:  # fmt: skip
    """The answer by neighbourhood; a count as a rate for each hundred homes, or enrolled households."""
    asked = Selection(codes, period, "neighbourhood")
    found = _by_code(scope, snapshot, entry.code, asked)
    if not entry.rate_on_map:
        return found
    if entry.homes:
        bases = {code: Estimate(float(place.homes), 0.0) for code, place in every.items() if place.homes}
    else:
        enrolled = _by_code(scope, snapshot, "enrolled_households", asked)
        bases = {code: _estimate(row, "households") for code, row in enrolled.items() if row.answer is not None}
    unit: Unit = "exchanges" if INDICATORS[entry.code].unit == "exchanges" else "households"
    return {code: _rated(row, unit, bases.get(code)) for code, row in found.items()}


# A snapshot never changes, and the same few maps are asked for again and again.
@lru_cache(maxsize=32)
def _by_code(scope: Scope, snapshot: Snapshot, code: str, asked: Selection) -> dict[str, Row]:
    return {row.area_code: row for row in queries.answer(scope, snapshot, code, asked).rows}


def _rated(row: Row, unit: Unit, base: Estimate | None) -> Row:
    told = rate(_estimate(row, unit), base, PER) if row.answer is not None else None
    if told is None or base is None:
        # A number without its base is no rate: it is as if it were not published.
        why = row.why or "not_published"
        return replace(row, answer=None, noise_sd=None, shown="no", why=why)
    return replace(row, answer=told.value, noise_sd=told.variance**0.5, permanent_sd=told.permanent**0.5,
                   base=base.value)  # fmt: skip


def _estimate(row: Row, unit: Unit) -> Estimate:
    variance, permanent = (row.noise_sd or 0.0) ** 2, row.permanent_sd**2
    return Estimate(row.answer or 0.0, variance, False, permanent, unit)


def activity(view: View, scope: Scope, snapshot: Snapshot) -> dict[str, Row]:
    """Active households of every neighbourhood in the selected period: what the heat is from."""
    asked = Selection((), view.selection.period, "neighbourhood")
    return _by_code(scope, snapshot, "active_households", asked)


def silent(view: View, scope: Scope, snapshot: Snapshot) -> tuple[str, ...]:
    """The codes of the neighbourhoods that are too quiet to tell in the selected period."""
    assert view.selection.period is not None
    return tuple(row.area_code for row in queries.silent(scope, snapshot, view.selection.period))


def monthly(view: View, snapshot: Snapshot, period: Period, picked: tuple[str, ...]) -> dict[str, float | None]:
    """Active households of a mean month of the period; None where one of its published months is hidden."""
    if not picked:
        return {}
    published = set(snapshot.manifest["whole"]["month"])
    months = [month for month in period.within("month") if month.code in published]
    found = queries.trend(view.scope, snapshot, "active_households", Selection(picked, None, "neighbourhood"), months)
    by_place: dict[str, list[float | None]] = {}
    for row in found.rows:
        by_place.setdefault(row.area_code, []).append(row.answer)
    shown = {code: [value for value in values if value is not None] for code, values in by_place.items()}
    return {code: mean(shown[code]) if len(shown[code]) == len(values) else None for code, values in by_place.items()}
