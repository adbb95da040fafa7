"""Answers: an indicator over a selection, for a scope, from published cells alone.

It combines cells only through `statistics.derived`; it must not know how a screen shows the result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from queries.catalogue import campaigns
from queries.cells import Rows, cells_of, cells_of_place
from queries.dimensions import CAMPAIGN_STEPS, DIMENSIONS
from queries.indicators import INDICATORS, Count, Indicator
from queries.model import Answer, Period, PeriodKind, Refusal, Row, Scope, Selection, Why
from queries.places import GEOGRAPHIC, TERRITORY, TERRITORY_LABEL, Place, neighbourhoods, place, places
from queries.snapshot import Snapshot
from queries.statistics.against_chance import over_chance
from queries.statistics.derived import (
    Estimate,
    as_share,
    complement,
    over_values,
    part_of,
    ratio,
    total,
)

#: Counts of a state, published for one kind of period only; other periods read the nearest published one.
STOCKS: dict[tuple[str, bool], PeriodKind] = {
    ("enrolled_households", True): "quarter",  # on the total
    ("enrolled_households", False): "year",  # by an attribute
    ("members", True): "year",
}

#: The share of periods in which a neighbourhood must be shown to count in a sum that is compared over time.
COMPARABLE = 0.9

#: By type below the city, exchanges exist by quarter and year; everywhere else there households carry the breakdown.
EXCHANGES_BELOW_CITY = {"exchange_type": ("quarter", "year")}


@dataclass(frozen=True)
class Target:
    """What one row speaks about: a place, or several places that are added."""

    code: str
    name: str
    parts: tuple[Place, ...]


#: A question about so few places reads all of each at once, which later questions about them find read.
FEW = 3


class Cells:
    """The published cells that one question needs, by place, dimension, kind of period and year.

    few: whether the question is about few places.
    """

    def __init__(self, scope: Scope, snapshot: Snapshot, few: bool) -> None:
        self._scope, self._snapshot, self._few = scope, snapshot, few
        self._read: dict[tuple, Any] = {}  # comparing a scope of a thousand places takes longer than an answer

    def rows(self, part: Place, dimension: str, kind: str, year: int) -> Rows:
        """Those of a place that the scope may see."""
        place = part.level, part.area_code
        asked = (*place, "", "", 0) if self._few else (dimension, kind, year)
        if asked not in self._read:
            self._read[asked] = (cells_of_place(self._scope, self._snapshot, *place) if self._few
                                 else cells_of(self._scope, self._snapshot, dimension, kind, year))  # fmt: skip
        return self._read[asked].get((dimension, kind, year) if self._few else place, {})

    def get(self, part: Place, count: Count, value: str, dimension: str, period: Period) -> Estimate | None:
        """One count of one place; the sum over the count's own values where it names some."""
        dimension = dimension if count.dimension == "by" else count.dimension
        rows, start = self._at(part, count, dimension, period)
        cells = [rows.get((start, v)) for v in count.values or (value,)]
        return over_values([None if found is None else found.estimate(count.measure) for found in cells])

    def exists(self, part: Place, count: Count, value: str, dimension: str, period: Period) -> bool:
        """Whether the lattice tells this count of this place, shown or hidden."""
        dimension = dimension if count.dimension == "by" else count.dimension
        rows, start = self._at(part, count, dimension, period)
        told = self._snapshot.manifest["told"].get(dimension, {}).get(part.level, {})
        kind = STOCKS.get((count.measure, dimension == "total"), period.kind)
        if kind not in told.get(count.measure, ()):
            return False
        return any((start, v) in rows for v in count.values or (value,))

    def _at(self, part: Place, count: Count, dimension: str, period: Period) -> tuple[Rows, date]:
        kind = STOCKS.get((count.measure, dimension == "total"))
        if kind and kind != period.kind:
            period = nearest(self._snapshot, period, kind)
        return self.rows(part, dimension, period.kind, period.start.year), period.start


@lru_cache(maxsize=1024)
def nearest(snapshot: Snapshot, period: Period, kind: PeriodKind) -> Period:
    """The published period of another kind that stands for this one: the last inside it, or the one containing it.

    Where that has not been published yet, the latest before it.
    """
    published = [Period.parse(code) for code in snapshot.manifest["periods"][kind]]
    wanted = Period(period.shift(1).start, "month").shift(-1).containing(kind)
    return max((p for p in published if p.start <= wanted.start), default=wanted, key=lambda p: p.start)


def last_year(snapshot: Snapshot) -> Period:
    """The last published year; the last quarter or month of a deployment too young to have one."""
    for kind in ("year", "quarter", "month"):
        if codes := snapshot.manifest["periods"][kind]:
            return Period.parse(codes[-1])
    raise Refusal("No period has ended yet in what was imported, so nothing is published.")


def answer(scope: Scope, snapshot: Snapshot, indicator: str, selection: Selection) -> Answer:
    """The indicator for a selection: a row a place, or a value of the dimension, or a neighbourhood.

    Raises Refusal for an unknown indicator, dimension, place or period. An empty scope gets no row.
    """
    period = selection.period or last_year(snapshot)
    return trend(scope, snapshot, indicator, selection, (period,))


@lru_cache(maxsize=64)
def silent(scope: Scope, snapshot: Snapshot, period: Period) -> tuple[Row, ...]:
    """The neighbourhoods of the scope that are not heard in a period: too few active households to show their number.

    These are below threshold, or have too few enrolled households to be published at all, which nobody should overlook
    either. A number that is not known yet is no silence.
    """
    found = answer(scope, snapshot, "active_households", Selection((), period, "neighbourhood"))
    return tuple(row for row in found.rows if row.why in ("threshold", "not_published"))


def trend(
    scope: Scope,
    snapshot: Snapshot,
    indicator: str,
    selection: Selection,
    periods: Sequence[Period],
    comparable: bool = False,
) -> Answer:
    """The same over several periods of one kind: a row a period, place and value, in the order of `periods`.

    With `comparable`, a sum over neighbourhoods keeps to those shown in nearly all of the periods (COMPARABLE) and is
    hidden where one of them is, so that a place that falls below threshold never looks like a fall of the whole.
    """
    entry = _indicator(indicator)
    by = _dimension(entry, selection.by)
    if not periods:
        return Answer(indicator, by, snapshot.id)
    for period in periods:
        _check_period(entry, snapshot, period)
    years = sorted({period.start.year + step for period in periods for step in (-1, 0)})
    rows, targets = [], _targets(scope, snapshot, selection, by, years)
    cells = Cells(scope, snapshot, sum(len(target.parts) for target in targets) <= FEW)
    for target in targets:
        asked = [(period, value) for period in periods for value in _values(entry, scope, snapshot, by, period)]
        kept = _comparable(entry, cells, snapshot, target, by, asked) if comparable else {}
        for period, value in asked:
            row = _row(entry, cells, snapshot, kept.get(value, target), by, value, period)
            rows.append(_only_whole(row, value in kept) if comparable else row)
    return Answer(indicator, by, snapshot.id, tuple(rows), _notes(entry, by, rows))


def _comparable(
    entry: Indicator, cells: Cells, snapshot: Snapshot, target: Target, by: str, asked: list[tuple[Period, str]]
) -> dict[str, Target]:
    """For each value whose sum loses some neighbourhoods: the target without those hidden in too many periods."""
    if len(target.parts) < 2:
        return {}
    kept = {}
    for value in dict.fromkeys(value for _, value in asked):
        shown = [
            {part for part in target.parts
             if _row(entry, cells, snapshot, replace(target, parts=(part,)), by, value, period).answer is not None}
            for period, each in asked if each == value
        ]  # fmt: skip
        some = [here for here in shown if here]
        parts = tuple(p for p in target.parts if sum(p in here for here in some) >= COMPARABLE * len(some))
        if some and parts != target.parts:
            kept[value] = replace(target, parts=parts)
    return kept


def _only_whole(row: Row, reduced: bool) -> Row:
    """Of a comparable sum: hidden where a part is missing, partial where some neighbourhoods were left out of it."""
    if row.shown == "partial":
        return replace(row, answer=None, noise_sd=None, shown="no", why="threshold")
    return replace(row, shown="partial") if reduced and row.shown == "yes" else row


def _indicator(code: str) -> Indicator:
    if code not in INDICATORS:
        raise Refusal(f"There is no indicator “{code}”. Known: {', '.join(INDICATORS)}.")
    return INDICATORS[code]


def _dimension(entry: Indicator, by: str) -> str:
    if by not in DIMENSIONS:
        raise Refusal(f"There is no dimension “{by}”. Known: {', '.join(d for d in DIMENSIONS if d != 'total')}.")
    if by == "total" and "total" not in entry.dimensions:
        return entry.dimensions[0]
    if by not in entry.dimensions and not (by == "neighbourhood" and "total" in entry.dimensions):
        known = ", ".join(d for d in (*entry.dimensions, "neighbourhood") if d != "total")
        raise Refusal(f"{entry.code} is not broken down by {by}. It can be by: {known}.")
    return by


def _check_period(entry: Indicator, snapshot: Snapshot, period: Period) -> None:
    if period.kind not in entry.period_kinds:
        raise Refusal(f"{entry.code} is published by {' and '.join(entry.period_kinds)}: ask for a period such as "
                      f"{period.containing('year').code}.")  # fmt: skip


def _targets(scope: Scope, snapshot: Snapshot, selection: Selection, by: str, years: list[int]) -> list[Target]:
    own = neighbourhoods(scope, snapshot)
    if selection.places:
        chosen = [place(scope, snapshot, code) for code in dict.fromkeys(selection.places)]
        if by == "neighbourhood":
            inside = {code for p in chosen for code in p.neighbourhoods}
            chosen = [p for p in own if p.area_code in inside]
        return [Target(p.area_code, p.name, (p,)) for p in chosen]
    if by == "neighbourhood":
        return [Target(p.area_code, p.name, (p,)) for p in own]
    if not own:
        return []
    own_places = [p for p in places(scope, snapshot) if p.level in GEOGRAPHIC]
    exact = [p for p in reversed(own_places) if p.inside and len(p.neighbourhoods) == len(own)]
    for candidate in exact:
        told = cells_of_place(scope, snapshot, candidate.level, candidate.area_code)
        if any(told.get(("total", "quarter", year)) for year in years):
            return [Target(candidate.area_code, candidate.name, (candidate,))]
    return [Target(TERRITORY, TERRITORY_LABEL["en"], own)]


def _values(entry: Indicator, scope: Scope, snapshot: Snapshot, by: str, period: Period) -> list[str]:
    if by in ("total", "neighbourhood"):
        return ["total"]
    if by == "campaign_step":
        begun = [c.code for c in campaigns(scope, snapshot) if period.start <= c.starts_on < period.end]
        return [f"{code}:{step.code}" for code in sorted(begun) for step in CAMPAIGN_STEPS]
    whole = entry.denominator.values if entry.denominator and entry.denominator.dimension == by else ()
    return [value for value in declared(snapshot, by) if value not in whole]  # the whole is no part of itself


@lru_cache(maxsize=64)
def declared(snapshot: Snapshot, dimension: str) -> tuple[str, ...]:
    """The codes that a dimension declares, in order."""
    return tuple(row.value for row in snapshot.query("declared", dimension=dimension))


def _row(
    entry: Indicator, cells: Cells, snapshot: Snapshot, target: Target, by: str, value: str, period: Period
) -> Row:
    dimension = "total" if by == "neighbourhood" else by
    if dimension != "campaign_step" and period.code not in snapshot.manifest["periods"][period.kind]:
        return Row(target.code, target.name, period.code, dimension, value, None, None, "no", "not_yet")
    if dimension == "campaign_step":
        estimate, base, exists = _campaign(entry, cells, target, value, period)
    elif entry.form == "part":
        estimate, base, exists = _part(cells, target, dimension, value, period, snapshot)
    else:
        estimate, base, exists = _combined(entry, cells, target, dimension, value, period)
    why: Why = "" if estimate else _why(entry, snapshot, dimension, period, exists)
    return Row(
        target.code, target.name, period.code, dimension, value,
        None if estimate is None else estimate.value,
        None if estimate is None else math.sqrt(estimate.variance),
        "no" if estimate is None else "partial" if estimate.partial else "yes",
        why, base, 0.0 if estimate is None else math.sqrt(estimate.permanent),
    )  # fmt: skip


def _combined(
    entry: Indicator, cells: Cells, target: Target, dimension: str, value: str, period: Period
) -> tuple[Estimate | None, float | None, bool]:
    """Counts and ratios: over the parts where both terms are shown, so that numerator and denominator agree."""
    tops = [cells.get(part, entry.numerator, value, dimension, period) for part in target.parts]
    exists = any(tops) or any(cells.exists(part, entry.numerator, value, dimension, period) for part in target.parts)
    if entry.form == "count":
        return total(tops), None, exists
    if entry.homes:
        bottoms = [Estimate(float(part.homes), 0.0) if part.homes else None for part in target.parts]
    elif entry.denominator:
        bottoms = [cells.get(part, entry.denominator, value, dimension, period) for part in target.parts]
    else:
        raise ValueError(f"{entry.code} has no denominator")
    both = [(t, b) if t and b else (None, None) for t, b in zip(tops, bottoms, strict=True)]
    top, bottom = total([t for t, _ in both]), total([b for _, b in both])
    base = None if bottom is None else bottom.value
    if entry.form == "over_chance":
        return over_chance(top, bottom) if top and bottom else None, base, exists
    found = ratio(top, bottom)
    if entry.homes:
        return found, base, exists and any(bottoms)  # homes are public: no step hides whom they hold
    if entry.form == "ratio":
        return found, base, exists
    return as_share(complement(found) if entry.form == "complement" else found, base), base, exists


def _part(
    cells: Cells, target: Target, dimension: str, value: str, period: Period, snapshot: Snapshot
) -> tuple[Estimate | None, float | None, bool]:
    """A share of the exchange mix; where exchanges carry no breakdown, the share of active households."""
    households = [
        cells.get(part, Count("active_households", "total"), "total", "total", period) for part in target.parts
    ]
    active = total(households)
    base = None if active is None else active.value
    if is_of_households(target.parts, dimension, period.kind):
        count = Count("active_households")
        tops = [cells.get(part, count, value, dimension, period) for part in target.parts]
        both = [(t, b) if t and b else (None, None) for t, b in zip(tops, households, strict=True)]
        bottom = total([b for _, b in both])
        found, base = ratio(total([t for t, _ in both]), bottom), None if bottom is None else bottom.value
    else:
        count = Count("exchanges")
        # a value that is hidden somewhere is told of the places that show it, never divided by the others too
        showing = [part for part in target.parts if cells.get(part, count, value, dimension, period)]
        by_value = {
            v: total([cells.get(part, count, v, dimension, period) for part in showing])
            for v in declared(snapshot, dimension)
        }
        found = part_of(by_value.get(value), over_values(list(by_value.values())))
    exists = any(cells.exists(part, count, value, dimension, period) for part in target.parts)
    return as_share(found, base), base, exists


def is_of_households(parts: Sequence[Place], dimension: str, kind: str) -> bool:
    """Whether the mix of these places is told as shares of active households rather than of exchanges."""
    below = any(part.level in ("neighbourhood", "group") for part in parts)
    return below and kind not in EXCHANGES_BELOW_CITY.get(dimension, ())


def _campaign(
    entry: Indicator, cells: Cells, target: Target, value: str, period: Period
) -> tuple[Estimate | None, float | None, bool]:
    inside = [
        (day, found) for part in target.parts
        for (day, step), found in cells.rows(part, "campaign_step", "campaign", period.start.year).items()
        if step == value and period.start <= day < period.end
    ]  # fmt: skip
    # A start that was corrected leaves the cells of the earlier one published: they are the same campaign.
    latest = max((day for day, _ in inside), default=None)
    counts = [found.estimate(entry.numerator.measure) for day, found in inside if day == latest]
    return total(counts), None, bool(inside)


def _why(entry: Indicator, snapshot: Snapshot, dimension: str, period: Period, exists: bool) -> Why:
    if entry.homes and not exists:
        return "not_published"
    listed = "matured" if entry.matures else "periods"
    if dimension != "campaign_step" and period.code not in snapshot.manifest[listed][period.kind]:
        return "not_yet"
    return "threshold" if exists else "not_published"


def _notes(entry: Indicator, by: str, rows: Sequence[Row]) -> tuple[str, ...]:
    return ("partial",) if any(row.shown == "partial" for row in rows) else ()
